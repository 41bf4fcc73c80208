using Insights.Store;

namespace Insights.Sources.Live;

/// <summary>How a source stands, in one word (docs/live.md 6): a key of the words <c>live.state.…</c>.</summary>
public enum SourceState { UpToDate, Late, Reading, Waiting, SignIn, Role, Paused, Undone, Failing }

/// <summary>How sources stand.</summary>
public static class SourceStates
{
    private static readonly TimeSpan LateAfter = TimeSpan.FromHours(2);

    /// <summary>How a source stands at a moment.</summary>
    /// <param name="interval">Between two runs.</param>
    public static SourceState State(this LiveSource source, DateTimeOffset now, TimeSpan interval)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.IsLeased) return SourceState.Reading;
        if (source.IsPaused) return source.IsUndone ? SourceState.Undone : SourceState.Paused;
        return source.Trouble?.Kind switch
        {
            SourceTroubleKind.Role => SourceState.Role,
            SourceTroubleKind.SignIn or SourceTroubleKind.SecondFactor or SourceTroubleKind.Policy or SourceTroubleKind.OtherOrganization
                => SourceState.SignIn,
            SourceTroubleKind.Busy or SourceTroubleKind.DailyLimit => SourceState.Waiting,
            not null => SourceState.Failing,
            null => source.SucceededAt is not { } success ? SourceState.Waiting
                : now - success > (3 * interval > LateAfter ? 3 * interval : LateAfter) ? SourceState.Late : SourceState.UpToDate,
        };
    }
}
