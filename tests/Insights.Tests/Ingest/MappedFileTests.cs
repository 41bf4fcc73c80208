using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Insights.Ingest;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Ingest;

/// <summary>What becomes of the rows of a file that is read through a mapping.</summary>
public sealed class MappedFileTests
{
    private static Mapping Of(string rest, string fields = """{"id":"Deal","created":"Opened","state":"Phase"}""", string constants = """{"type":"outbound"}""") =>
        Mapping.Parse($$"""{"files":[{"name":"crm","requires":["Deal"],"fields":{{fields}},"constants":{{constants}}{{(rest.Length > 0 ? "," + rest : "")}}}]}""");

    private static ReferralObservation[] Rows(Desk desk)
    {
        desk.Refused.ShouldBeEmpty();
        return [.. desk.Taken.Cast<ReferralObservation>()];
    }

    [Theory]
    [InlineData("Amount ($)", "Amount (€)")]
    [InlineData("Margin", "Margin %")]
    [InlineData("Value?", "Value")]
    [InlineData("जीता", "जाता")]
    [InlineData("ハス", "バス")]
    [InlineData("Wert", "Wért")]
    public void The_column_a_mapping_names_letter_for_letter_is_read(string other, string named)
    {
        Mapping mapping = Of("", $$"""{"id":"Deal","deal_value":"{{named}}"}""");
        using Desk first = Desk.Read($"Deal,{other},{named}\nD1,108,100\n", mapping: mapping);
        Rows(first).Single().DealValue.ShouldBe(100);
        using Desk last = Desk.Read($"Deal,{named},{other}\nD1,100,108\n", mapping: mapping);
        Rows(last).Single().DealValue.ShouldBe(100);
    }

    [Fact]
    public void A_column_of_another_currency_is_not_taken_for_the_one_that_is_named()
    {
        using Desk desk = Desk.Read("Deal,Amount ($)\nD1,108\n", mapping: Of("", """{"id":"Deal","deal_value":"Amount (€)"}"""));
        Rows(desk).Single().DealValue.ShouldBeNull();
        desk.Notices.ShouldHaveSingleItem().Text.ShouldContain("'Amount (€)' (did you mean 'Amount ($)'?) for 'deal_value'");
    }

    [Fact]
    public void Two_columns_spelled_alike_of_which_a_mapping_names_neither_refuse_the_file()
    {
        using Desk desk = Desk.Read("Deal,Close date?,Close-date\nD1,2026-10-01,2026-10-02\n", mapping: Of("", """{"id":"Deal","closed":"Close date"}"""));
        desk.Refusal.Reason.ShouldContain("'Close date?' and 'Close-date'");
    }

    [Theory]
    [InlineData("#")]
    [InlineData("№")]
    [InlineData("%")]
    [InlineData("💰")]
    [InlineData("=")]
    public void A_column_may_be_named_by_a_sign_alone(string sign)
    {
        var mapping = Mapping.Parse($$"""{"files":[{"name":"crm","requires":["{{sign}}"],"fields":{"id":"{{sign}}"},"constants":{"type":"outbound"} }]}""");
        using Desk desk = Desk.Read($"Deal,{sign},?\nD1,7,8\n", mapping: mapping);
        Rows(desk).Single().ReferralId.ShouldBe("7");
    }

    [Theory]
    [InlineData("✅", "❌")]
    [InlineData("+", "-")]
    [InlineData("A+", "A-")]
    [InlineData("A", "A-")]
    [InlineData("★★★", "★")]
    [InlineData("जीता", "जाता")]
    [InlineData("ハス", "バス")]
    [InlineData("1", "-1")]
    [InlineData("👍🏽", "👎🏽")]
    public void Words_that_differ_in_a_mark_alone_mean_what_each_is_said_to_mean(string won, string lost)
    {
        using Desk desk = Desk.Read($"Deal,Opened,Phase\nD1,2026-10-05,{won}\nD2,2026-10-05,{lost}\n",
            mapping: Of($$$"""  "words":{"state":{"{{{won}}}":"won","{{{lost}}}":"lost"}}"""));
        Rows(desk).Select(r => r.State).ShouldBe([ObservedState.Won, ObservedState.Lost]);
    }

