using System.Text;
using Insights.Ingest;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Ingest;

public sealed class TextTests
{
    private const string Header = "Referral ID,Creation Date,Customer City,Lead Type,Lead value,Status\n";

    public static TheoryData<string> Encodings =>
        ["utf-8", "utf-8 bom", "utf-16le bom", "utf-16be bom", "utf-16le", "utf-16be", "windows-1252"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Text_is_read_in_every_encoding(string name)
    {
        string text = Header + "1,2023-01-01,Zürich – “Ω”,Qualified,5,New\n".Replace("Ω", name == "windows-1252" ? "ß" : "Ω");
        Encoding encoding = name switch
        {
            "utf-8" => new UTF8Encoding(false),
            "utf-8 bom" => new UTF8Encoding(true),
            "utf-16le bom" => new UnicodeEncoding(false, true),
            "utf-16be bom" => new UnicodeEncoding(true, true),
            "utf-16le" => new UnicodeEncoding(false, false),
            "utf-16be" => new UnicodeEncoding(true, false),
            _ => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        };
        using Desk desk = Desk.Read(text, encoding: encoding);
        desk.Refused.ShouldBeEmpty();
        desk.Only.ReferralId.ShouldBe("1");
        desk.Only.City.ShouldBe(name == "windows-1252" ? "Zürich – “ß”" : "Zürich – “Ω”");
        using Desk json = Desk.Read("[{\"id\":\"1\",\"name\":\"Zürich\"}]", encoding: encoding);
        json.Only.DealName.ShouldBe("Zürich");
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void The_delimiter_is_told_from_the_header(char delimiter)
    {
        string[] names = ["\"Referral ID\"", "Creation Date", "Lead Type", "\"Lead, value; (USD)\"", "Status"];
        using Desk desk = Desk.Read(string.Join(delimiter, names) + "\r\n" +
            string.Join(delimiter, "1", "2023-01-01", "Qualified", "5", "New") + "\r\n");
        desk.Only.DealValueUsd.ShouldBe(5m);
    }

    [Fact]
    public void Excels_first_line_names_the_delimiter_and_still_counts_as_a_line()
    {
        using Desk desk = Desk.Read("sep=;\r\nReferral ID;Creation Date;Lead " +
            "Type;Status\r\n1;2023-01-01;Qualified;New\r\n;2023-01-01;Qualified;New\r\n");
        desk.Only.ReferralId.ShouldBe("1");
        desk.Refusal.Line.ShouldBe(4);
    }

    [Theory]
    [InlineData("sep=\t\n", "\t", "\n")]
    [InlineData("SEP=|\r\n", "|", "\r\n")]
    [InlineData("", ",", "\r")]
    public void Other_delimiters_and_line_ends_are_read_too(string hint, string delimiter, string end)
    {
        using Desk desk = Desk.Read((hint +
            "Referral ID,Creation Date,Lead Type,Status;1,2023-01-01,Qualified,New;2,2023-01-01,Qualified,New;").Replace(",", delimiter)
            .Replace(";", end));
        desk.Refused.ShouldBeEmpty();
        desk.Receipt.Read.ShouldBe(2);
    }

    [Fact]
    public void A_download_cut_off_inside_a_character_keeps_its_other_accents()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Header + "1,2023-01-01,Zürich,Qualified,5,New\n2,2023-01-01,Zü");
        using Desk desk = Desk.Read(whole[..^1]);
        desk.Only.City.ShouldBe("Zürich");
        desk.Refusal.Line.ShouldBe(3);
    }

    [Fact]
    public void Lines_are_counted_as_an_editor_counts_them()
    {
        using Desk desk = Desk.Read(Header +
            "1,2023-01-01,\"two\nlines and a \"\"quote\"\"\",Qualified,5,New\n\n,2023-01-01,x,Qualified,5,New\n2,2023-01-01,=cmd|' /C " +
            "calc'!A0,Qualified,5,New");
        desk.Taken.Cast<ReferralObservation>().Select(r => r.City).ShouldBe(["two\nlines and a \"quote\"", "=cmd|' /C calc'!A0"]);
        (desk.Refusal.Line, desk.Refusal.Field).ShouldBe((5, "Referral ID"));
    }

