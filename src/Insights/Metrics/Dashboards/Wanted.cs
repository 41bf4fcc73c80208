using Insights.Facts;
using Insights.Vocabulary;

namespace Insights.Metrics.Dashboards;

/// <summary>What a metric is counted from: what nobody asks for is not walked.</summary>
[Flags]
internal enum Happenings
{
    None = 0, Created = 1, Accepted = 2, AcceptedByMicrosoft = 4, Won = 8, Lost = 16, Declined = 32, Expired = 64,
    Closed = Won | Lost | Declined | Expired, Registrations = 128, Visits = 256
}

/// <summary>What formulas are counted from.</summary>
internal static class Wanted
{
    public static Happenings By(IEnumerable<string> metrics) =>
        metrics.Aggregate(Happenings.None, (all, key) => all | By(Catalogue.Get(key).Formula));

    /// <summary>Whether closes that ended so are wanted.</summary>
    public static bool ByState(State closed, Happenings wanted) => closed switch
    {
        State.Won => wanted.HasFlag(Happenings.Won),
        State.Lost => wanted.HasFlag(Happenings.Lost),
        State.Declined => wanted.HasFlag(Happenings.Declined),
        State.Expired => wanted.HasFlag(Happenings.Expired),
        _ => true, // No closed referral stands so; if one did, counting it says what is wrong.
    };

    private static Happenings By(EventKind kind) => kind switch
    {
        EventKind.Created => Happenings.Created,
        EventKind.Accepted => Happenings.Accepted,
        EventKind.AcceptedByMicrosoft => Happenings.AcceptedByMicrosoft,
        EventKind.Won => Happenings.Won,
        EventKind.Lost => Happenings.Lost,
        EventKind.Declined => Happenings.Declined,
        EventKind.Expired => Happenings.Expired,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static Happenings By(Formula formula) => formula switch
    {
        Formula.Outbound => Happenings.Created,
        Formula.Events events => By(events.Kind),
        Formula.DealValue value => By(value.Kind),
        Formula.Registrations => Happenings.Registrations,
        Formula.Visits => Happenings.Visits,
        Formula.Sum sum => By(sum.Parts),
        Formula.Ratio ratio => By(ratio.Over) | By(ratio.Under),
        _ => Happenings.None,
    };
}
