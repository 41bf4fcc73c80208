using System.Text.Json.Nodes;

namespace Insights.Tests.Lists;

/// <summary>A date without a time is a day of the reporting zone, wherever it is shown or counted (metrics.md 2).</summary>
[Trait("Category", "Slow")]
public sealed class BareDayTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 15, 12, 0, 0, TimeSpan.Zero);

    private const string Leads =
        "Referral ID,Creation Date,Status,Lead Type,Lead value,Lead currency,Customer Name,Customer " +
        "Country\nR1,2026-11-01,New,Qualified,100,USD,Contoso,NL\nR2,11/30/2026,New,Qualified,100,USD,Fabrikam,NL\n";

    /// <summary>Told as instants: these are no days, not even the one at midnight UTC.</summary>
    private const string Api = """
        [{"id":"R3","organizationId":"0a11ce00-0000-4000-8000-000000000001","type":"Independent","qualification":"SalesQualified","status":"New","substatus":"Pending","direction":"Incoming",
          "inviteContext":{"invitedBy":{"organizationId":"msft"}},"createdDateTime":"2026-11-01T00:00:00Z","updatedDateTime":"2026-11-01T00:00:00Z"}]
        """;

    public static TheoryData<string> Zones =>
        ["UTC", "America/New_York", "Pacific/Honolulu", "Asia/Kolkata", "Pacific/Auckland", "America/Havana", "Africa/Cairo",
        "America/Sao_Paulo"];

    [Theory, MemberData(nameof(Zones))]
    public async Task A_date_is_counted_on_its_day_in_every_zone(string zone)
    {
        await using Served site = await Served.FilesAsync(zone, Now, Leads);
        await CountedAsync(site, "2026-11-01", 1);
        await CountedAsync(site, "2026-11-30", 1);
        await CountedAsync(site, "2026-10-31", 0);
        await CountedAsync(site, "2026-12-01", 0);
        // Changing the zone keeps it that day.
        await site.Store.SetAsync(new Insights.Vocabulary.Scope(1), "reporting_time_zone", "Pacific/Apia",
            TestContext.Current.CancellationToken);
        await CountedAsync(site, "2026-11-01", 1);
    }

    [Theory, MemberData(nameof(Zones))]
    public async Task It_is_shown_without_a_time_everywhere(string zone)
    {
        await using Served site = await Served.FilesAsync(zone, Now, Leads);
        (await site.TextAsync("/api/v1/list.csv?of=referrals.all")).ShouldContain(",2026-11-01,");
        JsonNode row = JsonNode.Parse(await site.TextAsync("/api/v1/list?of=referrals.all&sort=created"))!["rows"]![0]!;
        ((string?)row["created"]).ShouldBe("2026-11-01");
        (await site.PageAsync("/insights/list?of=referrals.all")).QuerySelector("table.rows")!.TextContent.ShouldContain("1 Nov 2026");
        string page = (await site.PageAsync("/insights/referral/R1")).Body!.TextContent;
        page.ShouldContain("1 Nov 2026");
        page.ShouldNotContain("31 Oct 2026");
        page.ShouldNotContain("1 Nov 2026, 0");
    }

    [Fact]
    public async Task An_instant_at_midnight_is_no_day()
    {
        await using Served site = await Served.FilesAsync("America/New_York", Now, Api);
        await CountedAsync(site, "2026-10-31", 1);
        await CountedAsync(site, "2026-11-01", 0);
        (await site.TextAsync("/api/v1/list.csv?of=referrals.all")).ShouldContain(",2026-11-01T00:00:00Z,");
        (await site.PageAsync("/insights/referral/R3")).Body!.TextContent.ShouldContain("31 Oct 2026, 20:00");
    }

    [Fact]
    public async Task Registrations_told_as_days_stay_on_their_days()
    {
        const string Registrations =
            "Referral ID,Registration Status,Registration Date,Approved Date,Contract Value,Contract " +
            "Currency\nR1,Approved,11/01/2026,11/01/2026,1000,USD\n";
        await using Served site = await Served.FilesAsync("America/New_York", Now, Leads, Registrations);
        foreach ((string day, int value) in new[] { ("2026-10-31", 0), ("2026-11-01", 1000) })
        {
            JsonNode reading = JsonNode.Parse(await site.TextAsync($"/api/v1/summary?from={day}&to={day}"))!;
            ((int)reading["metrics"]!["revenue.ip_cosell_approved_value"]!).ShouldBe(value, day);
        }
        JsonNode row = JsonNode.Parse(await site.TextAsync("/api/v1/list?of=revenue.ip_cosell_approved_value"))!["rows"]![0]!;
        ((string?)row["approved"]).ShouldBe("2026-11-01");
        (await site.TextAsync("/api/v1/list.csv?of=revenue.ip_cosell_approved_value")).ShouldContain("R1,2026-11-01,2026-11-01,");
        (await site.PageAsync("/insights/list?of=revenue.ip_cosell_approved_value"))
            .QuerySelector("table.rows")!.TextContent.ShouldNotContain("31 Oct");
        (await site.PageAsync("/insights/referral/R1"))
            .QuerySelector("[aria-labelledby=registrations]")!.TextContent.ShouldContain("1 Nov 2026");
    }

    [Fact]
    public async Task A_registration_told_twice_by_day_and_by_instant_is_one_on_its_page_too()
    {
        const string Days = "Referral ID,Registration Status,Registration Date,Contract Value,Contract " +
            "Currency\nR1,ReviewPending,11/01/2026,1000,USD\n";
        const string Approved = "Referral ID,Registration Status,Registration Date,Approved Date,Contract Value,Contract " +
            "Currency\nR1,Approved,2026-11-01T02:00:00Z,11/20/2026,1000,USD\n";
        await using Served site = await Served.FilesAsync("America/New_York", Now, Leads, Days, Approved);
        JsonNode reading = JsonNode.Parse(await site.TextAsync("/api/v1/summary?from=2026-11-01&to=2026-11-30"))!;
        ((int)reading["metrics"]!["revenue.ip_cosell_approved_value"]!).ShouldBe(1000);
        (await site.PageAsync("/insights/referral/R1")).QuerySelectorAll("[aria-labelledby=registrations] li").Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_day_is_a_day_in_the_workbook()
    {
        await using Served site = await Served.FilesAsync("America/New_York", Now, Leads);
        byte[] file = await (await site.GetAsync("/api/v1/list.xlsx?of=referrals.all&sort=created"))
            .Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        using var book = new System.IO.Compression.ZipArchive(new MemoryStream(file));
        using var sheet = new StreamReader(book.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        // 1 November 2026, and no part of a day.
        (await sheet.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("<v>46327</v>");
    }

    [Fact]
    public async Task A_clock_that_stands_before_the_newest_import_says_so()
    {
        await using Served behind = await Served.FilesAsync("UTC", Now, Now.AddDays(1), Leads),
            well = await Served.FilesAsync("UTC", Now, Now, Leads);
        (await behind.PageAsync("/insights/summary")).QuerySelectorAll(".banner.warning")
            .ShouldContain(b => b.TextContent.Contains("16 Dec 2026, 12:00", StringComparison.Ordinal));
        (await well.PageAsync("/insights/summary")).QuerySelectorAll(".banner.warning").ShouldBeEmpty();
    }

    private static async Task CountedAsync(Served site, string day, int count)
    {
        JsonNode reading = JsonNode.Parse(await site.TextAsync($"/api/v1/summary?from={day}&to={day}"))!;
        ((int)reading["metrics"]!["leads.received"]!).ShouldBe(count, $"{day} in {(string?)reading["period"]!["timeZone"]}");
        JsonNode list = JsonNode.Parse(await site.TextAsync($"/api/v1/list?of=leads.received&from={day}&to={day}"))!;
        ((int)list["count"]!).ShouldBe(count, day);
    }
}