    [Theory]
    [InlineData("1,2023-01-01,x,Qualified,5", "", "5 columns")]
    [InlineData("1,2023-01-01,x,Qualified,5,New,more", "", "7 columns")]
    [InlineData("1,2023-01-01,\"x\"y,Qualified,5,New", "", "closing quote")]
    [InlineData("1,2023-01-01,\"x,Qualified,5,New", "", "never closed")]
    [InlineData("1,2023-13-01,x,Qualified,5,New", "Creation Date", "not a date")]
    [InlineData("1,2023-02-30,x,Qualified,5,New", "Creation Date", "not a date")]
    [InlineData("1,1823-02-01,x,Qualified,5,New", "Creation Date", "implausible")]
    [InlineData("1,2023-01-01,x,Qualified,\"12,5\",New", "Lead value", "not an amount")]
    [InlineData("1,2023-01-01,x,Qualified,900000000000000,New", "Lead value", "larger")]
    [InlineData("1,2023-01-01,x,Qualified,99999999999999999999999999999999999,New", "Lead value", "larger")]
    [InlineData("1,2023-01-01,x\u0001,Qualified,5,New", "", "control characters")]
    [InlineData("1,2023-01-01,x\0,Qualified,5,New", "", "control characters")]
    public void A_damaged_row_is_refused_alone(string row, string field, string said)
    {
        string before = string.Concat(Enumerable.Range(0, 300).Select(i => $"a{i},2023-01-01,x,Qualified,5,New\n"));
        using Desk desk = Desk.Read(Header + before + row + "\n");
        desk.Taken.Count.ShouldBe(300);
        (desk.Refusal.Line, desk.Refusal.Field).ShouldBe((302, field));
        desk.Refusal.Reason.ShouldContain(said);
    }

    [Fact]
    public void Empty_cells_at_the_end_and_blank_rows_are_no_mistakes()
    {
        using Desk desk = Desk.Read("Referral ID,Creation Date,Lead " +
            "Type,Status,,\n1,2023-01-01,Qualified,New\n2,2023-01-01,Qualified,New,,,,\n,,,,,\n   \n");
        desk.Refused.ShouldBeEmpty();
        desk.Receipt.Read.ShouldBe(2);
    }

    [Fact]
    public void A_header_that_stands_twice_is_read_from_its_first_place()
    {
        using Desk desk = Desk.Read("Referral ID,Creation Date,Lead Type,Status,Status\n1,2023-01-01,Qualified,Won,Lost\n");
        desk.Only.State.ShouldBe(ObservedState.Won);
        using Desk wide = Desk.Read("Referral ID,Creation Date,Lead Type,Status," + string.Join(',', Enumerable.Range(0, 20_000)) +
            "\n1,2023-01-01,Qualified,Won" + new string(',', 20_000) + "\n");
        wide.Only.State.ShouldBe(ObservedState.Won);
    }

    [Fact]
    public void Reasons_and_fields_carry_no_characters_that_move_a_cursor()
    {
        using Desk desk = Desk.Read("[{\"id\":\"a\",\"createdDateTime\":\"x\\u001b[2J\\u202e\"},{\"id\":\"a\\nb\"},{\"id\":\"c\",\"type\":\"\\u001bX\"}]");
        desk.Refused.Select(r => r.Field).ShouldBe(["createdDateTime", "id"]);
        desk.Refused.ShouldAllBe(r => !r.Reason.Any(char.IsControl));
        desk.Unknown.ShouldBe([("type", "·X")]);
    }

