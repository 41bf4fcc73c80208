using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics;

/// <summary>All numbers of one organisation for one period, comparison, granularity and moment (metrics.md 7). Page, JSON, CSV and PDF
/// format a reading; none of them computes. A dashboard's holds its own metrics, and none of the Summary's widgets.</summary>
public sealed record Reading
{
    /// <summary>The organisation's name.</summary>
    public required string Organization { get; init; }
    /// <summary>Its Partner Center id; null while no import has told it.</summary>
    public string? OrganizationId { get; init; }
    public bool IsSample { get; init; }
    /// <summary>The store's count of changes the facts were read at; two readings of one count rest on the same facts.</summary>
    public long ChangeNumber { get; init; }
    public required DateTimeOffset Now { get; init; }
    public required Period Period { get; init; }
    public required Granularity Granularity { get; init; }
    public required Comparison Comparison { get; init; }
    /// <summary>The period changes are measured against; null for <see cref="Vocabulary.Comparison.None"/> and
    /// <see cref="Vocabulary.Comparison.Months"/> (which compares two months of the period itself, <see cref="ComparedMonths"/>).</summary>
    public Period? ComparedWith { get; init; }
    /// <summary>First and last full month of the period, for <see cref="Vocabulary.Comparison.Months"/>; null when there are not
    /// two.</summary>
    public (DateOnly First, DateOnly Last)? ComparedMonths { get; init; }
    /// <summary>ISO 4217 of every amount.</summary>
    public required string Currency { get; init; }

    /// <summary>Every metric of <see cref="Catalogue.Summary"/>, or of the dashboard, by key. Rates are in percent, unrounded; null is
    /// "none", never zero.</summary>
    public required IReadOnlyDictionary<string, decimal?> Metrics { get; init; }
    /// <summary>By key; only event metrics have one, and none when <see cref="Comparison"/> is none.</summary>
    public required IReadOnlyDictionary<string, Change> Changes { get; init; }
    /// <summary>By key; every event count and amount has one. Points cover the whole period and add up to the headline.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<TrendPoint>> Trends { get; init; }

    /// <summary>Leaves with a count above zero, in tree order (group, type, state).</summary>
    public IReadOnlyList<DistributionLeaf> Distribution { get; init; } = [];
    /// <summary>All eight buckets in order, zeros included; they add up to <c>referrals.accepted</c>.</summary>
    public IReadOnlyList<TimeBucket> AcceptanceTime { get; init; } = [];
    /// <summary>All seven buckets in order, zeros included; they add up to <c>referrals.won</c>.</summary>
    public IReadOnlyList<TimeBucket> WinTime { get; init; } = [];
    /// <summary>Programs that have data, in the program table's order; empty hides the widget.</summary>
    public IReadOnlyList<QrpProgram> Qrp { get; init; } = [];
    public required IReadOnlyList<Freshness> Freshness { get; init; }
    public required IReadOnlyList<Note> Notes { get; init; }

    /// <summary>Page views and clicks by source (business profile, offers), for the tooltip of the sums.</summary>
    public IReadOnlyList<PageViewSplit> PageViewSplit { get; init; } = [];
    /// <summary>What an amount left out and why, by metric key (metrics.md 5).</summary>
    public IReadOnlyDictionary<string, MoneyCaveat> MoneyCaveats { get; init; } = new Dictionary<string, MoneyCaveat>();
    /// <summary>By metric key, and <c>distribution</c>: how much of it is in the period by the day of an import. Only what is so at
    /// all.</summary>
    public IReadOnlyDictionary<string, Observed> Observed { get; init; } = new Dictionary<string, Observed>();
}

/// <summary>How many of what a figure counts are dated by an import, because no source tells the moment (metrics.md 6).</summary>
public readonly record struct Observed(int Count, int Of);

/// <summary>How a number moved: <c>100 × (value − base) / base</c>, in percent; for rates <c>value − base</c>, in percentage
/// points (<see cref="InPoints"/>). <see cref="Amount"/> is null when the base is 0 or missing.</summary>
public sealed record Change(decimal? Base, decimal? Value, decimal? Amount, bool InPoints)
{
    /// <summary>True when base or value rests on days of imports: the arithmetic holds, and people are not shown it.</summary>
    public bool OnObserved { get; init; }
}

/// <summary>One point of a trend. <see cref="Partial"/> marks a point whose days are not all over, or not all in the period.</summary>
public sealed record TrendPoint(DateOnly Start, decimal Value, bool Partial)
{
    /// <summary>True when nothing is known of its days: <see cref="Value"/> is 0 so that points can be added.</summary>
    public bool IsNone { get; init; }
    /// <summary>How many of its events are dated by an import.</summary>
    public int Observed { get; init; }
    /// <summary>The value, or none.</summary>
    public decimal? Shown => IsNone ? null : Value;
}

