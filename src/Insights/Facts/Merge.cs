using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>Which of two statements of one thing is the newer: the one whose source says it was so later. Within one moment the one further
/// on in life is the newer, and one without a state the older; the digest makes the rest the same for every order of import.</summary>
/// <param name="AsOf">When the source says it was so, else when we were told.</param>
/// <param name="State">-1 when it names none.</param>
internal readonly record struct Recency(long AsOf, int State, long Digest) : IComparable<Recency>
{
    public int CompareTo(Recency other)
    {
        int order = AsOf.CompareTo(other.AsOf);
        if (order == 0) order = State.CompareTo(other.State);
        return order != 0 ? order : Digest.CompareTo(other.Digest);
    }
}

/// <summary>How a newer statement of a field joins what is known of it. Everything that tells of a referral or a registration merges with
/// these (metrics.md 6); fields that are not here take the newest statement that says anything.</summary>
internal static class Merge
{
    private const long None = Stored.None;

    /// <summary>The newer moment, unless it only repeats the day of an instant we know.</summary>
    /// <param name="known">As the store keeps moments.</param>
    /// <param name="told">As the store keeps moments.</param>
    public static long Moment(long known, long told, LocalDays days)
    {
        if (told == None) return known;
        if (known == None || !Stored.IsDay(told) || Stored.IsDay(known)) return told;
        // Sources cut a date off an instant in UTC as well as in their own zone.
        long instant = Math.Abs(known);
        int day = LocalDays.WrittenDay(told);
        return day == days.Day(instant) || day == LocalDays.WrittenDay(instant) ? known : told;
    }

    /// <inheritdoc cref="Moment(long, long, LocalDays)"/>
    public static When? Moment(When? known, When? told, LocalDays days) =>
        Moment(Kept(known), Kept(told), days) is var merged && merged == None ? null : Stored.Told(merged);

    /// <summary>The state furthest on in life; of two equally far, the newer. Nothing goes back (domain.md 5.5), so an older download
    /// imported later changes nothing.</summary>
    /// <param name="known">An <see cref="ObservedState"/>; -1 when none was told.</param>
    /// <param name="told">An <see cref="ObservedState"/>; -1 when none is told.</param>
    public static int State(int known, int told) => told >= 0 && Life(told) >= Life(known) ? told : known;


    /// <summary>Whether an amount, its currency and its conversion to USD, which are one statement, replace what is known of them. A
    /// currency alone says nothing beside an amount.</summary>
    public static bool Amount(bool known, bool told, bool currencyTold) => told || (!known && currencyTold);

    /// <summary>Details by key, the newer of each.</summary>
    public static IReadOnlyDictionary<string, string>? Details(
        IReadOnlyDictionary<string, string>? known, IReadOnlyDictionary<string, string>? told)
    {
        if (told is null || known is null || ReferenceEquals(known, told)) return told ?? known;
        var merged = new Dictionary<string, string>(known, StringComparer.Ordinal);
        foreach ((string key, string value) in told) merged[key] = value;
        return merged;
    }

    /// <summary>How far on in life: open, active, closed.</summary>
    public static int Life(int state) => state switch
    {
        < 0 => -1,
        (int)ObservedState.New => 0,
        (int)ObservedState.Active => 1,
        _ => 2,
    };

    /// <summary>The instant of a moment as the store keeps it; of a day, when it began.</summary>
    public static long At(long kept, LocalDays days) =>
        kept == None ? None : Stored.IsDay(kept) ? days.Start(LocalDays.WrittenDay(kept)) : Math.Abs(kept);

    /// <summary>The earlier of two instants.</summary>
    public static long Earliest(long a, long b) => a == None ? b : b == None ? a : Math.Min(a, b);

    private static long Kept(When? told) => told is { } moment ? Stored.Moment(moment) : None;
}