    [Fact]
    public void A_long_file_is_read_to_its_last_row_with_progress_and_can_be_stopped()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Header +
                string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i},2023-01-01,\"City\n{i}\",Qualified,5,New\n")) +
                ",2023-01-01,x,Qualified,5,New");
            var sink = new Desk();
            var refused = new List<Refusal>();
            var told = new Told();
            FileReceipt receipt = new FileReader().ReadFile(path, null, sink, refused.Add, (_, _) => { }, told);
            receipt.Read.ShouldBe(20_001);
            refused.ShouldHaveSingleItem().Line.ShouldBe(40_002);
            told.Bytes[^1].ShouldBe(new FileInfo(path).Length);
            told.Bytes.ShouldBeInOrder();
            using var stop = new CancellationTokenSource();
            stop.Cancel();
            Should.Throw<OperationCanceledException>(() => new FileReader()
                .ReadFile(path, null, sink, refused.Add, (_, _) => { }, ct: stop.Token));
            new FileReader().Recognise(path).ShouldBe(new FormatGuess("leads_download", null));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed class Told : IProgress<long>
    {
        public List<long> Bytes { get; } = [];
        public void Report(long value) => Bytes.Add(value);
    }

    [Fact]
    public void Huge_fields_and_identifiers_are_refused()
    {
        using Desk desk = Desk.Read(Header +
            $"{new string('i', 201)},2023-01-01,x,Qualified,5,New\n2,2023-01-01,{new string('x', 1_100_000)},Qualified,5,New\n3,2023-01-01,x,Qualified,5,New\n");
        desk.Refused.Select(r => (r.Line, r.Field)).ShouldBe([(2, "Referral ID"), (3, "Customer City")]);
        desk.Only.ReferralId.ShouldBe("3");
        using Desk endless = Desk.Read(Header + "1,2023-01-01,x,Qualified,5,New\n2,2023-01-01,\"" + new string('x', 20_000_000));
        endless.Taken.Count.ShouldBe(1);
        endless.Refusal.Line.ShouldBe(3);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" \r\n ", "empty")]
    [InlineData("PK\u0003\u0004abc", "Excel workbook")]
    [InlineData("%PDF-1.7", "PDF")]
    [InlineData("<!DOCTYPE html><html>", "HTML")]
    [InlineData("a\0b\0\0c,d\0\0\u0001", "not a text file")]
    [InlineData("name,age\nx,1\n", "docs/mapping.md")]
    [InlineData("Referral ID,Lead Type,Status\nx,1,2\n", "'Creation Date' is missing")]
    [InlineData("CurrencyCode,Month\nEUR,202401\n", "'USDPerUnit' is missing")]
    public void What_cannot_be_read_is_refused_in_a_sentence(string text, string said)
    {
        using Desk desk = Desk.Read(text);
        desk.Refusal.Line.ShouldBe(1);
        desk.Refusal.Reason.ShouldContain(said);
        desk.Receipt.Format.ShouldBe("unrecognised");
    }

    [Theory]
    [InlineData("nl", "NL")]
    [InlineData("NLD", "NL")]
    [InlineData("Netherlands", "NL")]
    [InlineData("The Netherlands", "NL")]
    [InlineData("Nederland", "NL")]
    [InlineData("Verenigde Staten", "US")]
    [InlineData("USA", "US")]
    [InlineData("uk", "GB")]
    [InlineData("United Kingdom", "GB")]
    [InlineData("Korea", "KR")]
    [InlineData("Côte d’Ivoire", "CI")]
    [InlineData("Duitsland", "DE")]
    [InlineData("België", "BE")]
    [InlineData("Atlantis", "Atlantis")]
    [InlineData("ZZ", "ZZ")]
    [InlineData("NA", "NA")]
    [InlineData("N/A", "N/A")]
    [InlineData("n.a.", "n.a.")]
    [InlineData("U.S.", "US")]
    [InlineData("u.s.a", "US")]
    [InlineData(" ", null)]
    public void Countries_become_codes(string written, string? code) => CountryCodes.Normalise(written).ShouldBe(code);

    [Theory]
    [InlineData("1234.5", '.', 1234.5)]
    [InlineData("1,234.50", '.', 1234.5)]
    [InlineData("1.234,50", ',', 1234.5)]
    [InlineData("1 234 567", '.', 1234567)]
    [InlineData("-12", '.', -12)]
    [InlineData("$1,000", '.', 1000)]
    [InlineData("1.2E+05", '.', 120000)]
    [InlineData("0.00005", '.', 0)]
    [InlineData("0.00015", '.', 0.0002)]
    public void Amounts_are_read(string text, char mark, double amount)
    {
        Amounts.Read(text, mark, out decimal? read).ShouldBeNull();
        read.ShouldBe((decimal)amount);
    }

    [Theory]
    [InlineData("12,5")]
    [InlineData("1,2345")]
    [InlineData("1,23,456")]
    [InlineData("--1")]
    [InlineData("1.2.3")]
    [InlineData("abc")]
    [InlineData(",")]
    [InlineData("=1+1")]
    public void What_is_no_amount_is_refused(string text) => Amounts.Read(text, '.', out _).ShouldNotBeNull();
}
