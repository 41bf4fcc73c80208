using Insights.Store;

namespace Insights.Sources.Live;

/// <summary>When a source is read next, and what is read then (docs/live.md 4.2, 4.8).</summary>
internal static class Schedule
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6), Soonest = TimeSpan.FromHours(20), Latest = TimeSpan.FromHours(30),
        Week = TimeSpan.FromDays(7);

    /// <summary>The hours of UTC in which everything is read, where that can wait for them.</summary>
    private const int QuietFrom = 1, QuietTo = 5;

    /// <summary>With more records than this, everything is read once a week.</summary>
    public const int FewRecords = 20_000;

    /// <summary>Which run is due.</summary>
    public static RunKind KindDue(LiveSource source, DateTimeOffset now)
    {
        if (source.FullAt is not { } full) return RunKind.Full;
        TimeSpan since = now - full;
        bool quiet = now.UtcDateTime.Hour is >= QuietFrom and < QuietTo;
        return source.IsLarge ? since > (quiet ? Week - TimeSpan.FromHours(4) : Week + TimeSpan.FromHours(6))
            ? RunKind.Full : RunKind.Ordinary
            : since > (quiet ? Soonest : Latest) ? RunKind.Full : RunKind.Ordinary;
    }

    /// <summary>After a run that ended.</summary>
    /// <param name="pages">How many requests such a run takes.</param>
    public static TimeSpan Interval(LiveSource source, int pages, LiveSettings settings)
    {
        TimeSpan interval = settings.Interval;
        // A service that can only be asked for everything is asked so seldom that a day's runs stay below the limit.
        if (source.Method is ReadMethod.All or ReadMethod.Bare && TimeSpan.FromDays(1) * pages / settings.RequestsADay is var stretched
            && stretched > interval) interval = stretched;
        return interval;
    }

    /// <summary>About an interval later, so that not everybody asks at once.</summary>
    public static DateTimeOffset Next(TimeSpan interval, DateTimeOffset now) => now + interval * (0.9 + 0.2 * Random.Shared.NextDouble());

    /// <summary>After a run that did not end.</summary>
    /// <param name="retry">What the service asked for.</param>
    public static LiveSource AfterTrouble(LiveSource source, SourceTrouble trouble, DateTimeOffset? retry, LiveSettings settings,
        DateTimeOffset now)
    {
        bool isOurs = trouble.Kind is SourceTroubleKind.DailyLimit
            || trouble.Kind is SourceTroubleKind.Busy or SourceTroubleKind.Service && retry is not null;
        // Whoever asks for a second each time is asked no oftener for that.
        if (retry < now + settings.Interval) retry = now + settings.Interval;
        int failures = isOurs ? source.Failures : source.Failures + 1;
        TimeSpan wait = settings.Interval * Math.Pow(2, Math.Min(failures - 1, 16));
        DateTimeOffset? due = trouble.Kind switch
        {
            // Nothing is asked before somebody signs in, or says which organisation it is.
            SourceTroubleKind.SignIn or SourceTroubleKind.SecondFactor or SourceTroubleKind.OtherOrganization => null,
            SourceTroubleKind.Role or SourceTroubleKind.Policy => now + Longest,
            _ => retry ?? now + (wait < Longest ? wait : Longest),
        };
        return source with
        {
            NotBefore = trouble.Kind == SourceTroubleKind.DailyLimit ? null : retry,
            Trouble = trouble,
            Failures = failures,
            DueAt = source.IsPaused ? null : due,
            TriedAt = now,
        };
    }
}
