using System.Text.Json.Nodes;

namespace Insights.Tests.Cli;

/// <summary>The command line as scripts may rely on it: data on standard output, talk on standard error, four exit codes.</summary>
[Trait("Category", "Slow")]
public sealed class ContractTests : IDisposable
{
    private const int Done = 0, Failed = 1, WrongUsage = 2, RowsRefused = 3;

    private const string Lead = """{"id":"1","organizationId":"aaa","organizationName":"Ay","createdDateTime":"2026-01-05T00:00:00Z","status":"New","substatus":"Pending","type":"Independent","qualification":"Direct"}""";
    private const string Stranger = """{"id":"2","organizationId":"bbb","organizationName":"Bee","createdDateTime":"2026-01-06T00:00:00Z","status":"New","substatus":"Pending","type":"Independent","qualification":"Direct"}""";
    private const string Download =
        "Referral ID,Creation Date,Status,Lead Type\nL1,2026-01-05,Active,Qualified\nL2,2026-01-06,New,Qualified\n";
    private const string OneWrongRow =
        "Referral ID,Creation Date,Status,Lead Type\nL1,2026-01-05,Active,Qualified\nL2,31/12/2025,Active,Qualified\n";

    private readonly RealProgram program = new();

    public void Dispose() => program.Dispose();

    [Theory]
    [InlineData("import"), InlineData("imports"), InlineData("undo"), InlineData("redo"), InlineData("summary"), InlineData("sample"), InlineData("check"),
        InlineData("serve"), InlineData]
    public async Task Help_of_every_verb_shows_an_example(params string[] verb)
    {
        Ran help = (await program.RunAsync([.. verb, "--help"])).Ended(Done);
        help.Out.ShouldContain($"Example: insights {string.Concat(verb)}".TrimEnd());
        help.Talk.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("There is no verb impotr", "impotr")]
    [InlineData("There is no option --bogus", "--bogus")]
    [InlineData("There is no option --bogus", "import", "--bogus")]
    [InlineData("'--bogus'", "summary", "--bogus")]
    [InlineData("FILE", "import")]
    [InlineData("There is no file nothere.csv", "import", "nothere.csv")]
    [InlineData(". is a folder", "import", ".")]
    [InlineData("There is no mapping file nothere.json", "import", "x.csv", "--mapping", "nothere.json")]
    [InlineData("bad.json: The mapping is not understood, line 1: there is no property 'nam'", "import", "x.csv", "--mapping", "bad.json")]
    [InlineData("would overwrite", "import", "x.csv", "--refusals", "./x.csv")]
    [InlineData("--observed soon: write an instant as", "import", "x.csv", "--observed", "soon")]
    [InlineData("'one'", "undo", "one")]
    [InlineData("is empty", "undo", "1")]
    [InlineData("is empty", "summary")]
    [InlineData("is empty", "check")]
    [InlineData("is empty", "summary", "--db", "elsewhere.db")]
    [InlineData("--range 5m: choose 1m, 3m, 6m or 12m", "summary", "--range", "5m")]
    [InlineData("not both", "summary", "--range", "6m", "--from", "2026-01-01", "--to", "2026-01-31")]
    [InlineData("both --from and --to", "summary", "--from", "2026-01-01")]
    [InlineData("--from 2026-02-30: write a day as", "summary", "--from", "2026-02-30", "--to", "2026-03-01")]
    [InlineData("lies before", "summary", "--from", "2026-03-01", "--to", "2026-02-01")]
    [InlineData("thirty years", "summary", "--from", "1950-01-01", "--to", "2026-02-01")]
    [InlineData("--compare last: choose", "summary", "--compare", "last")]
    [InlineData("--granularity hour: choose", "summary", "--granularity", "hour")]
    [InlineData("--now noon: write an instant as", "summary", "--now", "noon")]
    [InlineData("--lang fr: the languages are en, nl", "summary", "--lang", "fr")]
    [InlineData("--size", "sample", "--size", "many")]
    [InlineData("--size cannot be negative", "sample", "--size", "-1")]
    [InlineData("cannot listen there", "serve", "--urls", "banana")]
    [InlineData("cannot listen there", "serve", "--urls", "http://127.0.0.1:99999")]
    public async Task Wrong_usage_is_one_sentence_on_standard_error(string sentence, params string[] words)
    {
        program.Write("x.csv", Download);
        program.Write("bad.json", """{ "files": [ { "nam": "x" } ] }""");
        Ran wrong = (await program.RunAsync(words)).Ended(WrongUsage);
        wrong.Out.ShouldBeEmpty();
        wrong.Talk.ShouldContain(sentence);
        wrong.Talk.ShouldNotContain("   at ", Case.Sensitive, "a stack trace is no sentence");
        File.Exists(program.At("elsewhere.db")).ShouldBeFalse("looking makes no store");
        File.ReadAllText(program.At("x.csv")).ShouldBe(Download);
    }

