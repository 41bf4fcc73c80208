using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Insights.Ingest.Sample;

namespace Insights.Tests.Sample;

/// <summary>The sample organisation: the same bytes every time, and a world one can believe. Shares are checked at 5,000 referrals
/// with room for chance: they fail when the world changes, not when a dice falls differently.</summary>
public sealed partial class SampleOrganizationTests(SampleFiles sample) : IClassFixture<SampleFiles>
{
    private static readonly DateTimeOffset Midnight = new(SampleFiles.Now.UtcDateTime.Date, TimeSpan.Zero);

    private IEnumerable<JsonElement> Counted => sample.Ours.Where(r => r.Text("substatus") != "Error");

    [Fact]
    public void The_same_seed_size_and_day_write_the_same_bytes_and_another_of_them_does_not()
    {
        using var first = new SampleFiles(300, 7, SampleFiles.Now);
        using var laterThatDay = new SampleFiles(300, 7, SampleFiles.Now.AddHours(5));
        using var nextDay = new SampleFiles(300, 7, SampleFiles.Now.AddDays(1));
        using var otherSeed = new SampleFiles(300, 8, SampleFiles.Now);
        laterThatDay.Fingerprint().ShouldBe(first.Fingerprint());
        nextDay.Fingerprint().ShouldNotBe(first.Fingerprint());
        otherSeed.Fingerprint().ShouldNotBe(first.Fingerprint());
    }

    [Fact]
    public void The_bytes_are_the_ones_they_were_when_this_was_written()
    {
        // Screenshots and documents show the sample. Change this line when the world changes on purpose, and say so in the commit.
        using var files = new SampleFiles(300, 7, SampleFiles.Now);
        files.Fingerprint().ShouldBe("311DB20ADED9D7A3");
    }

