using Insights.Facts;
using Insights.Metrics.Lists;
using Insights.Vocabulary;
using Insights.Widgets;
using Insights.Widgets.Lists;

namespace Insights.Page.Lists;

/// <summary>Everything a list page is drawn from: a finished listing, the rows of this page of it, and their names.</summary>
/// <param name="Organization">Its name.</param>
/// <param name="From">How many rows stand on earlier pages.</param>
public sealed record ListView(ListQuery Query, Language Language, Listing Listing, string Organization, IReadOnlyList<ListedReferral> Page,
    IReadOnlyDictionary<int, ReferralRecord> Records, int From)
{
    /// <summary>The store's count of changes the rows were read at.</summary>
    public long ChangeNumber { get; init; }

    public Figures Figures { get; } = new(Language, Listing.Currency);

    public string this[string word] => Language[word];

    public TimeZoneInfo Zone => Listing.Period.Zone;

    /// <summary>How many rows of this page are shown.</summary>
    public int Shown => Math.Min(ListQuery.RowsOnPage, Listing.Listed - From);

    /// <summary>The number as the page it came from shows it in its tables.</summary>
    public string Figure => Figures.InFull(Listing.Unit, Listing.IsNone ? null : Listing.Figure);

    /// <summary>What the list is of and in which days: "Co-sell accepted, 1 Aug – 21 Nov 2026".</summary>
    public string Title
    {
        get
        {
            string name = ListText.Name(Listing.Population, Language, Figures);
            bool hasDays = Listing.Kind is not (ListKind.Solutions or ListKind.Countries) && Listing.Population.IsOfPeriod;
            return hasDays ? Language.Say("list.title", name, Days) : name;
        }
    }

    public string Days => Figures.Range(Listing.Period.From, Listing.Period.Last);

    public string Day(When moment) => Figures.Day(moment.DayIn(Zone));
}
