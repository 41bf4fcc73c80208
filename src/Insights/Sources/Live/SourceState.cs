using Insights.Store;

namespace Insights.Sources.Live;

/// <summary>How a source stands, in one word (docs/live.md 6): a key of the words <c>live.state.…</c>.</summary>
public enum SourceState { UpToDate, Late, Reading, Waiting, SignIn, Role, Paused, Undone, Failing }

/// <summary>How sources stand.</summary>
public static class SourceStates
{
    /// <summary>How a source stands at a moment.</summary>
    public static SourceState State(this LiveSource source, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.IsLeased) return SourceState.Reading;
        if (source.IsPaused) return source.IsUndone ? SourceState.Undone : SourceState.Paused;
        if (source.NotBefore > now) return SourceState.Waiting;
        return source.Trouble?.Kind switch
        {
            SourceTroubleKind.Role => SourceState.Role,
            SourceTroubleKind.SignIn or SourceTroubleKind.SecondFactor or SourceTroubleKind.Policy or SourceTroubleKind.OtherOrganization
                => SourceState.SignIn,
            SourceTroubleKind.Busy or SourceTroubleKind.DailyLimit => SourceState.Waiting,
            not null => SourceState.Failing,
            null => source.SucceededAt is null ? SourceState.Waiting : source.IsLateAt(now) ? SourceState.Late : SourceState.UpToDate,
        };
    }
}
