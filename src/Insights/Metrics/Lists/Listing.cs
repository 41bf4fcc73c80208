using Insights.Facts;
using Insights.Vocabulary;

namespace Insights.Metrics.Lists;

/// <summary>Something of the period that a list does not show, and why; its words are <c>list.out.{Code}</c>.</summary>
public sealed record LeftOut(string Code, int Count);

/// <summary>One referral of a list, as the facts have it; its names and details are in the store, under <see cref="VersionId"/>.</summary>
/// <param name="Row">Its row of the facts.</param>
/// <param name="Observed">Which of its moments are days we first saw it, not told by its source.</param>
/// <param name="Program">The program's key, or the source's word when we do not know it.</param>
/// <param name="Value">In its own currency.</param>
/// <param name="InReporting">In the reporting currency; null without value or without rate.</param>
public sealed record ListedReferral(int Row, int VersionId, ReferralClass Class, State State, When Created, When? Accepted, When? Closed,
    ObservedMoments Observed, string? Country, string? Program, Money? Value, decimal? InReporting);

/// <summary>A registration with the moments that count it, and its contract value.</summary>
/// <param name="Approved">Approved, else passed; null unless it stands.</param>
/// <param name="Failed">Null unless it failed in the end.</param>
/// <param name="InReporting">In the reporting currency, of one year where the list is of annual values; null when that is not
/// known.</param>
public sealed record ListedRegistration(
    string ReferralId, When? Registered, When? Approved, When? Failed, Money? Value, decimal? InReporting);

/// <summary>A list behind a number. Exactly one of the kinds of rows is filled, by <see cref="Kind"/>.</summary>
public sealed record Listing
{
    public required Population Population { get; init; }
    public required Filters Filters { get; init; }
    public required Period Period { get; init; }
    public required ListKind Kind { get; init; }
    /// <summary>The number the page shows, filters applied: rows, or what they add up to.</summary>
    public required decimal Figure { get; init; }
    /// <summary>True when the page shows none: 0 only because no rate to the reporting currency is known.</summary>
    public bool IsNone { get; init; }
    public required Unit Unit { get; init; }
    /// <summary>ISO 4217 of every amount in the reporting currency.</summary>
    public required string Currency { get; init; }
    /// <summary>How many rows there are before any search.</summary>
    public required int Count { get; init; }
    /// <summary>Referrals: rows of the facts in the order asked for, those found when something was searched; with
    /// <see cref="ListQuestion.Page"/>, only that page is in its place.</summary>
    public int[] Rows { get; init; } = [];
    public IReadOnlyList<Solution> Solutions { get; init; } = [];
    public IReadOnlyList<DayOfViews> Views { get; init; } = [];
    public IReadOnlyList<ListedRegistration> Registrations { get; init; } = [];
    public IReadOnlyList<QrpRow> Countries { get; init; } = [];
    /// <summary>What the referrals' values add up to in the reporting currency, by the rate of the month of closing.</summary>
    public decimal Sum { get; init; }
    /// <summary>What the same values add up to when each is rounded to the cent, as it is printed.</summary>
    public decimal SumOfRounded { get; init; }
    /// <summary>Only what there is any of.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];

    /// <summary>How many rows are listed: all, or those found.</summary>
    public int Listed => Kind switch
    {
        ListKind.Solutions => Solutions.Count,
        ListKind.Views => Views.Count,
        ListKind.Registrations => Registrations.Count,
        ListKind.Countries => Countries.Count,
        _ => Rows.Length,
    };
}

/// <summary>What is asked of a list.</summary>
/// <param name="Found">Rows a search found; null when nothing was searched.</param>
/// <param name="Customers">By row, the place of the customer in the alphabet; needed to sort by customer.</param>
public sealed record ListQuestion(Population Population, Filters Filters, Period Period, ListSort Sort)
{
    /// <summary>Needed when the filters ask for them, and for registrations that are narrowed at all.</summary>
    public Facets? Facets { get; init; }
    public IReadOnlySet<int>? Found { get; init; }
    public IReadOnlyList<int>? Customers { get; init; }
    /// <summary>The page that is shown: how many rows come before it and how many it has. Of referrals only its rows need stand in their
    /// places then; null puts all in order. Of a page beyond the last, the last is meant.</summary>
    public (int From, int Count)? Page { get; init; }
}
