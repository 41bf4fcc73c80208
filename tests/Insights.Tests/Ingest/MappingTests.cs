using Insights.Ingest;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Ingest;

public sealed class MappingTests
{
    private static string Olist => Path.Combine(Places.Root, "mappings", "olist.json");

    [Fact]
    public void Olist_is_read_through_its_mapping()
    {
        var mapping = Mapping.Read(Olist);
        using Desk leads = Desk.ReadFile(Places.Shared("olist/olist_marketing_qualified_leads_dataset.csv"), mapping);
        using Desk deals = Desk.ReadFile(Places.Shared("olist/olist_closed_deals_dataset.csv"), mapping);
        leads.Refused.ShouldBeEmpty();
        deals.Refused.ShouldBeEmpty();
        leads.Receipt.Format.ShouldBe("mapped:Olist leads");
        leads.Receipt.Read.ShouldBe(8000);
        deals.Receipt.Read.ShouldBe(842);

        var created = leads.Taken.Cast<ReferralObservation>().ToDictionary(r => r.ReferralId);
        ReferralObservation[] won = [.. deals.Taken.Cast<ReferralObservation>()];
        created.Values.ShouldAllBe(r => r.Type == ReferralType.Qualified && r.Created != null && r.State == null);
        won.ShouldAllBe(r => r.State == ObservedState.Won && r.Closed != null && (r.DealValue == null ? r.Currency == null : r.DealValue > 0 && r.Currency == "BRL"));
        won.Count(r => r.DealValue is not null).ShouldBe(45);
        won.GroupBy(r => r.Closed!.Value.WrittenDay.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture)).OrderBy(g => g.Key).Select(g => g.Count()).ShouldBe([3, 73, 113, 147, 207, 122, 57, 37, 33, 23, 21, 6]);
        var utc = new LocalDays(TimeZoneInfo.Utc);
        double[] days = [.. won.Select(r => (r.Closed!.Value.In(utc) - created[r.ReferralId].Created!.Value.In(utc)).TotalDays).Order()];
        ((days[420] + days[421]) / 2).ShouldBe(14.65, 0.01);
        days[0].ShouldBe(-1.18, 0.01);
        created["dac32acd4db4c29c230538b72f8dd87d"].Details![DetailKeys.LeadSource].ShouldBe("social");
    }

    [Theory]
    [InlineData("Europe/Amsterdam", "2026-03-29 02:30", "2026-03-29T01:30:00Z", "never was")]
    [InlineData("Europe/Amsterdam", "2026-10-25 02:30", "2026-10-25T01:30:00Z", "came twice")]
    [InlineData("Europe/London", "2026-10-25 01:30", "2026-10-25T01:30:00Z", "came twice")]
    [InlineData("America/New_York", "2026-03-08 02:00:00", "2026-03-08T07:00:00Z", "never was")]
    [InlineData("America/New_York", "2026-11-01 01:59:59", "2026-11-01T06:59:59Z", "came twice")]
    [InlineData("America/New_York", "2026-11-01T01:30:00-04:00", "2026-11-01T05:30:00Z", null)]
    [InlineData("America/New_York", "2026-11-01 00:59", "2026-11-01T04:59:00Z", null)]
    [InlineData("America/New_York", "2026-11-01 02:00", "2026-11-01T07:00:00Z", null)]
    [InlineData("America/New_York", "2026-03-08 03:00", "2026-03-08T07:00:00Z", null)]
    [InlineData("America/Havana", "2026-03-08", "2026-03-08", null)]
    [InlineData("UTC", "2026-03-29 02:30", "2026-03-29T02:30:00Z", null)]
    public void A_local_time_that_the_clock_skipped_or_had_twice_is_said(string zone, string written, string read, string? said)
    {
        var mapping = Mapping.Parse($$"""{ "files": [ { "name": "CRM", "requires": ["Nr"], "fields": { "id": "Nr", "created": "Made" }, "timeZone": "{{zone}}" } ] }""");
        using Desk desk = Desk.Read($"Nr,Made\n1,2026-06-01 12:00\n2,{written}\n", mapping: mapping);
        desk.Taken.Cast<ReferralObservation>().Last().Created.ToString().ShouldBe(read);
        if (said is null) desk.Remarks.ShouldBeEmpty();
        else desk.Remarks.ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => (r.Line, r.Field).ShouldBe((3, "Made")), r => r.Text.ShouldContain(said), r => r.Text.ShouldContain(zone));
    }

    [Theory]
    [InlineData("d-M-yyyy", "1-11-2026", "2026-11-01")]
    [InlineData("d MMMM yyyy", "1 November 2026", "2026-11-01")]
    [InlineData("'am' d.M.yyyy", "am 1.11.2026", "2026-11-01")]
    [InlineData("d-M-yyyy HH:mm", "1-11-2026 00:00", "2026-11-01T04:00:00Z")]
    [InlineData("yyyy-MM-ddK", "2026-11-01Z", "2026-11-01")]
    [InlineData("s", "2026-11-01T00:00:00", "2026-11-01T04:00:00Z")]
    public void A_pattern_without_a_time_of_day_reads_a_day(string pattern, string written, string read)
    {
        var mapping = Mapping.Parse($$"""{ "files": [ { "name": "CRM", "requires": ["Nr"], "fields": { "id": "Nr", "created": "Made" }, "timeZone": "America/New_York", "dates": ["{{pattern}}"] } ] }""");
        using Desk desk = Desk.Read($"Nr,Made\n1,{written}\n", mapping: mapping);
        desk.Only.Created.ToString().ShouldBe(read);
    }

    [Fact]
    public void A_mapping_says_how_dates_amounts_and_words_are_written()
    {
        var mapping = Mapping.Parse("""
            { // people comment
              "files": [ { "name": "CRM", "requires": ["Nummer", "Aangemaakt"],
                "fields": { "id": "nummer", "created": "Aangemaakt", "closed": "Klaar", "deal_value": "Bedrag", "state": "Fase", "country": "Land", "type": "Soort" },
                "constants": { "currency": "EUR", "type": "inbound" }, "dates": ["d-M-yyyy H:mm", "d-M-yyyy"], "timeZone": "Europe/Amsterdam", "decimalMark": ",",
                "words": { "state": { "Gewonnen!": "won", "Loopt": "accepted" } } } ] }
            """);
        using Desk desk = Desk.Read("""
            Nummer;Aangemaakt;Klaar;Bedrag;Fase;Land;Soort
            1;1-7-2023 12:00;2-1-2024;"1.234,56";gewonnen;Duitsland;
            2;31-12-2023;;;Loopt;;private
            3;2023-12-31;;;Loopt;;
            4;1-1-2023;;12.5;Loopt;;
            5;1-1-2023;;;Zweeft;;
            """, mapping: mapping);
        ReferralObservation[] rows = [.. desk.Taken.Cast<ReferralObservation>()];
        rows[0].Created.ShouldBe(new DateTimeOffset(2023, 7, 1, 10, 0, 0, TimeSpan.Zero));
        rows[0].Closed.ShouldBe(When.OnDay(new DateOnly(2024, 1, 2)), "a date without a time is no instant of the file's zone");
        (rows[0].DealValue, rows[0].Currency, rows[0].State, rows[0].Country, rows[0].Type).ShouldBe((1234.56m, "EUR", ObservedState.Won, "DE", ReferralType.Inbound));
        (rows[1].State, rows[1].Type, rows[1].Currency).ShouldBe((ObservedState.Active, ReferralType.Private, null));
        rows[2].UnknownState.ShouldBe("Zweeft");
        desk.Unknown.ShouldBe([("Fase", "Zweeft")]);
        desk.Refused.Select(r => (r.Line, r.Field)).ShouldBe([(4, "Aangemaakt"), (5, "Bedrag")]);
    }

    [Theory]
    [InlineData("{", "not understood")]
    [InlineData("[]", "not understood")]
    [InlineData("{}", "no file")]
    [InlineData("""{"files":[null]}""", "empty entry")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"colour":"red"}]}""", "colour")]
    [InlineData("""{"files":[{"name":"x","requires":[],"fields":{"id":"a"}}]}""", "requires")]
    [InlineData("""{"files":[{"name":"x","requires":null,"fields":{"id":"a"}}]}""", "not understood")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{}}]}""", "'id'")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a","shoe":"b"}}]}""", "'shoe'")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"constants":{"state":"flying"}}]}""", "'flying'")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"constants":{"created":"2020-01-01"}}]}""", "same for every row")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"words":{"state":{"x":"flying"}}}]}""", "'flying'")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"words":{"state":null}}]}""", "empty")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"timeZone":"Mars/Olympus"}]}""", "Mars/Olympus")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"decimalMark":"'"}]}""", "decimalMark")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"positiveOnly":["id"]}]}""", "no amount")]
    public void A_mapping_that_cannot_be_used_is_refused_in_a_sentence(string json, string said) =>
        Should.Throw<MappingRefusedException>(() => Mapping.Parse(json)).Message.ShouldContain(said);

    [Fact]
    public void A_file_the_mapping_does_not_fit_is_read_as_what_it_is_or_refused()
    {
        var mapping = Mapping.Read(Olist);
        using Desk known = Desk.Read("CurrencyCode,USDPerUnit,Month\nEUR,1,202401\n", mapping: mapping);
        known.Receipt.Format.ShouldBe("rates");
        using Desk unknown = Desk.Read("a,b\n1,2\n", mapping: mapping);
        unknown.Refusal.Reason.ShouldContain("mql_id");
        Should.Throw<MappingRefusedException>(() => Mapping.Read("/nowhere/at/all.json")).Message.ShouldContain("cannot be read");
    }

    [Fact]
    public void The_example_of_the_documentation_is_a_mapping()
    {
        string text = File.ReadAllText(Path.Combine(Places.Root, "docs", "mapping.md"));
        int from = text.IndexOf("```json", StringComparison.Ordinal) + 7;
        Mapping.Parse(text[from..text.IndexOf("```", from, StringComparison.Ordinal)]).Files.Count.ShouldBe(2);
        foreach (OwnColumn column in OwnColumns.All) text.ShouldContain($"`{column.Key}`");
    }
}