public sealed record DistributionLeaf(ReferralGroup Group, ReferralType Type, State State, int Count);

/// <param name="Label">In whole elapsed days, both ends included; "14+" and "180+" mean more than.</param>
public sealed record TimeBucket(string Label, int CoSell, int Leads);

/// <param name="Program">Key of the program, e.g. <c>contact_request</c>.</param>
/// <param name="LatestMonth">First day of the latest completed month with data; null when there is none.</param>
/// <param name="Tiles">Number of countries that reached k targets in <see cref="LatestMonth"/>; index is k, 0 to the number of
/// KPIs.</param>
/// <param name="Kpis">The KPIs of the version in force, in column order, with their targets.</param>
/// <param name="Rows">Newest month first, then by country.</param>
public sealed record QrpProgram(string Program, DateOnly? LatestMonth, int CountriesEnrolled, IReadOnlyList<int> Tiles,
    IReadOnlyList<QrpKpi> Kpis, IReadOnlyList<QrpRow> Rows)
{
    /// <summary>The countries of the tiles, in <see cref="LatestMonth"/>, which need not lie in the period.</summary>
    public IReadOnlyList<QrpRow> LatestRows { get; init; } = [];
}

/// <param name="Key">accept_rate, expiry_rate, close_rate_60, close_rate_180 or close_rate_365, win_rate.</param>
/// <param name="Target">As a column head says it, e.g. "80+" or "&lt;3"; null when no target is set.</param>
public sealed record QrpKpi(string Key, string? Target);

/// <param name="Country">ISO 3166 alpha-2, or the source's word, or empty when unknown.</param>
/// <param name="Month">First day of the creation month.</param>
public sealed record QrpRow(string Country, DateOnly Month, int TargetsAchieved, IReadOnlyDictionary<string, KpiValue> Kpis);

public enum Band : byte { None, Achieved, Approaching, Below }

/// <param name="Percent">Null when the denominator is 0.</param>
/// <param name="Provisional">True while its N days have not passed for every referral in it.</param>
public sealed record KpiValue(int Numerator, int Denominator, Band Band, bool Provisional)
{
    public decimal? Percent => Denominator == 0 ? null : 100m * Numerator / Denominator;
}

/// <summary>What a widget's numbers rest on. One entry per widget and source.</summary>
/// <param name="RefreshedAt">When the source was last imported.</param>
/// <param name="NewestFact">The latest moment that source tells of; null when it tells none.</param>
public sealed record Freshness(string Widget, string Source, DateTimeOffset RefreshedAt, When? NewestFact)
{
    /// <summary>In how many days the next import is expected; null when none is (<see cref="Rhythm"/>).</summary>
    public int? RhythmDays { get; init; }
    /// <summary>Whether it is read by itself: <see cref="RefreshedAt"/> is then its last success, though that told nothing new.</summary>
    public bool IsLive { get; init; }
    /// <summary>Whether it should have been read by itself since (docs/live.md 6).</summary>
    public bool IsStale { get; init; }
}

/// <summary>Something a reader must know to trust the numbers. The words are in the words file under <c>note.{Code}</c>.</summary>
/// <param name="Detail">Names what the note is about (months, referral ids); already readable, language-free.</param>
/// <param name="Amounts">What the note is about, where that is money, one amount a currency.</param>
public sealed record Note(string Code, long Count, string? Detail = null, IReadOnlyList<Money>? Amounts = null)
{
    /// <summary>What the count is made of, by the word <c>note.{Code}.{Key}</c>; empty when it is of one kind.</summary>
    public IReadOnlyList<(string Key, int Count)> Parts { get; init; } = [];
    /// <summary>The list of what it counts; null when there is none.</summary>
    public Population? List { get; init; }
    /// <summary>What that list is narrowed to.</summary>
    public Filters Within { get; init; } = Filters.None;
}

public sealed record PageViewSplit(string Source, long PageViews, long CtaClicks);

/// <param name="WithoutRate">How many amounts were left out for want of any rate.</param>
/// <param name="LeftOut">What was left out, per currency.</param>
/// <param name="EarlierRate">How many were converted with an earlier month's rate.</param>
public sealed record MoneyCaveat(int WithoutRate, IReadOnlyList<Money> LeftOut, int EarlierRate)
{
    /// <summary>True when any of them was left out because the reporting currency itself has no rate: a sum of 0 is none then.</summary>
    public bool NoTarget { get; init; }
}
