using Insights.Ingest;
using Insights.Store;
using Insights.Tests.Store;

namespace Insights.Tests.Ingest;

/// <summary>Rows that are no referral, and rows that tell one again.</summary>
public sealed class RowTests
{
    [Theory]
    [InlineData("Referral ID,Creation Date,Status,Lead Type,Lead value\n{0},2026-01-05,New,Qualified,5\n")]
    [InlineData("Referral ID,Creation Date,Status,Deal Type,Deal Direction\n{0},2026-01-05,Won,Co-sell,Incoming\n")]
    [InlineData("Referral ID,Partner Referral Status\n{0},Active\n")]
    [InlineData("Referral ID,Registration Status\n{0},Approved\n")]
    [InlineData("Referral ID,Type,State,Created\n{0},inbound,won,2026-01-05\n")]
    [InlineData("Solution ID,Name,Co-sell status\n{0},x,In market\n")]
    public void A_total_is_refused_in_every_table_of_things(string table)
    {
        foreach (string total in new[] { "Total", "TOTAL:", "Grand total", "Totaal", "Eindtotaal", "Total (12)", "Subtotal: 5",
            "Gesamtergebnis" })
        {
            using Desk desk = Desk.Read(string.Format(System.Globalization.CultureInfo.InvariantCulture, table, total));
            desk.Taken.ShouldBeEmpty();
            desk.Refusal.Reason.ShouldContain("is a total");
        }
        foreach (string id in new[] { "Total Energies", "SOM-12", "T1", "Summit", "Total12", "7" })
        {
            using Desk desk = Desk.Read(string.Format(System.Globalization.CultureInfo.InvariantCulture, table, id));
            desk.Refused.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("Referral ID,Creation Date,Status,Lead Type\nR1,{0},New,Qualified\n")]
    [InlineData("Referral ID,Referral Creation Date,Status,Deal Type,Deal Direction\nR1,{0},Won,Co-sell,Incoming\n")]
    public void A_download_row_without_a_creation_date_is_refused(string table)
    {
        foreach (string none in new[] { "", " ", "\u200b", "0001-01-01", "\"=\"\"\"\"\"" })
        {
            using Desk desk = Desk.Read(string.Format(System.Globalization.CultureInfo.InvariantCulture, table, none));
            desk.Taken.ShouldBeEmpty();
            desk.Refusal.Line.ShouldBe(2);
            desk.Refusal.Reason.ShouldContain("creation date is empty");
        }
    }

    [Theory]
    [InlineData("Date,Source,Page views,CTA clicks\n2026-01-05,offer,5,1\n2026-01-05,Total,5,1\n")]
    [InlineData("Date,Source,Country,Page views,CTA clicks\n2026-01-05,offer,NL,5,1\nTotal,,,5,1\n")]
    [InlineData("Date,OfferName,CountryName,PageVisits,GetItNow\n2026-01-05,o,NL,5,1\n2026-01-05,Grand total,,5,1\n")]
    [InlineData("Referral ID,Partner Referral Status,Estimated Deal Value\nR1,Active,5\n2,,5\n")]
    [InlineData("Referral ID,Registration Status,Registration Date\nR1,Approved,2026-01-05\n2,,\n")]
    [InlineData("Referral ID,Partner Referral Status\nR1,Active\nReferral ID,Partner Referral Status\n")]
    public void Rows_that_add_up_others_or_repeat_the_header_are_refused(string text)
    {
        using Desk desk = Desk.Read(text);
        desk.Taken.Count.ShouldBe(1);
        desk.Refusal.Line.ShouldBe(3);
    }

    [Fact]
    public void Totals_and_notes_below_a_table_are_refused_with_their_lines()
    {
        using Desk desk = Desk.Read("Referral ID,Creation Date,Status,Lead Type,Lead " +
            "value\nR1,2026-01-05,New,Qualified,100\nTotal,,,,100\n,,,Total,100\n\n\"Applied filters:\nStatus is New\"\nGenerated on " +
            "2026-01-05\nR2 of 5,,,,\n");
        desk.Only.ReferralId.ShouldBe("R1");
        desk.Refused.Select(r => r.Line).ShouldBe([3, 4, 6, 8, 9]);
    }

    private const string Mapped = """{"files":[{"name":"d365","requires":["Topic"],"fields":{"id":"Topic","created":"Created On","state":"Status","updated":"Modified"},"constants":{"type":"outbound"}}]}""";

    [Fact]
    public async Task Rows_that_tell_one_id_again_with_other_contents_are_said_with_their_lines()
    {
        Receipt receipt = await ImportAsync(Mapping.Parse(Mapped),
            "Topic,Created On,Status,Modified\nA,2026-01-01,Won,\nB,2026-01-01,Won,\nA,2026-01-02,Won,\nA,2026-01-03,Lost,2026-01-04\nB,2026-01-01,Won,\n");
        (receipt.Read, receipt.New, receipt.Changed, receipt.Unchanged, receipt.Refused).ShouldBe((5, 2, 2, 1, 0));
        Notice notice = receipt.Notices.Where(n => n.Lacking).ShouldHaveSingleItem();
        notice.Lacking.ShouldBeTrue();
        notice.Text.ShouldContain("2 rows");
        notice.Text.ShouldContain("lines 4, 5)");
        notice.Text.ShouldContain("'id'");
    }

    [Fact]
    public async Task It_is_said_again_when_the_file_is_imported_again_and_not_of_two_files()
    {
        await using var store = new TemporaryStore();
        string[] files = ["Topic,Created On\nA,2026-01-01\nA,2026-01-02\nA,2026-01-01\n", "Topic,Created On\nA,2026-01-05\n"];
        (await ImportAsync(store, Mapping.Parse(Mapped), files)).Notices.Where(n => n.Lacking).ShouldHaveSingleItem()
            .Text.ShouldContain("2 rows");
        Receipt again = await ImportAsync(store, Mapping.Parse(Mapped), files);
        again.Changed.ShouldBe(0);
        again.Notices.Where(n => n.Lacking).ShouldHaveSingleItem().Text.ShouldContain("lines 3, 4)");
        (await ImportAsync(store, Mapping.Parse(Mapped), "Topic,Created On\nA,2026-01-01\nA,2026-01-01\n", files[1]))
            .Notices.Where(n => n.Lacking).ShouldBeEmpty("exact repeats are harmless, and files may say different things");
    }

    [Theory]
    [InlineData("Referral ID,Creation Date,Status,Lead Type\nR1,2026-01-05,New,Qualified\nR1,2026-01-06,New,Qualified\n", true)]
    [InlineData("Referral ID,Partner Referral Status\nR1,Active\nR1,New\n", true)]
    [InlineData("Referral ID,Type,State,Created\nR1,inbound,won,2026-01-05\nR1,inbound,lost,2026-01-05\n", true)]
    [InlineData("Date,Source,Page views,CTA clicks\n2026-01-05,offer,5,1\n2026-01-05,offer,6,1\n", true)]
    [InlineData("Date,OfferName,PageVisits,GetItNow\n2026-01-05,o,5,1\n2026-01-05,o,6,1\n", true)]
    [InlineData("Solution ID,Name,Co-sell status\nS1,x,In market\nS1,x,Co-sell ready\n", true)]
    [InlineData("CurrencyCode,USDPerUnit,Month\nEUR,1.1,202601\nEUR,1.2,202601\n", true)]
    [InlineData("Referral ID,Creation Date,Status,Deal Type,Deal Direction,Solution " +
        "ID\nC1,2026-01-05,Won,Co-sell,Incoming,S1\nC1,2026-01-05,Won,Co-sell,Incoming,S2\n", false)]
    [InlineData("[{\"id\":\"a\",\"name\":\"x\"},{\"id\":\"a\",\"name\":\"y\"}]", false)]
    public async Task Downloads_that_tell_each_thing_once_say_it_and_others_do_not(string text, bool said)
    {
        Receipt receipt = await ImportAsync(null, text);
        receipt.Read.ShouldBe(2);
        receipt.Notices.Count.ShouldBe(said ? 1 : 0);
    }

    [Fact]
    public async Task Many_of_them_are_counted_and_the_first_lines_named()
    {
        Receipt receipt = await ImportAsync(Mapping.Parse(Mapped), "Topic,Created On\n" +
            string.Concat(Enumerable.Range(0, 500).Select(i => $"A,2026-01-01T00:{i / 60:00}:{i % 60:00}Z\n")));
        string text = receipt.Notices.Where(n => n.Lacking).ShouldHaveSingleItem().Text;
        text.ShouldContain("499 rows");
        text.ShouldContain("lines 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, …");
    }

    private static async Task<Receipt> ImportAsync(Mapping? mapping, params string[] texts)
    {
        await using var store = new TemporaryStore();
        return await ImportAsync(store, mapping, texts);
    }

    private static async Task<Receipt> ImportAsync(TemporaryStore store, Mapping? mapping, params string[] texts)
    {
        string folder = Directory.CreateTempSubdirectory("insights-rows-").FullName;
        try
        {
            string[] files = [.. texts.Select((text, i) => Path.Combine(folder, $"{i}.txt"))];
            for (int i = 0; i < texts.Length; i++) File.WriteAllText(files[i], texts[i]);
            return await Importer.RunAsync(await store.OpenAsync(), new ImportRequest { Files = [.. files], Mapping = mapping }, null, null,
                TestContext.Current.CancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