    [Fact]
    public void A_constant_holds_for_a_cell_that_is_empty_or_says_nothing()
    {
        Mapping mapping = Of(""" "empty":["-"] """, """{"id":"Deal","state":"Phase","deal_value":"Amount","currency":"Currency","country":"Land","type":"Kind"}""",
            """{"type":"outbound","currency":"EUR","state":"won","country":"NL"}""");
        using Desk desk = Desk.Read("Deal,Phase,Amount,Currency,Land,Kind\nA1,,100,,,\nA2,Lost,100,USD,BE,inbound\nA3,-,100,-,-,-\nA4,,,,,\n", mapping: mapping);
        Rows(desk).Select(r => (r.State, r.Currency, r.Country, r.Type)).ShouldBe(
        [
            (ObservedState.Won, "EUR", "NL", ReferralType.Outbound), (ObservedState.Lost, "USD", "BE", ReferralType.Inbound),
                (ObservedState.Won, "EUR", "NL", ReferralType.Outbound),
            (ObservedState.Won, null, "NL", ReferralType.Outbound),
        ]);
    }

    [Fact]
    public void Words_work_for_every_kind_of_field()
    {
        Mapping mapping = Of("""
            "dates":["d/M/yyyy"],"decimalMark":",","words":{"currency":{"US Dollar":"USD"},"shared_with_microsoft":{"oui":"yes","non":"no"},"deal_value":{"Nader te bepalen":"1500.5"},
            "closed":{"gisteren":"2026-10-05"},"team":{"Jan":"jan@contoso.com"},"country":{"De Nederlanden":"NL"},"notes":{"x":"marked"},"state":{"Ja!":"won"},"solutions":{"All":"S1|One; S2|Two"}}
            """, """{"id":"Deal","state":"Phase","currency":"Cur","shared_with_microsoft":"Shared","deal_value":"Amount","closed":"Closed","team":"Owner","country":"Land","notes":"N","solutions":"S"}""");
        using Desk desk = Desk.Read("Deal;Phase;Cur;Shared;Amount;Closed;Owner;Land;N;S\n1;ja!;us dollar;OUI;nader te " +
            "bepalen;Gisteren;jan;de nederlanden;X;all\n2;Won;EUR;non;2,5;6/10/2026;p@q.nl;BE;y;S3\n", mapping: mapping);
        ReferralObservation[] rows = Rows(desk);
        (rows[0].State, rows[0].Currency, rows[0].SharedWithMicrosoft, rows[0].DealValue, rows[0].Country, rows[0].Details!["notes"])
            .ShouldBe((ObservedState.Won, "USD", true, 1500.5m, "NL", "marked"));
        rows[0].Team.ShouldBe(["jan@contoso.com"]);
        rows[0].Solutions!.Select(s => s.Name).ShouldBe(["One", "Two"]);
        rows[0].Closed.ToString().ShouldNotBeNull().ShouldContain("2026");
        (rows[1].Currency, rows[1].SharedWithMicrosoft, rows[1].DealValue).ShouldBe(("EUR", false, 2.5m));
        rows[1].Closed.ShouldNotBe(rows[0].Closed);
    }

    [Fact]
    public void Words_for_nothing_leave_a_field_unsaid_everywhere_or_in_one_field()
    {
        const string fields = """{"id":"id","deal_value":"amount","closed":"closing","state":"stage","country":"land"}""";
        var all = Mapping.Parse($$"""{"files":[{"name":"v","requires":["id"],"fields":{{fields}},"constants":{"type":"outbound"},"empty":["\\N","NULL","N/A","-"]}]}""");
        using Desk desk = Desk.Read("id,amount,closing,stage,land\n100,179500.00,\\N,Closed Lost,NA\n101,N/A,2026-10-08,Closed " +
            "Won,n/a\n102,NULL,-,null,NL\n", mapping: all);
        Rows(desk).Select(r => (r.DealValue, r.Closed is null, r.State, r.Country)).ShouldBe(
            [(179500m, true, ObservedState.Lost, "NA"), (null, false, ObservedState.Won, null), (null, true, null, "NL")]);
        var one = Mapping.Parse($$"""{"files":[{"name":"v","requires":["id"],"fields":{{fields}},"constants":{"type":"outbound"},"empty":{"deal_value":["tbd"],"*":["\\N"]} }]}""");
        using Desk per = Desk.Read("id,amount,closing,stage,land\n1,tbd,2026-10-08,\\N,N/A\n2,5,tbd,Won,NL\n", mapping: one);
        per.Only.ReferralId.ShouldBe("1");
        (per.Only.DealValue, per.Only.State, per.Only.Country).ShouldBe((null, null, "N/A"));
        per.Refusal.Field.ShouldBe("closing");
    }

