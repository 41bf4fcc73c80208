using System.Text.Json.Nodes;

namespace Insights.Tests.Lists;

/// <summary>A date without a time is a day of the reporting zone, wherever it is shown or counted (metrics.md 2).</summary>
public sealed class BareDayTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 15, 12, 0, 0, TimeSpan.Zero);

    private const string Leads = "Referral ID,Creation Date,Status,Lead Type,Lead value,Lead currency,Customer Name,Customer Country\nR1,2026-11-01,New,Qualified,100,USD,Contoso,NL\nR2,11/30/2026,New,Qualified,100,USD,Fabrikam,NL\n";

    /// <summary>Told as instants: these are no days, not even the one at midnight UTC.</summary>
    private const string Api = """
        [{"id":"R3","organizationId":"0a11ce00-0000-4000-8000-000000000001","type":"Independent","qualification":"SalesQualified","status":"New","substatus":"Pending","direction":"Incoming",
          "inviteContext":{"invitedBy":{"organizationId":"msft"}},"createdDateTime":"2026-11-01T00:00:00Z","updatedDateTime":"2026-11-01T00:00:00Z"}]
        """;

    public static TheoryData<string> Zones => ["UTC", "America/New_York", "Pacific/Honolulu", "Asia/Kolkata", "Pacific/Auckland", "America/Havana", "Africa/Cairo", "America/Sao_Paulo"];

    [Theory, MemberData(nameof(Zones))]
    public async Task A_date_is_counted_on_its_day_in_every_zone(string zone)
    {
        await using Served site = await Served.FilesAsync(zone, Now, Leads);
        await CountedAsync(site, "2026-11-01", 1);
        await CountedAsync(site, "2026-11-30", 1);
        await CountedAsync(site, "2026-10-31", 0);
        await CountedAsync(site, "2026-12-01", 0);
        // Changing the zone keeps it that day.
        await site.Store.SetAsync(new Insights.Vocabulary.Scope(1), "reporting_time_zone", "Pacific/Apia", TestContext.Current.CancellationToken);
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

    private static async Task CountedAsync(Served site, string day, int count)
    {
        JsonNode reading = JsonNode.Parse(await site.TextAsync($"/api/v1/summary?from={day}&to={day}"))!;
        ((int)reading["metrics"]!["leads.received"]!).ShouldBe(count, $"{day} in {(string?)reading["period"]!["timeZone"]}");
        JsonNode list = JsonNode.Parse(await site.TextAsync($"/api/v1/list?of=leads.received&from={day}&to={day}"))!;
        ((int)list["count"]!).ShouldBe(count, day);
    }
}
