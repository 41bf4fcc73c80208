using Insights.Facts;
using Insights.Metrics.Qrp;
using Insights.Vocabulary;

namespace Insights.Metrics.Lists;

/// <summary>Whether a note counts what happened in the period, or all there is.</summary>
internal enum NoteDays : byte { Period, Always }

/// <summary>A data-quality note about referrals: which ones, and the moment that puts them into a period. One definition for its count and
/// its list (law 9).</summary>
/// <param name="Part">Which part of the note it is; null when the note has one.</param>
/// <param name="About">By row of some facts, whether the note is about it.</param>
/// <param name="Moment">The moment that puts a row into a period.</param>
internal sealed record NoteRule(string Code, string? Part, NoteDays Days, Func<OrganizationFacts, Func<int, bool>> About,
    Func<OrganizationFacts, int, long> Moment)
{
    /// <summary>Every one, in the order they are said.</summary>
    public static IReadOnlyList<NoteRule> All { get; } =
    [
        Observed("created", ObservedMoments.Created, f => f.Created),
        Observed("accepted", ObservedMoments.Accepted, f => f.Accepted),
        Observed("closed", ObservedMoments.Closed, f => f.Closed),
        Observed("accepted_by_microsoft", ObservedMoments.MicrosoftAccepted, f => f.MicrosoftAccepted),
        OfClose("won_without_accept", f => row => f.State[row] is State.Won or State.Lost && f.Accepted[row] == OrganizationFacts.NoMoment
            && !f.Class[row].IsOurs()
            && f.Class[row] != ReferralClass.InformationalLead),
        OfClose("won_before_created", f => row => f.State[row] == State.Won && f.Closed[row] < f.Created[row]),
        Always("reopened", f => row => f.Doubts[row].HasFlag(Doubts.Reopened)),
        Always("negative_value", f => row => IsNegative(f.Value[row]) || IsNegative(f.ValueUsd[row])),
        Always("before_2000", BeforePages),
        Always("in_future", AfterNewestImport),
        Always("unknown_state", f => row => f.Doubts[row].HasFlag(Doubts.UnknownState)),
        Always("unknown_program", f => Programs(f, (known, _) => !known)),
        Always("unknown_country", f => Programs(f, (known, country) => known && country < 0)),
        Always("unknown_country_name", UnknownCountry),
    ];

    /// <summary>The rules a population lists; none for what is no note.</summary>
    public static IEnumerable<NoteRule> Of(Population population) => !population.Of.StartsWith(Population.Note, StringComparison.Ordinal)
        ? []
        : All.Where(rule => rule.Code == population.Of[Population.Note.Length..]
            && (population.Step is null || population.Step == rule.Part));

    /// <summary>The day it counts on, <see cref="DayOrder.Never"/> for a row it is not about.</summary>
    public int[] DaysOf(OrganizationFacts facts, LocalDays local)
    {
        Func<int, bool> about = About(facts);
        int[] days = new int[facts.Count];
        for (int row = 0; row < days.Length; row++)
            days[row] = about(row) && Moment(facts, row) is var at && at != OrganizationFacts.NoMoment ? local.Day(at) : DayOrder.Never;
        return days;
    }

    private static NoteRule Observed(string part, ObservedMoments which, Func<OrganizationFacts, long[]> column) =>
        new("observed_moments", part, NoteDays.Period, f => row => (f.Observed[row] & which) != 0, (f, row) => column(f)[row]);

    private static NoteRule OfClose(string code, Func<OrganizationFacts, Func<int, bool>> about) =>
        new(code, null, NoteDays.Period, about, (f, row) => f.Closed[row]);

    private static NoteRule Always(string code, Func<OrganizationFacts, Func<int, bool>> about) =>
        new(code, null, NoteDays.Always, about, (f, row) => f.Created[row]);

    private static bool IsNegative(long amount) => amount < 0 && amount != OrganizationFacts.NoAmount;

    /// <summary>What lies before the first day a page can be asked for is on no page.</summary>
    private static Func<int, bool> BeforePages(OrganizationFacts f)
    {
        TimeZoneInfo zone = ReportingSettings.Of(f.Settings).Zone;
        DateTime midnight = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
        long first = Ticks(new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)));
        bool Early(long moment) => moment != OrganizationFacts.NoMoment && moment < first;
        return row => Early(f.Created[row]) || Early(f.Accepted[row]) || Early(f.Closed[row]) || Early(f.MicrosoftAccepted[row]);
    }

    /// <summary>What lies after the newest import nobody can know to have happened. A day's margin, because a source may count its days in
    /// a zone further east.</summary>
    private static Func<int, bool> AfterNewestImport(OrganizationFacts f)
    {
        if (f.Sources.Count == 0) return _ => false;
        long last = Ticks(f.Sources.Max(s => s.RefreshedAt)) + TimeSpan.TicksPerDay;
        // "No such moment" is the smallest number there is.
        return row => Math.Max(Math.Max(f.Created[row], f.Accepted[row]), Math.Max(f.Closed[row], f.MicrosoftAccepted[row])) > last;
    }

    private static Func<int, bool> Programs(OrganizationFacts f, Func<bool, int, bool> about)
    {
        ProgramTable programs = ProgramTable.Of(f.Settings);
        bool[] known = [.. f.Words.Words.Select(word => programs.IndexOf(word) >= 0)];
        return row => f.Program[row] >= 0 && about(known[f.Program[row]], f.Country[row]);
    }

    private static Func<int, bool> UnknownCountry(OrganizationFacts f)
    {
        bool[] known = [.. f.Words.Words.Select(word => Language.English.Has("country." + word))];
        return row => f.Country[row] >= 0 && !known[f.Country[row]];
    }

    private static long Ticks(DateTimeOffset moment) => moment.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
}