    [Theory]
    [InlineData("\\N")]
    [InlineData("NULL")]
    [InlineData("n/a")]
    [InlineData("#N/A")]
    [InlineData("-")]
    [InlineData("—")]
    public void An_amount_or_moment_that_is_written_as_nothing_is_nothing_by_itself(string nothing)
    {
        Mapping mapping = Of("", """{"id":"Deal","created":"Opened","deal_value":"Value","deal_name":"Name"}""");
        using Desk desk = Desk.Read($"Deal,Opened,Value,Name\n1,{nothing},{nothing},{nothing}\n2,2026-10-05,5,x\n", mapping: mapping);
        ReferralObservation first = Rows(desk)[0];
        (first.Created is null, first.DealValue, first.DealName).ShouldBe((true, null, nothing));
        using Desk meant = Desk.Read($"Deal,Value\n1,{nothing}\n", mapping: Of($$$"""  "words":{"deal_value":{"{{{nothing.Replace("\\", "\\\\")}}}":"7"}} """, """{"id":"Deal","deal_value":"Value"}"""));
        Rows(meant).Single().DealValue.ShouldBe(7);
    }

    [Fact]
    public void A_row_whose_id_says_nothing_is_refused()
    {
        using Desk desk = Desk.Read("Deal,Phase\nN/A,Won\n,Won\n", mapping: Of(""" "empty":["N/A"] """));
        desk.Refused.Select(r => (r.Line, r.Field)).ShouldBe([(2, "Deal"), (3, "Deal")]);
    }

    [Fact]
    public void Columns_of_fields_that_a_file_does_not_have_are_said()
    {
        using Desk desk = Desk.Read("Deal,Stage,Opened on\nD1,Won,2026-10-05\n", mapping: Of("", """{"id":"Deal","state":"Stge","created":"Opened-on","closed":["Done","Opened on"]}"""));
        Rows(desk).Single().State.ShouldBeNull();
        string said = desk.Notices.ShouldHaveSingleItem().Text;
        said.ShouldContain("'Stge' (did you mean 'Stage'?) for 'state', 'Done' for 'closed'");
        said.ShouldNotContain("Opened");
        using Desk id = Desk.Read("Deal,Number\n1,2\n", mapping: Of("", """{"id":["Deal","Nmber"]}"""));
        id.Refusal.Reason.ShouldContain("'Nmber' (did you mean 'Number'?)");
    }

    [Fact]
    public void Another_column_is_read_when_one_is_empty()
    {
        Mapping mapping = Of(""" "empty":["-"],"words":{"closed":{"nu":"2026-10-09"}} """, """{"id":"Deal","closed":["Signed","Won on","Ended"]}""");
        using Desk desk = Desk.Read("Deal,Ended,Signed,Won " +
            "on\n1,2026-10-01,2026-10-02,2026-10-03\n2,2026-10-01,,2026-10-03\n3,2026-10-01,-,\n4,2026-10-01,,nu\n5,,,\n6,x,,\n",
            mapping: mapping);
        desk.Taken.Cast<ReferralObservation>().Select(r => r.Closed?.ToString()).ShouldBe(
            [.. new[] { "2", "3", "1", "9" }.Select(day => Desk.Read($"Deal,Signed\n1,2026-10-0{day}\n", mapping: mapping)
                .Only.Closed?.ToString()), null]);
        desk.Refusal.Field.ShouldBe("Ended");
    }

