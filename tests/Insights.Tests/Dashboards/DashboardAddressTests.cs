using System.Web;
using Insights.Metrics.Dashboards;
using Insights.Metrics.Lists;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Tests.Dashboards;

/// <summary>A dashboard's address: what it says, what it leaves out, and what it does with nonsense.</summary>
public sealed class DashboardAddressTests
{
    private static readonly DashboardTab Deals = DashboardTab.Find(Dashboard.CoSell, "all")!,
        Marketplace = DashboardTab.Find(Dashboard.Leads, "marketplace")!, Qualified = DashboardTab.Find(Dashboard.Leads, "qualified")!;

    [Fact]
    public void An_address_that_says_nothing_is_the_first_tab_with_its_preset()
    {
        DashboardQuery query = Read("/insights/cosell").Query;
        (query.Tab, query.Filters).ShouldBe((Deals, Deals.Preset));
        Links.Detail(query).ShouldBe("/insights/cosell");
    }

    [Fact]
    public void A_removed_preset_is_spelt_and_stays_removed()
    {
        string address = Links.Detail(new DashboardQuery(new SummaryQuery(), Deals, Filters.None));
        address.ShouldBe("/insights/cosell?deal_type=all");
        Read(address).Query.Filters.ShouldBe(Filters.None);
    }

    [Fact]
    public void Everything_that_was_chosen_comes_back()
    {
        Filters filters = Filters.None.With(Dimension.DealType, "private").With(Dimension.Country, "NL", "DE", Dimensions.NotSaid)
            .With(Dimension.Customer, "A & B, Ltd = ?").With(Dimension.Solution, "SOL-1");
        var query = new DashboardQuery(new SummaryQuery { Workspace = Workspace.Referrals, Range = Preset.TwelveMonths, Language = "nl" },
            Deals, filters)
        { CompareMetric = "revenue.won_value.co_sell", CompareBy = Dimension.Country, CompareValues = ["NL", "DE"] };
        DashboardAddressReading read = Read(Links.Detail(query));
        read.NotUnderstood.ShouldBeEmpty();
        (read.Query with { CompareValues = [], Choices = query.Choices }).ShouldBe(query with { CompareValues = [] });
        read.Query.CompareValues.ShouldBe(query.CompareValues);
    }

    [Fact]
    public void What_is_wrong_is_named_and_left_out()
    {
        DashboardAddressReading read =
            Read("/insights/cosell?tab=nothing&deal_type=odd&deal_type=private&offer=x&measure=leads.won&by=state&with=a&with=b&with=c&with=d&range=1w");
        read.NotUnderstood.Select(n => n.Name).ShouldBe(["tab", "deal_type", "offer", "measure", "by", "with", "range"], ignoreOrder: true);
        read.NotUnderstood.ShouldAllBe(n => Language.All.All(l => l.Has(n.Reason)));
        (read.Query.Tab, read.Query.Filters, read.Query.CompareValues.Count)
            .ShouldBe((Deals, Filters.None.With(Dimension.DealType, "private"), 3));
    }

    [Fact]
    public void Filters_follow_the_reader_where_they_can_be_asked()
    {
        var query = new DashboardQuery(new SummaryQuery(), Marketplace, Filters.None.With(Dimension.Country, "NL")
            .With(Dimension.Offer, "contoso.a"));
        query.On(Qualified).Filters.ShouldBe(Filters.None.With(Dimension.Country, "NL"));
        query.On(Deals).Filters.ShouldBe(Deals.Preset.With(Dimension.Country, "NL"));
        new DashboardQuery(new SummaryQuery(), Deals, Filters.None).On(DashboardTab.Find(Dashboard.CoSell, "ip")!)
            .Filters.ShouldBe(Filters.None);
    }

    [Fact]
    public void Filters_are_what_they_hold()
    {
        Filters one = Filters.None.With(Dimension.Country, "NL", "DE").With(Dimension.Program, "p");
        one.ShouldBe(Filters.None.With(Dimension.Program, "p").With(Dimension.Country, "DE", "NL", "DE"));
        one.GetHashCode().ShouldBe(Filters.None.With(Dimension.Program, "p").With(Dimension.Country, "DE", "NL").GetHashCode());
        one.Without(Dimension.Country, "NL").Without(Dimension.Country, "DE").Without(Dimension.Program).ShouldBe(Filters.None);
        one.And(Filters.None.With(Dimension.Country, "DE", "FR"))!.ShouldBe(one.With(Dimension.Country, "DE"));
        one.And(Filters.None.With(Dimension.Country, "FR")).ShouldBeNull();
    }

    private static DashboardAddressReading Read(string address)
    {
        int query = address.IndexOf('?', StringComparison.Ordinal);
        var parts = HttpUtility.ParseQueryString(query < 0 ? "" : address[query..]);
        return DashboardAddress.Read(address.StartsWith("/referrals/", StringComparison.Ordinal) ? Workspace.Referrals
            : Workspace.Insights, address.Contains("/cosell", StringComparison.Ordinal) ? Dashboard.CoSell : Dashboard.Leads,
            name => parts.GetValues(name) ?? []);
    }
}
