using Insights.Vocabulary;

namespace Insights.Widgets;

/// <summary>Under which heading of the navigation the page was opened; the page itself is the same.</summary>
public enum Workspace { Insights, Referrals }

/// <summary>Light, dark, or what the reader's system prefers.</summary>
public enum Theme { System, Light, Dark }

/// <summary>The column the QRP table is sorted by; <c>-month</c> in the address is newest first, the default.</summary>
public readonly record struct QrpSort(string Column, bool Descending)
{
    public static readonly QrpSort Newest = new("month", Descending: true);

    /// <summary>Every column the table can have, over all versions of the shipped programs.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["month", "country", "targets", "accept_rate", "expiry_rate", "close_rate_60", "close_rate_180", "close_rate_365", "win_rate"];

    public string Key => Descending ? "-" + Column : Column;

    /// <summary>An organisation's own programs may count other days than the shipped ones.</summary>
    private static bool IsCloseRate(string column) =>
        column.StartsWith("close_rate_", StringComparison.Ordinal) && column.Length is > 11 and <= 15
            && column.AsSpan(11).IndexOfAnyExceptInRange('0', '9') < 0;

    public static QrpSort? Parse(string? word)
    {
        string column = (word ?? "").TrimStart('-').ToLowerInvariant();
        return Columns.Contains(column) || IsCloseRate(column) ? new QrpSort(column, word![0] == '-') : null;
    }
}

/// <summary>The whole state of the Summary page, as its address holds it (houses.md, rule 23). <see cref="Links"/> writes it,
/// <see cref="AddressReader"/> reads it; what the address leaves out has the value here.</summary>
public sealed record SummaryQuery
{
    public const int LongestRangeInDays = 3660;
    /// <summary>A chart of more single days than this cannot be read.</summary>
    public const int LongestRangeByDay = 400;

    public Workspace Workspace { get; init; }
    /// <summary><see cref="Preset.Custom"/> exactly when <see cref="From"/> and <see cref="To"/> are given.</summary>
    public Preset Range { get; init; } = Preset.ThreeMonths;
    /// <summary>First day of a custom range.</summary>
    public DateOnly? From { get; init; }
    /// <summary>Last day of a custom range; it is in the range.</summary>
    public DateOnly? To { get; init; }
    public Comparison Comparison { get; init; } = Comparison.Previous;
    public Granularity Granularity { get; init; } = Granularity.Month;
    /// <summary>The language the address asks for; null when the reader's browser decides.</summary>
    public string? Language { get; init; }
    public Theme Theme { get; init; }
    public string? Program { get; init; }
    public string? Country { get; init; }
    public QrpSort Sort { get; init; } = QrpSort.Newest;
    /// <summary>The dashboard a reader came from with what it was filtered by, as its address says it (<c>cosell?country=NL</c>): the
    /// Summary counts everything and keeps it for the way back. Null when nothing was filtered.</summary>
    public string? Kept { get; init; }

    /// <summary>The period asked for, at a moment, in the organisation's zone.</summary>
    public Period Period(DateTimeOffset now, TimeZoneInfo zone) => Range == Preset.Custom && From is { } from && To is { } to
        ? Vocabulary.Period.Inclusive(from, to, zone)
        : Vocabulary.Period.Of(Range, now, zone);
}