    [Fact]
    public async Task A_store_that_is_none_or_cannot_be_made_fails_with_a_sentence()
    {
        program.Write("x.csv", Download);
        Ran none = (await program.RunAsync("imports", "--db", "x.csv")).Ended(Failed);
        none.Talk.ShouldContain("not a database");
        Ran nowhere = (await program.RunAsync("import", "x.csv", "--db", "x.csv/store.db")).Ended(Failed);
        nowhere.Talk.ShouldContain("cannot be opened");
        File.ReadAllText(program.At("x.csv")).ShouldBe(Download);
    }

    [Fact]
    public async Task The_receipt_is_data_and_importing_again_changes_nothing()
    {
        program.Write("leads.csv", Download);
        Ran first = (await program.RunAsync("import", "leads.csv")).Ended(Done);
        first.Rows.ShouldBe([["file", "format", "read", "new", "changed", "unchanged", "refused"],
            ["leads.csv", "leads_download", "2", "2", "0", "0", "0"]]);
        first.Talk.ShouldContain("Import 1 into My organisation.");
        Ran second = (await program.RunAsync("import", "leads.csv")).Ended(Done);
        second.Rows[1].ShouldBe(["leads.csv", "leads_download", "2", "0", "0", "2", "0"]);
    }

    [Fact]
    public async Task A_row_refused_is_told_written_to_csv_and_makes_the_status_three()
    {
        program.Write("leads.csv", OneWrongRow);
        Ran import = (await program.RunAsync("import", "leads.csv", "--refusals", "refused.csv")).Ended(RowsRefused);
        import.Rows[1].ShouldBe(["leads.csv", "leads_download", "2", "1", "0", "0", "1"]);
        import.Talk.ShouldContain("leads.csv:3: Creation Date: '31/12/2025' has no month 31");
        import.Out.ShouldNotContain("31/12/2025");
        string[] csv = File.ReadAllLines(program.At("refused.csv"));
        csv[0].ShouldBe("File,Line,Field,Reason,Record");
        csv.Length.ShouldBe(2);
        csv[1].ShouldStartWith("leads.csv,3,Creation Date,\"'31/12/2025' has no month 31;");
        (await ReceivedAsync()).ShouldBe(1, "the good row is kept");
    }

    [Fact]
    public async Task A_page_of_a_list_without_the_pages_after_it_makes_the_status_three()
    {
        program.Write("page1.json", $$"""{"value":[{{Lead}}],"@odata.nextLink":"https://x/y?$skiptoken=abc"}""");
        program.Write("page2.json", $$"""{"value":[{{Lead.Replace("\"id\":\"1\"", "\"id\":\"2\"", StringComparison.Ordinal)}}]}""");
        Ran first = (await program.RunAsync("import", "page1.json")).Ended(RowsRefused);
        first.Rows[1].ShouldBe(["page1.json", "partner_center_json", "1", "1", "0", "0", "0"]);
        first.Talk.ShouldContain("page1.json: The answer from line 1 on is not the last page: its '@odata.nextLink' leads to more");
        (await program.RunAsync("import", "page2.json", "page1.json")).Ended(Done).Talk.ShouldNotContain("last page");
    }

