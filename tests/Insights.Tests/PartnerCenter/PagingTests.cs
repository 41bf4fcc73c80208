using Insights.Sources.Live;
using Insights.Store;

namespace Insights.Tests.PartnerCenter;

/// <summary>How pages are asked for and followed (docs/live.md 2.1, 4.3, 4.6).</summary>
public sealed class PagingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<ConnectedStore> StartAsync(int records = 230) =>
        ConnectedStore.StartWithAsync(records);

    [Theory]
    [InlineData(Obedience.Honoured, Obedience.Honoured, Obedience.Honoured, Obedience.Honoured, ReadMethod.Filter)]
    [InlineData(Obedience.Refused, Obedience.Honoured, Obedience.Honoured, Obedience.Honoured, ReadMethod.QuotedFilter)]
    [InlineData(Obedience.Ignored, Obedience.Refused, Obedience.Honoured, Obedience.Honoured, ReadMethod.Order)]
    [InlineData(Obedience.Refused, Obedience.Refused, Obedience.Refused, Obedience.Honoured, ReadMethod.All)]
    [InlineData(Obedience.Refused, Obedience.Ignored, Obedience.Ignored, Obedience.Refused, ReadMethod.Bare)]
    internal async Task The_first_way_of_asking_that_is_understood_and_obeyed_is_kept_for_a_week(Obedience filter, Obedience quoted,
        Obedience order, Obedience created, ReadMethod expected)
    {
        await using ConnectedStore site = await StartAsync();
        (site.Server.Queries.Filter, site.Server.Queries.QuotedFilter, site.Server.Queries.Order, site.Server.Queries.CreatedOrder) =
            (filter, quoted, order, created);
        await site.RunAsync();
        site.Clock.Advance(TimeSpan.FromHours(3));
        site.Server.Touch(site.Server.Records[7].Key, record => record["name"] = "Another");
        (await site.RunAsync(RunKind.Ordinary)).ShouldBe(RunOutcome.Done);
        (await site.SourceAsync()).Method.ShouldBe(expected);
        (await site.ReceiptAsync()).Import.ShouldBe(2);
        int before = site.Server.Requests;
        await site.RunAsync(RunKind.Ordinary);
        Query(site, before).ShouldStartWith(expected switch
        {
            ReadMethod.Bare => "",
            ReadMethod.All => "?$orderby=createdDateTime desc&$top=100",
            ReadMethod.Order => "?$orderby=updatedDateTime desc&$top=100",
            ReadMethod.Filter => "?$orderby=updatedDateTime desc&$top=100&$filter=updatedDateTime ge 2026",
            _ => "?$orderby=updatedDateTime desc&$top=100&$filter=updatedDateTime ge '2026",
        });
        // After a week it is asked anew whether the service has learnt.
        (site.Server.Queries.Filter, site.Server.Queries.Order) = (Obedience.Honoured, Obedience.Honoured);
        site.Clock.Advance(TimeSpan.FromDays(7.1));
        await site.RunAsync(RunKind.Ordinary);
        (await site.SourceAsync()).Method.ShouldBe(ReadMethod.Filter);
        site.Server.Complaints.ShouldBeEmpty();
    }

    private static string Query(ConnectedStore site, int before) => Uri.UnescapeDataString(site.Server.Received[before].Query);

    [Fact]
    public async Task Asked_for_the_order_only_reading_stops_after_the_first_page_that_is_all_older()
    {
        await using ConnectedStore site = await StartAsync();
        (site.Server.Queries.Filter, site.Server.Queries.QuotedFilter) = (Obedience.Refused, Obedience.Refused);
        await site.RunAsync();
        site.Clock.Advance(TimeSpan.FromHours(3));
        int before = site.PagesAsked;
        await site.RunAsync(RunKind.Ordinary);
        (site.PagesAsked - before).ShouldBe(3, "two refused, and one page that is all older");
    }

    [Fact]
    public async Task An_order_by_another_field_than_asked_is_not_believed()
    {
        await using ConnectedStore site = await StartAsync();
        (site.Server.Queries.Filter, site.Server.Queries.QuotedFilter) = (Obedience.Refused, Obedience.Refused);
        site.Server.Queries.OrdersBy = "createdDateTime";
        await site.RunAsync();
        site.Clock.Advance(TimeSpan.FromHours(3));
        await site.RunAsync(RunKind.Ordinary);
        (await site.SourceAsync()).Method.ShouldBe(ReadMethod.All);
    }

    [Fact]
    public async Task Where_only_everything_can_be_asked_runs_stay_below_the_daily_limit()
    {
        await using ConnectedStore site = await StartAsync();
        site.Server.Queries.Filter = site.Server.Queries.QuotedFilter = site.Server.Queries.Order = Obedience.Refused;
        site.Settings[LiveSettings.RequestsName] = "24";
        await site.OpenAsync();
        await site.RunAsync();
        await site.RunAsync(RunKind.Ordinary);
        (await site.SourceAsync()).DueAt!.Value.ShouldBeGreaterThan(site.Clock.GetUtcNow().AddHours(2.6),
            "three pages of twenty-four a day");
    }

    [Theory]
    [InlineData("host")]
    [InlineData("repeat")]
    public async Task Links_that_lead_elsewhere_or_in_a_circle_fail_the_run(string fault)
    {
        await using ConnectedStore site = await StartAsync();
        if (fault == "host") site.Server.Pages.StraysAt = 2;
        else site.Server.Pages.RepeatsAt = 2;
        (await site.RunAsync()).ShouldBe(RunOutcome.Later);
        LiveSource source = await site.SourceAsync();
        (source.Trouble!.Kind, source.Watermark).ShouldBe((SourceTroubleKind.Pages, null));
        site.PagesAsked.ShouldBe(2, "such a link is not tried");
        (await site.FactsAsync()).Count.ShouldBe(0);
        site.Server.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_link_that_died_starts_the_run_anew_twice_and_then_fails_it(int status)
    {
        await using ConnectedStore site = await StartAsync();
        (site.Server.Pages.GoneAfter, site.Server.Pages.GoneStatus, site.Server.Pages.GoneTimes) = (1, status, 2);
        (await site.RunAsync()).ShouldBe(RunOutcome.Done);
        (await site.SaidAsync()).ShouldBe(await site.FreshAsync());
        site.Server.Pages.GoneTimes = int.MaxValue;
        (await site.RunAsync(RunKind.Full)).ShouldBe(RunOutcome.Later);
        (await site.SourceAsync()).Trouble!.Kind.ShouldBe(SourceTroubleKind.Pages);
    }

    [Fact]
    public async Task A_run_broken_off_goes_on_at_its_link_and_an_old_one_begins_anew()
    {
        await using ConnectedStore site = await StartAsync();
        site.Server.Faults.At(3, Fault.Error(500), 6);
        (await site.RunAsync()).ShouldBe(RunOutcome.Later);
        (await site.SourceAsync()).Run!.Pages.ShouldBe(2);
        int before = site.PagesAsked;
        (await site.RunAsync()).ShouldBe(RunOutcome.Done);
        (site.PagesAsked - before).ShouldBe(1);
        (await site.SaidAsync()).ShouldBe(await site.FreshAsync());

        site.Server.Faults.At(site.Server.Requests + 3, Fault.Error(500), 6);
        (await site.RunAsync(RunKind.Full)).ShouldBe(RunOutcome.Later);
        site.Clock.Advance(TimeSpan.FromMinutes(31));
        before = site.PagesAsked;
        (await site.RunAsync(RunKind.Full)).ShouldBe(RunOutcome.Done);
        (site.PagesAsked - before).ShouldBe(3);
    }

    [Fact]
    public async Task Oldest_first_would_lose_a_record_behind_a_pages_edge_and_newest_first_does_not()
    {
        // While a list is paged by places, a record that is written jumps to the new end: those behind it shift forward by one.
        string[] oldestFirst = Paged(newestFirst: false), newestFirst = Paged(newestFirst: true);
        oldestFirst.ShouldNotContain("c", "it shifted before an edge that was passed already");
        // What was written meanwhile is newer than the run, and the next one's.
        foreach (string record in (string[])["a", "c", "d"]) newestFirst.ShouldContain(record);

        await using ConnectedStore site = await StartAsync(300);
        site.Server.Pages.OffsetTokens = true;
        await site.RunAsync();
        site.Clock.Advance(TimeSpan.FromHours(3));
        foreach (StoredReferral record in site.Server.Records.ToArray()) Rename(record.Key);
        string[] all = [.. site.Server.Records.Select(record => record.Key)];
        site.Server.BeforeRequest = number => { if (number % 3 == 2) Rename(all[number]); };
        await site.RunAsync(RunKind.Ordinary);
        site.Server.BeforeRequest = null;
        await site.RunAsync(RunKind.Ordinary);
        (await site.SaidAsync()).ShouldBe(await site.FreshAsync());

        void Rename(string key) => site.Server.Touch(key, record => record["customerProfile"]!["address"]!["country"] = "SE");

        static string[] Paged(bool newestFirst)
        {
            List<string> list = [.. newestFirst ? new[] { "d", "c", "b", "a" } : ["a", "b", "c", "d"]];
            var read = new List<string>();
            for (int at = 0; at < list.Count; at += 2)
            {
                read.AddRange(list.Skip(at).Take(2));
                if (at > 0) continue;
                list.Remove("b");
                if (newestFirst) list.Insert(0, "b");
                else list.Add("b");
            }
            return [.. read];
        }
    }
}