    [Fact]
    public void Writing_stops_when_it_is_told_to()
    {
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Should.Throw<OperationCanceledException>(() =>
            SampleOrganization.Write(folder, 10, 1, SampleFiles.Now, new CancellationToken(canceled: true)));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_very_small_sample_has_that_many_referrals(int size)
    {
        using var files = new SampleFiles(size, 1, SampleFiles.Now);
        files.Ours.Count().ShouldBe(size);
        files.Lines(1)[0].ShouldBe("Solution ID,Name,Co-sell status,Published");
        files.Lines(2)[0].ShouldBe("Date,Source,Country,Listing,Page views,CTA clicks");
    }

    [Fact]
    public void Every_referral_has_its_own_id_and_can_be_classified()
    {
        sample.Ours.Count().ShouldBe(5_000);
        sample.Records.Select(r => r.Text("id")).Distinct().Count().ShouldBe(sample.Records.Count);
        sample.Ours.ShouldAllBe(r => r.Kind() != "unclassified");
    }

    [Fact]
    public void Every_moment_has_seven_decimals_and_none_lies_after_the_midnight_before_now()
    {
        foreach (JsonElement record in sample.Records)
        {
            var histories = record.TryGetProperty("registrations", out JsonElement registrations)
                ? registrations.EnumerateArray().SelectMany(r => r.GetProperty("statusHistory").EnumerateObject()
                .Append(r.EnumerateObject().Single(p => p.Name == "registrationDateTime")))
                : [];
            foreach (JsonProperty property in record.EnumerateObject().Where(p => p.Name.EndsWith("DateTime", StringComparison.Ordinal))
                .Concat(histories))
            {
                if (property.Value.ValueKind == JsonValueKind.Null) continue;
                SevenDecimals().IsMatch(property.Value.GetString()!).ShouldBeTrue(property.Value.GetString());
                if (property.Name != "expirationDateTime")
                    property.Value.GetDateTimeOffset().ShouldBeLessThan(Midnight, $"{record.Text("id")} {property.Name}");
            }
        }
    }

    [Fact]
    public void Events_are_in_order_except_for_the_two_wins_before_first_contact()
    {
        sample.Ours.Count(r => r.When("closedDateTime") < r.When("createdDateTime")).ShouldBe(2);
        foreach (JsonElement r in sample.Records.Where(r => !(r.When("closedDateTime") < r.When("createdDateTime"))))
        {
            DateTimeOffset?[] moments =
                [r.When("createdDateTime"), r.When("acceptedDateTime"), r.When("closedDateTime"), r.When("updatedDateTime")];
            DateTimeOffset[] known = [.. moments.OfType<DateTimeOffset>()];
            known.SequenceEqual(known.Order()).ShouldBeTrue(r.Text("id"));
        }
    }

    [Fact]
    public void States_and_moments_agree()
    {
        foreach (JsonElement r in sample.Records)
        {
            string state = r.Text("substatus")!;
            (r.When("closedDateTime") is not null).ShouldBe(r.Text("status") == "Closed", r.Text("id"));
            if (state is "Pending" or "Received") r.When("createdDateTime")!.Value.ShouldBeGreaterThan(Midnight.AddDays(-14));
            if (state is "Pending" or "Received" or "Declined" or "Expired") r.When("acceptedDateTime").ShouldBeNull();
            if (state == "Expired") (r.When("closedDateTime") - r.When("createdDateTime")).ShouldBe(TimeSpan.FromDays(14));
            if (state is "Lost" && r.Text("statusReason") is null) r.Text("organizationId").ShouldBe("msft");
        }
        sample.Ours.Where(r => r.IsCreatedByUs()).ShouldAllBe(r => r.When("acceptedDateTime") == r.When("createdDateTime"));
        sample.Ours.Where(r => r.IsInformational()).ShouldAllBe(r => r.Text("status") == "Active");
    }

    [Fact]
    public void Four_in_ten_are_leads_most_of_them_qualified_and_private_deals_do_not_crush_the_rest()
    {
        double Share(string kind) => sample.Ours.Count(r => r.Kind() == kind) / 5_000.0;
        (Share("qualified") + Share("marketplace")).ShouldBeInRange(0.36, 0.46);
        Share("qualified").ShouldBeGreaterThan(Share("marketplace"));
        Share("private").ShouldBeInRange(0.08, 0.16);
        foreach (string kind in new[] { "inbound", "outbound", "partner_led" }) Share(kind).ShouldBeInRange(0.05, 0.25, kind);
        sample.Ours.Count(r => r.Kind() == "marketplace" && r.IsInformational()).ShouldBeInRange(150, 400);
        sample.Ours.Select(r => r.Text("customerProfile", "address", "country")).Distinct().Count().ShouldBe(28);
        sample.Ours.Select(r => r.Text("details", "currency")).OfType<string>().Distinct().Count().ShouldBe(10);
    }

    [Fact]
    public void Win_rates_are_believable()
    {
        double Won(bool coSell) => Counted.Count(r => r.IsCoSell() == coSell && r.Text("substatus") == "Won");
        double leadsAccepted = Counted.Count(r => !r.IsCoSell() && !r.IsInformational() && r.When("acceptedDateTime") is not null);
        double coSellAccepted = Counted.Count(r => r.Kind() == "inbound" && r.When("acceptedDateTime") is not null);
        (Won(false) / leadsAccepted).ShouldBeInRange(0.24, 0.36);
        (Won(true) / (coSellAccepted + Counted.Count(r => r.IsCreatedByUs()))).ShouldBeInRange(0.13, 0.21);
    }

    [Fact]
    public void Some_answers_are_quick_some_late_and_some_wins_are_old()
    {
        int[] answers = [.. Counted.Where(r => !r.IsCreatedByUs() && !r.IsInformational() && r.When("acceptedDateTime") is not null)
            .Select(r => (r.When("acceptedDateTime")!.Value - r.When("createdDateTime")!.Value).Days)];
        foreach (int day in new[] { 1, 3, 5, 7, 9, 11, 14 })
            answers.Count(d => d <= day).ShouldBeGreaterThan(answers.Count(d => d <= day - 2), $"day {day}");
        answers.Count(d => d > 14).ShouldBeInRange(1, 60);
        foreach (bool coSell in new[] { false, true })
        {
            int[] wins = [.. Counted.Where(r => r.IsCoSell() == coSell && r.Text("substatus") == "Won")
                .Select(r => (r.When("closedDateTime")!.Value - r.When("createdDateTime")!.Value).Days)];
            wins.Count(d => d > 180).ShouldBeGreaterThan(0);
            wins.Max().ShouldBeLessThan(270);
        }
    }

    [Fact]
    public void Business_is_quiet_at_weekends_and_peaks_in_June()
    {
        DateTimeOffset[] created = [.. sample.Ours.Select(r => r.When("createdDateTime")!.Value)];
        created.Count(c => c.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday).ShouldBeLessThan(5_000 / 10);
        int In(int month) => created.Count(c => c.Year == 2026 && c.Month == month);
        In(6).ShouldBeGreaterThan(In(5));
        In(8).ShouldBeLessThan(In(6) * 2 / 3);
    }

    [Fact]
    public void The_known_oddities_of_the_source_are_there()
    {
        sample.Ours.Count(r => r.Text("substatus") == "Error").ShouldBeInRange(30, 130);
        sample.Ours.Count(r => r.Text("isSpam") == "true").ShouldBeInRange(5, 80);
        sample.Ours.Count(r => r.Text("details", "dealValue") == "0").ShouldBeInRange(30, 200);
        sample.Ours.Count(r => r.IsCreatedByUs() && r.Text("direction") == "Incoming").ShouldBeInRange(20, 200);
    }

    [Fact]
    public void Every_outbound_deal_has_Microsofts_record_of_the_same_engagement()
    {
        var outbound = sample.Ours.Where(r => r.Kind() == "outbound").ToDictionary(r => r.Text("engagementId")!);
        sample.Microsofts.Select(r => r.Text("engagementId")!).ShouldBe(outbound.Keys, ignoreOrder: true);
        foreach (JsonElement side in sample.Microsofts)
        {
            side.GetProperty("target")[0].Text("id").ShouldBe("msft");
            bool accepted = side.When("acceptedDateTime") is not null;
            (outbound[side.Text("engagementId")!].Text("trackingInfo", "microsoftMsxId") is not null).ShouldBe(accepted);
        }
        sample.Microsofts.Count(r => r.When("acceptedDateTime") is not null).ShouldBeInRange(outbound.Count / 2, outbound.Count * 4 / 5);
    }

    [Fact]
    public void Registrations_belong_to_won_deals_and_end_in_every_way()
    {
        JsonElement[] registered = [.. sample.Ours.Where(r => r.GetProperty("registrations").GetArrayLength() > 0)];
        registered.ShouldAllBe(r => r.Text("substatus") == "Won" && r.IsCoSell() && r.Kind() != "private");
        registered.Select(r => r.GetProperty("registrations")[0].Text("status")).Distinct()
            .ShouldBeSubsetOf(["Approved", "Passed", "Failed", "ReviewPending", "ActionRequired"]);
        foreach (string status in new[] { "Approved", "Passed", "Failed" })
            registered.ShouldContain(r => r.GetProperty("registrations")[0].Text("status") == status, status);
    }

    [Fact]
    public void All_four_programs_run_on_qualified_leads_and_countries_differ()
    {
        var byProgram = Counted.Where(r => r.Text("referralProgram") is not null).ToLookup(r => r.Text("referralProgram")!);
        byProgram.Count.ShouldBe(4);
        byProgram.SelectMany(g => g).ShouldAllBe(r => r.Kind() == "qualified");
        double Expired(string country) =>
            byProgram["Contact request"].Where(r => r.Text("customerProfile", "address", "country") == country)
            .Average(r => r.Text("substatus") == "Expired" ? 1.0 : 0.0);
        Expired("GB").ShouldBeLessThan(0.03);
        new[] { "IN", "BR", "MX" }.Average(Expired).ShouldBeGreaterThan(0.05);
    }

    [Fact]
    public void Solutions_cover_every_status_and_page_views_cover_both_sources_to_the_last_day()
    {
        string[][] solutions = [.. sample.Lines(1).Skip(1).Select(line => line.Split(','))];
        solutions.Length.ShouldBe(14);
        solutions.Select(s => s[2]).Distinct().Count().ShouldBe(4);
        string[][] views = [.. sample.Lines(2).Skip(1).Select(line => line.Split(','))];
        views.Select(v => v[1]).Distinct().ShouldBe(["profile", "offer"], ignoreOrder: true);
        views[^1][0].ShouldBe(Midnight.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        views.ShouldAllBe(v => int.Parse(v[5], CultureInfo.InvariantCulture) <= int.Parse(v[4], CultureInfo.InvariantCulture));
        views.Select(v => (v[0], v[1], v[2])).Distinct().Count().ShouldBe(views.Length);
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$")]
    private static partial Regex SevenDecimals();
}