    [Fact]
    public async Task A_refused_record_is_named_on_screen_and_in_the_csv()
    {
        program.Write("page.json", $$"""{"value":[{{Lead}},{"id":"R7","createdDateTime":"banana"}]}""");
        Ran import = (await program.RunAsync("import", "page.json", "--refusals", "refused.csv")).Ended(RowsRefused);
        import.Talk.ShouldContain("page.json:1: record 2 (id 'R7'): createdDateTime: 'banana' is not a date");
        File.ReadAllLines(program.At("refused.csv"))[1].ShouldEndWith(",record 2 (id 'R7')");
    }

    [Fact]
    public async Task An_encoding_can_be_named()
    {
        File.WriteAllBytes(program.At("leads.csv"),
            [.. "Referral ID,Creation Date,Status,Lead Type,Customer Name\nL1,2026-01-05,Active,Qualified,"u8, 0xA3, 0xF3, 0x64, 0x9F,
            .. "\n"u8]);
        (await program.RunAsync("import", "leads.csv")).Ended(Done).Talk.ShouldContain("Windows-1252");
        (await program.RunAsync("import", "leads.csv", "--encoding", "windows-1250")).Ended(Done).Talk.ShouldNotContain("Windows-1252");
        (await program.RunAsync("import", "leads.csv", "--encoding", "klingon")).Ended(WrongUsage).Talk.ShouldContain("klingon");
    }

    [Fact]
    public async Task Refusals_beyond_twenty_are_counted_on_screen_and_all_in_the_csv()
    {
        program.Write("leads.csv", "Referral ID,Creation Date,Status,Lead Type\n" +
            string.Concat(Enumerable.Range(1, 150).Select(n => $"L{n},never,New,Qualified\n")));
        Ran import = (await program.RunAsync("import", "leads.csv", "--refusals", "refused.csv")).Ended(RowsRefused);
        import.Talk.ShouldContain("and 130 more rows refused.");
        import.Talk.Split('\n').Count(l => l.StartsWith("leads.csv:", StringComparison.Ordinal)).ShouldBe(20);
        File.ReadAllLines(program.At("refused.csv")).Length.ShouldBe(151);
        (await program.RunAsync("import", "leads.csv")).Ended(RowsRefused).Talk.ShouldContain("--refusals FILE writes them all.");
    }

    [Fact]
    public async Task An_import_is_listed_and_undone_as_a_whole()
    {
        Ran nothing = (await program.RunAsync("imports")).Ended(Done);
        nothing.Rows.ShouldHaveSingleItem()[0].ShouldBe("id");
        nothing.Talk.ShouldContain("is empty");

        program.Write("leads.csv", Download);
        program.Write("more.csv", Download.Replace("L1", "L9", StringComparison.Ordinal));
        (await program.RunAsync("import", "leads.csv")).Ended(Done);
        (await program.RunAsync("import", "more.csv", "leads.csv")).Ended(Done).Rows[^1].ShouldBe(["all", "4", "1", "0", "3", "0"]);
        (await ReceivedAsync()).ShouldBe(3);

        Ran listed = (await program.RunAsync("imports")).Ended(Done);
        listed.Rows.Skip(1).Select(r => (r[0], r[2])).ShouldBe([("2", "more.csv"), ("2", "leads.csv"), ("1", "leads.csv")], "newest first");
        listed.Talk.ShouldBeEmpty();

        Ran undone = (await program.RunAsync("undo", "2")).Ended(Done);
        undone.Out.ShouldBeEmpty();
        undone.Talk.ShouldContain("Import 2 of My organisation is undone.");
        (await program.RunAsync("redo", "2")).Ended(Done).Talk.ShouldContain("Import 2 of My organisation counts again.");
        (await program.RunAsync("redo", "2")).Ended(WrongUsage).Talk.ShouldContain("import 2");
        (await program.RunAsync("undo", "2")).Ended(Done);
        (await ReceivedAsync()).ShouldBe(2);
        (await program.RunAsync("imports")).Rows[1].Length.ShouldBe(10, "the moment it was undone is added");
        (await program.RunAsync("undo", "2")).Ended(WrongUsage).Talk.ShouldContain("There is no import 2 that could be undone");
        (await program.RunAsync("import", "more.csv")).Ended(Done).Rows[1]
            .ShouldBe(["more.csv", "leads_download", "2", "1", "0", "1", "0"]);
        (await ReceivedAsync()).ShouldBe(3);
    }