    [Fact]
    public void An_id_of_several_columns_is_the_same_in_any_order_of_columns_and_never_that_of_another_pair()
    {
        Mapping mapping = Of("", """{"id":["Topic","Deal"]}""");
        using Desk one = Desk.Read("Topic,Deal\na,b|c\na|b,c\na\\,|c\na,\\|c\n,x\nx,\n", mapping: mapping);
        string[] ids = [.. Rows(one).Select(r => r.ReferralId)];
        ids.ShouldBeUnique();
        using Desk other = Desk.Read("Deal,More,Topic\nb|c,,a\nc,,a|b\n", mapping: mapping);
        Rows(other).Select(r => r.ReferralId).ShouldBe(ids[..2]);
        using Desk none = Desk.Read("Topic,Deal,x\n,,1\n", mapping: mapping);
        none.Refusal.Field.ShouldBe("Topic");
    }

    [Fact]
    public void Two_different_pairs_of_cells_never_make_one_id() =>
        Prop.ForAll(Cells().ToArbitrary(), pairs =>
        {
            using Desk desk = Desk.Read("Topic,Deal\n" + string.Concat(pairs.Select(pair => $"\"{pair.One}\",\"{pair.Other}\"\n")), mapping: Of("", """{"id":["Topic","Deal"]}"""));
            return desk.Taken.Cast<ReferralObservation>().Select(r => r.ReferralId).Distinct().Count() == pairs.Distinct()
                .Count(pair => pair != ("", ""));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    private static Gen<(string One, string Other)[]> Cells()
    {
        Gen<string> cell = Gen.Choose(0, 5).SelectMany(length => Gen.Elements("a", "|", "\\", "b").ArrayOf(length)).Select(string.Concat);
        return cell.Zip(cell).Select(pair => (pair.Item1, pair.Item2)).ArrayOf();
    }

    [Fact]
    public void Rows_nobody_wants_are_left_out_and_counted()
    {
        Mapping only = Of(""" "only":{"Kind":["Partner","Co-sell"]},"except":{"state":["Test","-",""]},"empty":["-"] """, """{"id":"Deal","state":"Phase"}""");
        using Desk desk = Desk.Read("Deal,Kind,Phase\n1,partner,Won\n2,Direct,Won\n3,Co-sell,Lost\n4,Co-sell,test\n5,Partner,-\n6,,Won\n,Direct,\n", mapping: only);
        Rows(desk).Select(r => r.ReferralId).ShouldBe(["1", "3"]);
        desk.Receipt.Read.ShouldBe(2);
        desk.Notices.Select(n => n.Text).ShouldBe(
        [
            "3 rows were left out, the first on line 3: the mapping reads only rows whose 'Kind' is 'Partner', 'Co-sell'.",
            "2 rows were left out, the first on line 5: the mapping reads all except rows whose 'state' is 'Test', '-', ''.",
        ]);
        using Desk lacks = Desk.Read("Deal,Phase\n1,Won\n", mapping: only);
        lacks.Refusal.Reason.ShouldContain("chooses rows by 'Kind'");
    }

    [Fact]
    public void The_footer_of_a_report_is_left_out_and_counted()
    {
        using Desk desk = Desk.Read("Deal,Opened,Phase\nTotal Energies,2026-10-05,Won\n2,2026-10-05,Won\n\ntotal,,2\nCopyright (c) " +
            "2026, Contoso\n\"never closed\n",
            mapping: Of(""" "footer":["Total","Copyright*"] """));
        Rows(desk).Length.ShouldBe(2);
        desk.Notices.ShouldHaveSingleItem().Text.ShouldStartWith("3 rows were left out, the first on line 5: the table ends before it");
    }

    [Theory]
    [InlineData("")]
    [InlineData(""" "skipLines":3 """)]
    public void Lines_before_the_header_are_skipped_and_lines_still_counted(string rest)
    {
        foreach (Encoding encoding in (Encoding[])[new UTF8Encoding(false), new UTF8Encoding(true), new UnicodeEncoding(false, true),
            new UnicodeEncoding(true, true)])
            foreach (string end in (string[])["\n", "\r\n", "\r"])
            {
                const string file = "Opportunités – “all”\n#TYPE System.Object\n\nDeal;Opened;Phase\nD1;2026-10-05;Won\n;2026-10-05;Won\n";
                using Desk desk = Desk.Read(file.Replace("\n", end), mapping: Of(rest), encoding: encoding);
                desk.Only.State.ShouldBe(ObservedState.Won);
                desk.Refusal.Line.ShouldBe(6);
                if (rest.Length == 0) desk.Notices.ShouldHaveSingleItem()
                    .Text.ShouldContain("header was found on line 4; the 3 lines before it were skipped");
            }
    }

    [Fact]
    public void A_row_that_holds_a_word_of_the_mapping_is_not_taken_for_the_header()
    {
        using Desk desk = Desk.Read("Name,What\nx,Deal\ny,z\n", mapping: Of(""));
        desk.Taken.ShouldBeEmpty();
        desk.Refusal.Reason.ShouldContain("lacks 'Deal'");
        using Desk wrong = Desk.Read("a\nb\nDeal,Opened,Phase\n1,2026-10-05,Won\n", mapping: Of(""" "skipLines":1 """));
        wrong.Refusal.Reason.ShouldContain("after 1 line");
    }

    [Theory]
    [InlineData("windows-1250", "Dvořák")]
    [InlineData("cp1251", "Чайковский")]
    [InlineData("Shift_JIS", "日本語テスト")]
    [InlineData("gb18030", "中文")]
    [InlineData("utf-16le", "Ω")]
    public void A_file_is_read_in_the_encoding_the_mapping_names(string name, string customer)
    {
        Encoding encoding = Encodings.Find(name).ShouldNotBeNull();
        byte[] bytes = encoding.GetBytes($"Deal,Klant – ß\n1,{customer}\n".Replace(" – ß", ""));
        using Desk desk = Desk.Read(bytes, mapping: Of($""" "encoding":"{name}" """, """{"id":"Deal","customer":"Klant"}"""));
        Rows(desk).Single().CustomerName.ShouldBe(customer);
        using Desk marked = Desk.Read("Deal,Klant\n1,Dvořák\n", mapping: Of($""" "encoding":"{name}" """, """{"id":"Deal","customer":"Klant"}"""), encoding: new UTF8Encoding(true));
        Rows(marked).Single().CustomerName.ShouldBe("Dvořák");
    }

    [Fact]
    public void A_file_that_by_itself_looks_like_no_text_is_read_in_the_encoding_the_mapping_names()
    {
        string header = string.Concat(Enumerable.Repeat("\u0105\u0b01\u0e03", 30));
        byte[] bytes = new UnicodeEncoding(false, false).GetBytes($"{header},编号\n甲,1\n");
        using Desk plain = Desk.Read(bytes);
        plain.Refusal.Reason.ShouldContain("not a text file");
        using Desk desk = Desk.Read(bytes, mapping: Mapping.Parse("""{"files":[{"name":"x","requires":["编号"],"fields":{"id":"编号"},"constants":{"type":"outbound"},"encoding":"utf-16le"}]}"""));
        Rows(desk).Single().ReferralId.ShouldBe("1");
        using Desk other = Desk.Read(bytes, mapping: Mapping.Parse("""{"files":[{"name":"x","requires":["b"],"fields":{"id":"b"},"encoding":"windows-1250"}]}"""));
        other.Refusal.Reason.ShouldContain("not a text file");
    }

    [Fact]
    public void Rows_that_say_no_type_are_said()
    {
        using Desk desk = Desk.Read("Deal,Kind\n1,\n2,outbound\n3,zzz\n", mapping: Of("", """{"id":"Deal","type":"Kind"}""", "{}"));
        Rows(desk).Select(r => r.Type).ShouldBe([null, ReferralType.Outbound, null]);
        desk.Notices.ShouldHaveSingleItem().Text.ShouldStartWith("2 rows say no type: they count as qualified leads");
        using Desk said = Desk.Read("Deal,Kind\n1,\n", mapping: Of("", """{"id":"Deal","type":"Kind"}"""));
        said.Notices.ShouldBeEmpty();
    }

    [Fact]
    public void An_offset_a_pattern_allows_and_a_date_leaves_out_is_that_of_the_zone()
    {
        Mapping mapping = Of(""" "dates":["yyyy-MM-ddTHH:mm:ssK"],"timeZone":"Europe/Amsterdam" """);
        using Desk desk = Desk.Read("Deal,Opened,Phase\n1,2026-07-01T12:00:00,Won\n2,2026-07-01T12:00:00+02:00,Won\n3,2026-07-01T10:00:00Z,Won\n", mapping: mapping);
        Rows(desk).Select(r => r.Created).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_refused_date_names_the_first_patterns_only()
    {
        string patterns = string.Join(',', Enumerable.Range(0, 40).Select(i => $"\"yyyy-MM-dd '{i}'\""));
        using Desk desk = Desk.Read("Deal,Opened,Phase\n1,gisteren,Won\n", mapping: Of($""" "dates":[{patterns}] """));
        desk.Refusal.Reason.ShouldContain("… and 37 more");
        desk.Refusal.Reason.Length.ShouldBeLessThan(250);
    }

    [Fact]
    public void A_file_no_description_fits_names_the_nearest_and_not_all()
    {
        string files = string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"name":"f{{i}}","requires":["Deal {{i}}a","Opened {{i}}a"],"fields":{"id":"Deal {{i}}a"} }"""));
        using Desk desk = Desk.Read("Deal 17a,Openend 17a\n1,2\n", mapping: Mapping.Parse($$"""{"files":[{{files}}]}"""));
        desk.Refusal.Reason.ShouldContain("'f17' comes nearest and lacks 'Opened 17a' (did you mean 'Openend 17a'?)");
        desk.Refusal.Reason.Length.ShouldBeLessThan(500);
    }

    [Fact]
    public void What_is_read_under_a_mapping_is_what_is_read_plainly_whatever_the_headers_and_words() =>
        Prop.ForAll(Worlds().ToArbitrary(), world =>
        {
            (string[] headers, string[] words, int[] states) = world;
            string[] ours = ["won", "lost", "active", "new"];
            string Quoted(string text) => "\"" + text.Replace("\"", "\"\"") + "\"";
            string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);
            string plain = "Referral ID,Type,State,Created\n" +
                string.Concat(states.Select((state, i) => $"{i},outbound,{ours[state % words.Length]},2026-10-05T00:00:00Z\n"));
            string theirs = string.Join(',', new[] { headers[3], headers[1], headers[2], headers[0] }.Select(Quoted)) + "\n"
                + string.Concat(states.Select((state, i) => $"{i},outbound,{Quoted(words[state % words.Length])},2026-10-05T00:00:00Z\n"));
            var mapping = Mapping.Parse($$"""
                {"files":[{"name":"x","requires":[{{Json(headers[3])}}],"fields":{"id":{{Json(headers[3])}},"type":{{Json(headers[1])}},"state":{{Json(headers[2])}},"created":{{Json(headers[0])}} },
                "words":{"state":{ {{string.Join(',', words.Select((word, i) => $"{Json(word)}:\"{ours[i]}\""))}} } } }]}
                """);
            using Desk one = Desk.Read(plain), other = Desk.Read(theirs, mapping: mapping);
            return other.Refused.Count == 0 && other.Unknown.Count == 0
                && one.Taken.Cast<ReferralObservation>().Select(Told).SequenceEqual(other.Taken.Cast<ReferralObservation>().Select(Told));
            static (string, ReferralType?, ObservedState?, string?) Told(ReferralObservation r) =>
                (r.ReferralId, r.Type, r.State, r.Created?.ToString());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private static Gen<(string[] Headers, string[] Words, int[] States)> Worlds()
    {
        Gen<string> text = Gen.Elements("a", "A", "b", "é", "e", "е", "ё", "%", "#", "€", "$", "+", "-", "?", " ", "(", ")", "✅", "❌", "★",
            "ज", "ी", "ा", "ハ", "バ", "1", "\"", ",", "😀", "न", "_", ".")
            .ArrayOf(4).Select(string.Concat).Where(t => Spelling.Exact(t).Length > 0 && t.Trim() == t);
        Gen<string[]> headers = text.ArrayOf(4).Where(all => all.DistinctBy(Spelling.Exact).Count() == 4);
        // Words spelled alike with another meaning are refused with both names, so they are another law.
        Gen<string[]> words = text.ArrayOf(4).Where(all => all.DistinctBy(Spelling.Key).Count() == 4);
        Gen<int[]> states = Gen.Choose(0, 3).ArrayOf(6);
        return headers.SelectMany(h => words.SelectMany(w => states.Select(s => (h, w, s))));
    }
}
