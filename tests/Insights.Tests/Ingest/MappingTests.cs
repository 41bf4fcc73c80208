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
        won.ShouldAllBe(r => r.State == ObservedState.Won && r.Closed != null
            && (r.DealValue == null ? r.Currency == null : r.DealValue > 0 && r.Currency == "BRL"));
        won.Count(r => r.DealValue is not null).ShouldBe(45);
        won.GroupBy(r => r.Closed!.Value.WrittenDay.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture))
            .OrderBy(g => g.Key).Select(g => g.Count()).ShouldBe([3, 73, 113, 147, 207, 122, 57, 37, 33, 23, 21, 6]);
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
        else desk.Remarks.ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => (r.Line, r.Field).ShouldBe((3, "Made")), r =>
            r.Text.ShouldContain(said), r => r.Text.ShouldContain(zone));
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
        (rows[0].DealValue, rows[0].Currency, rows[0].State, rows[0].Country, rows[0].Type)
            .ShouldBe((1234.56m, "EUR", ObservedState.Won, "DE", ReferralType.Inbound));
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
    [InlineData("", "empty")]
    [InlineData("Deal,Opened\n1,2\n", "not understood, line 1")]
    [InlineData("""{"value":[{"id":"1"}]}""", "A mapping is an object with a list 'files'")]
    [InlineData("""{"name":"x","requires":["a"],"fields":{"id":"a"}}""", "belongs to an entry of the list 'files'")]
    [InlineData("""{"files":{"name":"x"}}""", "'files' is an object")]
    [InlineData("""{"files":["x"]}""", "is the text 'x'")]
    [InlineData("""{"files":[{}]}""", "a 'name'")]
    [InlineData("{\"files\":[{\"name\":\"x\",\n\"requires\":[7]}]}", "line 2: 'requires' is 7; it is a text")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":["a"]}]}""", "'fields' is a list")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":null}}]}""", "'id' is nothing (null)")]
    [InlineData("""{"files":[]} {"files":[]}""", "not understood")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"}}],"files":[]}""", "'files' is told twice")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"}}],"Files":[]}""", "'Files' is told twice")]
    [InlineData("""{"files":[{"name":"x","name":"y"}]}""", "'name' is told twice")]
    [InlineData("""{"files":[{"name":"x","Name":"y"}]}""", "'Name' is told twice")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a","state":"b","state":"c"}}]}""", "'state' is told twice")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a","state":"b"},"words":{"state":{"W":"won","W":"lost"}}}]}""", "'W' is told twice")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a","state":"b"},"words":{"state":{"W":"won"," W":"lost"}}}]}""", "' W' is told twice")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a","state":"b"},"words":{"state":{"Gewonnen":"won","gewonnen!":"lost"}}}]}""", "'Gewonnen' and 'gewonnen!'")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a","state":"b"},"words":{"state":{"w":""}}}]}""", "name it in 'empty'")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a","state":"b"},"words":{"state":{"-":"lost"}},"empty":["-"]}]}""", "both a word of 'state' and in 'empty'")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"words":{"id":{"1":"2"}}}]}""", "taken as it is written")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"words":{"state":{"w":"won"}}}]}""", "would do nothing")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a","currency":"c"},"words":{"currency":{"Dollar":"usd"}}}]}""", "'usd' is no currency")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a","shared_with_microsoft":"c"},"words":{"shared_with_microsoft":{"x":"oui"}}}]}""", "did you mean 'yes'?")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a","deal_value":"c"},"words":{"deal_value":{"x":"1,50"}}}]}""", "not an amount")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a","created":"c"},"words":{"created":{"x":"31-12-2020"}}}]}""", "not a date")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a","created":"c"},"words":{"created":{"x":"0001-01-01"}}}]}""", "no moment")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a","state":[]}}]}""", "names no column")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":["a","a "]}}]}""", "names a column twice")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"empty":{"state":["-"]}}]}""", "'empty' names 'state'")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"skipLines":-1}]}""", "'skipLines' is -1")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"skipLines":"2"}]}""", "'skipLines' is the text '2'")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"encoding":"ebcdic"}]}""", "'ebcdic'")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"encoding":"cp037"}]}""", "'cp037'")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"encoding":"utf-7"}]}""", "'utf-7'")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"encoding":"utf-32"}]}""", "'utf-32'")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"only":{"b":[]}}]}""", "'only' names no word")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"dates":["yyyy-mm-dd"]}]}""", "mm is minutes")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"dates":["d/M/yyyy","M/d/yyyy"]}]}""", "two different moments")]
    [InlineData("""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a"},"dates":[]}]}""", "'dates' has no pattern")]
    [InlineData("""{"files":[{"name":"a\nb","requires":["a"],"fields":{"id":"a"}}]}""", "control character")]
    [InlineData("""{"files":[{"name":"\ud800","requires":["a"],"fields":{"id":"a"}}]}""", "half a character")]
    public void A_mapping_that_cannot_be_used_is_refused_in_a_sentence(string json, string said) =>
        Should.Throw<MappingRefusedException>(() => Mapping.Parse(json)).Message.ShouldContain(said);

    [Theory]
    [InlineData(""" "fields":{"id":"a","owner":"b"} """, "there is no field 'owner'; did you mean 'team'?")]
    [InlineData(""" "fields":{"id":"a","Amount":"b"} """, "did you mean 'deal_value'?")]
    [InlineData(""" "fields":{"id":"a","State":"b"} """, "did you mean 'state'?")]
    [InlineData(""" "fields":{"id":"a","cuontry":"b"} """, "did you mean 'country'?")]
    [InlineData(""" "fields":{"id":"a","created_on":"b"} """, "did you mean 'created'?")]
    [InlineData(""" "fields":{"id":"a"},"requires2":[] """, "did you mean 'requires'?")]
    [InlineData(""" "fields":{"id":"a"},"timezone_":"UTC" """, "did you mean 'timeZone'?")]
    [InlineData(""" "fields":{"id":"a"},"nulls":["-"] """, "did you mean 'empty'?")]
    [InlineData(""" "fields":{"id":"a"},"dateFormat":"d" """, "did you mean 'dates'?")]
    [InlineData(""" "fields":{"id":"a"},"filter":{} """, "did you mean 'only'?")]
    [InlineData(""" "fields":{"id":"a"},"constants":{"type":"qualifed"} """, "'qualifed' is no type; did you mean 'qualified'?")]
    [InlineData(""" "fields":{"id":"a"},"constants":{"state":"closed"} """, "did you mean 'won' or 'lost'?")]
    [InlineData(""" "fields":{"id":"a"},"constants":{"state":"open"} """, "did you mean 'active'?")]
    [InlineData(""" "fields":{"id":"a"},"constants":{"shoe":"closed"} """, "there is no field 'shoe'")]
    public void A_name_nobody_knows_is_refused_with_what_was_meant(string rest, string said) =>
        Should.Throw<MappingRefusedException>(() => Mapping.Parse($$"""{"files":[{"name":"x","requires":["a"],{{rest}}}]}""")).Message.ShouldContain(said);

    public static TheoryData<string, string> Endless => new()
    {
        { $"{{\"about\":\"{new string('x', 1 << 20)}\",\"files\":[]}}", "larger than 1 MB" },
        { new string('[', 500_000), "deeper than 8" },
        { string.Concat(Enumerable.Repeat("{\"files\":", 50_000)), "deeper than 8" },
        { $"{{\"files\":[{string.Join(',', Enumerable.Repeat("{}", 101))}]}}", "at most 100" },
        { One($"\"dates\":[{string.Join(',', Enumerable.Range(0, 51).Select(i => $"\"yyyy-MM-dd '{i}'\""))}]"), "at most 50" },
        { One($"\"dates\":[\"{new string('y', 81)}\"]"), "longer than 80" },
        { One($"\"footer\":[{string.Join(',', Enumerable.Repeat("\"x\"", 201))}]"), "at most 200" },
        { One($"\"footer\":[\"{new string('x', 501)}\"]"), "longer than 500" },
        { One($"\"words\":{{\"state\":{{{string.Join(',', Enumerable.Range(0, 10_001).Select(i => $"\"w{i}\":\"won\""))}}}}}"),
            "more than 10000 words" },
        { One("\"about\":\"\"").Replace("\"x\"", $"\"{new string('x', 101)}\""), "longer than 100" },
        { One($"\"timeZone\":\"{new string('x', 400)}\""), "there is no time zone" },
        { One($"\"{new string('x', 100_000)}\":1"), "there is no property" },
    };

    [Theory]
    [MemberData(nameof(Endless), DisableDiscoveryEnumeration = true)]
    public void A_mapping_without_measure_is_refused_in_a_short_sentence(string json, string said)
    {
        string message = Should.Throw<MappingRefusedException>(() => Mapping.Parse(json)).Message;
        message.ShouldContain(said);
        message.Length.ShouldBeLessThan(600);
    }

    private static string One(string rest) => $$"""{"files":[{"name":"x","requires":["a"],"fields":{"id":"a","state":"s"},{{rest}}}]}""";

    [Fact]
    public void A_mapping_file_that_is_no_text_or_has_no_end_is_refused()
    {
        string path = Path.GetTempFileName();
        try
        {
            string Said(byte[] bytes)
            {
                File.WriteAllBytes(path, bytes);
                return Should.Throw<MappingRefusedException>(() => Mapping.Read(path)).Message;
            }
            Said([(byte)'{', (byte)'\n', 0xFF, 0xC3]).ShouldContain("no UTF-8 text, line 2");
            Said([0x50, 0x4B, 3, 4, 0x80]).ShouldContain("no UTF-8");
            Said(new byte[2_000_000]).ShouldContain("larger than 1 MB");
            foreach (System.Text.Encoding encoding in (System.Text.Encoding[])[new System.Text.UTF8Encoding(true),
                System.Text.Encoding.Unicode, System.Text.Encoding.BigEndianUnicode])
            {
                File.WriteAllText(path, One("\"about\":\"é\""), encoding);
                Mapping.Read(path).Files.Single().About.ShouldBe("é");
            }
        }
        finally
        {
            File.Delete(path);
        }
        if (File.Exists("/dev/zero"))
            Should.Throw<MappingRefusedException>(() => Mapping.Read("/dev/zero")).Message.ShouldContain("larger than 1 MB");
    }

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
        foreach (Field<ReferralObservation> column in ReferralFields.InFile) text.ShouldContain($"`{column.Key}`");
    }
}