    [Fact]
    public async Task Db_names_another_store()
    {
        program.Write("leads.csv", Download);
        (await program.RunAsync("import", "leads.csv", "--db", "new/folder/other.db")).Ended(Done);
        (await program.RunAsync("imports", "--db", program.At("new/folder/other.db"))).Ended(Done).Rows.Length.ShouldBe(2);
        (await program.RunAsync("imports")).Ended(Done).Rows.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Two_organisations_in_one_store_must_be_told_apart()
    {
        program.Write("a.jsonl", Lead);
        program.Write("b.jsonl", Stranger);
        program.Write("leads.csv", Download);
        (await program.RunAsync("import", "a.jsonl")).Ended(Done).Talk.ShouldContain("Import 1 into Ay (aaa), told from the data");
        Ran stranger = (await program.RunAsync("import", "b.jsonl")).Ended(RowsRefused);
        stranger.Talk.ShouldContain("belongs to the organisation 'bbb' and not to 'aaa'");
        (await program.RunAsync("import", "b.jsonl", "--organization", "bbb")).Ended(Done).Talk.ShouldContain("Import 1 into Bee (bbb).");

        foreach (string[] verb in (string[][])[["summary"], ["imports"], ["undo", "1"], ["serve"]])
            (await program.RunAsync(verb)).Ended(WrongUsage).Talk.ShouldContain("--organization ID");
        (await program.RunAsync("import", "leads.csv")).Ended(WrongUsage).Talk.ShouldContain("--organization ID");
        (await program.RunAsync("summary", "--organization", "ccc")).Ended(WrongUsage).Talk.ShouldContain("has no organisation ccc");

        JsonObject bee = await SummaryAsync("--organization", "BBB", "--from", "2026-01-01", "--to", "2026-01-31");
        bee["organization"]!.GetValue<string>().ShouldBe("bbb");
        bee["metrics"]!["leads.received"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task What_came_as_csv_is_adopted_by_the_organisation_the_api_names()
    {
        program.Write("leads.csv", Download);
        program.Write("a.jsonl", Lead);
        (await program.RunAsync("import", "leads.csv")).Ended(Done);
        (await program.RunAsync("import", "a.jsonl")).Ended(Done).Talk.ShouldContain("Import 2 into Ay (aaa)");
        JsonObject summary = await SummaryAsync("--from", "2026-01-01", "--to", "2026-01-31");
        summary["organization"]!.GetValue<string>().ShouldBe("aaa");
        summary["organizationName"]!.GetValue<string>().ShouldBe("Ay");
        summary["metrics"]!["leads.received"]!.GetValue<int>().ShouldBe(3);
    }

    [Fact]
    public async Task An_organisation_met_by_its_id_alone_takes_its_name_from_the_first_file_that_tells_it()
    {
        program.Write("leads.csv", Download);
        program.Write("a.jsonl", Lead);
        (await program.RunAsync("import", "leads.csv", "--organization", "aaa")).Ended(Done).Talk.ShouldContain("Import 1 into aaa.");
        (await program.RunAsync("import", "a.jsonl")).Ended(Done).Talk.ShouldContain("Import 2 into Ay (aaa)");
        (await program.RunAsync("import", "leads.csv")).Ended(Done).Talk.ShouldContain("Import 3 into Ay (aaa)");
    }

    [Fact]
    public async Task The_document_has_the_keys_of_section_7_and_our_own_and_no_other()
    {
        (await program.RunAsync("sample", "--size", "600", "--now", "2026-03-15T00:00:00Z")).Ended(Done);
        Ran json = (await program.RunAsync("summary", "--json", "--now", "2026-03-15T00:00:00Z")).Ended(Done);
        json.Talk.ShouldBeEmpty();
        json.Out.ShouldEndWith("}\n");
        var document = JsonNode.Parse(json.Out)!.AsObject();
        Keys(document).ShouldBe(["organization", "organizationName", "now", "period", "comparison", "granularity", "currency", "metrics",
            "changes", "trends",
            "distribution", "acceptanceTime", "winTime", "qrp", "freshness", "notes"]);
        Keys(document["period"]!).ShouldBe(["preset", "from", "to", "timeZone"]);
        Keys(document["metrics"]!).ShouldBe(
        [
            "solutions.total", "solutions.in_market", "solutions.co_sell_ready", "solutions.azure_ip_co_sell_eligible",
            "referrals.total", "referrals.accepted", "referrals.won",
            "cosell.inbound", "cosell.outbound", "cosell.accepted", "cosell.accepted_by_microsoft", "cosell.won", "cosell.win_rate",
            "leads.page_views", "leads.cta_clicks", "leads.received", "leads.accepted", "leads.won", "leads.win_rate",
            "revenue.won_value", "revenue.won_value.co_sell", "revenue.won_value.leads", "revenue.won_count.co_sell",
                "revenue.won_count.leads", "revenue.ip_cosell_approved_value",
        ]);
        Keys(document["changes"]!["referrals.total"]!).ShouldBe(["base", "percent"]);
        Keys(document["changes"]!["leads.win_rate"]!).ShouldBe(["base", "percent", "unit"]);
        Keys(document["trends"]!["referrals.total"]![0]!).ShouldBe(["start", "value", "partial"]);
        Keys(document["distribution"]![0]!).ShouldBe(["group", "type", "state", "count"]);
        Keys(document["acceptanceTime"]![0]!).ShouldBe(["bucket", "coSell", "leads"]);
        Keys(document["winTime"]![0]!).ShouldBe(["bucket", "coSell", "leads"]);
        JsonNode program0 = document["qrp"]![0]!;
        Keys(program0).ShouldBe(["program", "latestMonth", "countriesEnrolled", "tiles", "rows"]);
        Keys(program0["tiles"]!).ShouldBe(["5", "4", "3", "2", "1", "0"]);
        Keys(program0["rows"]![0]!).ShouldBe(["country", "month", "targetsAchieved", "kpis"]);
        Keys(program0["rows"]![0]!["kpis"]!).ShouldBe(["accept_rate", "expiry_rate", "close_rate_60", "close_rate_365", "win_rate"]);
        Keys(program0["rows"]![0]!["kpis"]!["accept_rate"]!).ShouldBe(["numerator", "denominator", "percent", "band", "provisional"]);
        Keys(document["freshness"]![0]!).ShouldBe(["widget", "source", "refreshedAt", "newestFact"]);
        document["notes"]!.AsArray().ShouldAllBe(note => Keys(note!).SequenceEqual(new[] { "code", "count", "text" }));
    }

    [Fact]
    public async Task Now_replaces_the_clock_and_the_options_reach_the_reading()
    {
        program.Write("leads.csv", Download);
        (await program.RunAsync("import", "leads.csv", "--observed", "2026-02-01T00:00:00Z")).Ended(Done);
        JsonObject then = await SummaryAsync("--now", "2026-02-10T12:00:00+02:00", "--range", "1m", "--granularity", "week", "--compare",
            "none");
        then["now"]!.GetValue<string>().ShouldBe("2026-02-10T10:00:00Z");
        then["period"]!.ToJsonString().ShouldBe("""{"preset":"1m","from":"2026-01-01","to":"2026-02-10","timeZone":"UTC"}""");
        then["granularity"]!.GetValue<string>().ShouldBe("week");
        then["comparison"]!.GetValue<string>().ShouldBe("none");
        then["metrics"]!["leads.received"]!.GetValue<int>().ShouldBe(2);
        then["metrics"]!["leads.accepted"]!.GetValue<int>().ShouldBe(1, "observed within the period");
        then["freshness"]![0]!["refreshedAt"]!.GetValue<string>().ShouldBe("2026-02-01T00:00:00Z");
        (await SummaryAsync("--now", "2030-02-10T00:00:00Z"))["metrics"]!["leads.received"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task The_summary_is_a_table_in_english_or_dutch()
    {
        (await program.RunAsync("sample", "--size", "600", "--now", "2026-03-15T00:00:00Z")).Ended(Done);
        string english = (await program.RunAsync("summary", "--now", "2026-03-15T00:00:00Z", "--range", "12m")).Ended(Done).Out;
        english.ShouldContain("Contoso Consulting (sample), 1 Mar 2025 – 15 Mar 2026 (UTC)");
        english.ShouldContain("leads.received");
        english.ShouldContain("Referrals distribution");
        string dutch = (await program.RunAsync("summary", "--now", "2026-03-15T00:00:00Z", "--range", "12m", "--lang", "nl")).Ended(Done)
            .Out;
        dutch.ShouldContain("1 mrt 2025 – 15 mrt 2026 (UTC)");
        foreach (string word in (string[])["Ontvangen leads", "Verdeling van verwijzingen", "Gekwalificeerde leads",
            "Acceptatietijd van verwijzingen", "Totaal", "Contactaanvraag"])
            dutch.ShouldContain(word);
        dutch.ShouldNotContain("[", Case.Sensitive, "a word in brackets is a missing word");
        dutch.ShouldNotContain("Referrals", Case.Sensitive);
    }

    [Fact]
    public async Task A_sample_written_to_a_folder_is_not_imported()
    {
        Ran written = (await program.RunAsync("sample", "--size", "50", "--seed", "3", "--out", "made", "--now", "2026-03-15T00:00:00Z"))
            .Ended(Done);
        string[] files = written.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        files.Length.ShouldBe(3);
        files.ShouldAllBe(file => File.Exists(program.At(file)));
        File.Exists(program.Store).ShouldBeFalse();
        (await program.RunAsync(["import", .. files])).Ended(Done).Rows[^1].ShouldContain("all");
    }

    [Fact]
    public async Task The_sample_stands_beside_real_data_and_yields_to_it()
    {
        program.Write("a.jsonl", Lead);
        (await program.RunAsync("import", "a.jsonl")).Ended(Done);
        (await program.RunAsync("sample", "--size", "50")).Ended(Done);
        (await program.RunAsync("sample", "--size", "60")).Ended(Done);
        (await SummaryAsync())["organizationName"]!.GetValue<string>().ShouldBe("Ay");
        (await program.RunAsync("imports", "--organization", "5a3b1e00-c057-4050-8a11-000000c0de01")).Ended(Done).Rows.Skip(1)
            .Select(r => r[0]).Distinct().ShouldBe(["1"], "a second sample replaces the first");
    }

    [Fact]
    public async Task The_version_is_the_newest_one_the_changelogs_tell_of()
    {
        string version = (await program.RunAsync("--version")).Ended(Done).Out.Trim().Split('+')[0];
        foreach (string file in (string[])["CHANGELOG.md", "CHANGELOG.nl.md"])
            File.ReadLines(Path.Combine(HouseTests.Root, file)).First(l => l.StartsWith("## ", StringComparison.Ordinal))
                .ShouldStartWith($"## {version} — ");
    }

    private static string[] Keys(JsonNode node) => [.. node.AsObject().Select(pair => pair.Key)];

    private async Task<JsonObject> SummaryAsync(params string[] options) =>
        JsonNode.Parse((await program.RunAsync(["summary", "--json", .. options])).Ended(Done).Out)!.AsObject();

    private async Task<int> ReceivedAsync() =>
        (await SummaryAsync("--from", "2026-01-01", "--to", "2026-01-31"))["metrics"]!["leads.received"]!.GetValue<int>();
}
