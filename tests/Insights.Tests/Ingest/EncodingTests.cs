using System.Text;
using Insights.Ingest;
using Insights.Store;

namespace Insights.Tests.Ingest;

/// <summary>Text that is no UTF-8, and tables that do not begin on the first line.</summary>
public sealed class EncodingTests
{
    private const string Head = "Referral ID,Creation Date,Status,Lead Type,Customer Name\n";

    private static byte[] Bytes(string text, string encoding) => Encodings.Find(encoding)!.GetBytes(text);

    [Fact]
    public void What_is_read_as_Windows_1252_is_said()
    {
        using Desk western = Desk.Read(Bytes(Head + "R1,2026-10-05,New,Qualified,Zoë €\n", "windows-1252"));
        western.Only.CustomerName.ShouldBe("Zoë €");
        Notice notice = western.Notices.ShouldHaveSingleItem();
        notice.Text.ShouldContain("Windows-1252");
        notice.Lacking.ShouldBeFalse();
        using Desk polish = Desk.Read(Bytes(Head + "R1,2026-10-05,New,Qualified,Łódź\n", "windows-1250"));
        polish.Notices.ShouldHaveSingleItem().Text.ShouldContain("'£ódŸ'");
        using Desk json = Desk.Read(Bytes("[{\"id\":\"a\",\"name\":\"Zoë\"}]", "windows-1252"));
        json.Notices.ShouldHaveSingleItem();
        using Desk plain = Desk.Read(Head + "R1,2026-10-05,New,Qualified,Zoë €\n");
        plain.Notices.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0x81)]
    [InlineData(0x8D)]
    [InlineData(0x8F)]
    [InlineData(0x90)]
    [InlineData(0x9D)]
    public void A_byte_that_Windows_1252_does_not_have_refuses_the_file(byte unknown)
    {
        byte[] rows = Encoding.ASCII.GetBytes(Head +
            string.Concat(Enumerable.Range(0, 10_000).Select(i => $"R{i},2026-10-05,New,Qualified,x\n")));
        using Desk desk = Desk.Read([.. rows, .. "R1,2026-10-05,New,Qualified,"u8, 0xE9, unknown, .. "\n"u8]);
        desk.Taken.ShouldBeEmpty();
        desk.Refusal.Reason.ShouldContain("CSV UTF-8");
        desk.Refusal.Reason.ShouldContain("line 10002");
    }

    [Theory]
    [InlineData("shift_jis", "株式会社テスト")]
    [InlineData("windows-1250", "Łódź żółć")]
    [InlineData("windows-1251", "Контосо")]
    [InlineData("cp1252", "Zoë €")]
    [InlineData("1250", "Łódź")]
    [InlineData("gb18030", "中文名称")]
    [InlineData("utf-16", "Zoë 中")]
    [InlineData("latin1", "Zoë")]
    [InlineData("utf-8", "Zoë")]
    public void An_encoding_that_was_named_is_used_and_nothing_said(string name, string customer)
    {
        string path = Path.GetTempFileName();
        try
        {
            foreach (string text in new[] { Head + $"R1,2026-10-05,New,Qualified,{customer}\n", "Report\n\n" + Head +
                $"R1,2026-10-05,New,Qualified,{customer}\n", $"[{{\"id\":\"R1\",\"customerProfile\":{{\"name\":\"{customer}\"}}}}]" })
            {
                File.WriteAllBytes(path, Bytes(text, name));
                using var desk = new Desk();
                var refused = new List<Refusal>();
                var reader = new FileReader(null, Encodings.Find(name));
                reader.ReadFile(path, null, desk, refused.Add, (_, _) => { }, ct: TestContext.Current.CancellationToken);
                refused.ShouldBeEmpty();
                desk.Only.CustomerName.ShouldBe(customer);
                reader.Notices.Where(n => n.Text.Contains("encoding")).ShouldBeEmpty();
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_mark_goes_before_the_name_and_what_is_not_in_the_encoding_refuses_the_file()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Head + "R1,2026-10-05,New,Qualified,Zoë\n")]);
            using var desk = new Desk();
            new FileReader(null, Encodings.Find("windows-1250"))
                .ReadFile(path, null, desk, _ => { }, (_, _) => { }, ct: TestContext.Current.CancellationToken);
            desk.Only.CustomerName.ShouldBe("Zoë");

            File.WriteAllBytes(path, Bytes(Head + "R1,2026-10-05,New,Qualified,Zoë\n", "windows-1252"));
            var refused = new List<Refusal>();
            new FileReader(null, Encodings.Find("utf-8"))
                .ReadFile(path, null, desk, refused.Add, (_, _) => { }, ct: TestContext.Current.CancellationToken);
            refused.ShouldHaveSingleItem().Reason.ShouldContain("line 2");
        }
        finally
        {
            File.Delete(path);
        }
        Encodings.Find("klingon").ShouldBeNull();
        Encodings.Find("utf-7").ShouldBeNull();
    }

    [Fact]
    public void Byte_order_marks_may_stand_twice()
    {
        byte[] mark = [0xEF, 0xBB, 0xBF];
        using Desk table = Desk.Read([.. mark, .. mark,
            .. Encoding.UTF8.GetBytes("\"Referral ID\",Creation Date,Status,Lead Type\nR1,2026-10-05,New,Qualified\n")]);
        table.Only.ReferralId.ShouldBe("R1");
        using Desk json = Desk.Read([.. mark, .. mark, .. "[{\"id\":\"a\"}]"u8]);
        json.Only.ReferralId.ShouldBe("a");
        using Desk wide = Desk.Read([0xFF, 0xFE, 0xFF, 0xFE, .. Encoding.Unicode.GetBytes("[{\"id\":\"a\"}]")]);
        wide.Only.ReferralId.ShouldBe("a");
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16be")]
    public void UTF_16_without_a_mark_is_told_by_its_header_whatever_the_rows_are_written_in(string name)
    {
        string rows = string.Concat(Enumerable.Range(0, 300).Select(i => $"R{i},2026-10-05,New,Qualified,{new string('株', 60)}\n"));
        using Desk desk = Desk.Read(Bytes(Head + rows, name));
        desk.Refused.ShouldBeEmpty();
        desk.Taken.Count.ShouldBe(300);
        desk.Notices.ShouldBeEmpty();
    }

    [Fact]
    public void A_zero_byte_refuses_its_row_and_not_the_file()
    {
        using Desk desk = Desk.Read(Head +
            "R1,2026-10-05,New,Qualified,a\nR2,2026-10-05,New,Qualified,b\0\nR3,2026-10-05,New,Qualified,c\n");
        desk.Taken.Count.ShouldBe(2);
        (desk.Refusal.Line, desk.Refusal.Reason.Contains("control characters")).ShouldBe((3, true));
    }

    [Theory]
    [InlineData("#TYPE System.Management.Automation.PSCustomObject\n", 1)]
    [InlineData("Leads report\nGenerated,2026-10-05 10:00\n\n", 3)]
    [InlineData("\"Leads, of \"\"all\"\"\";;;\n;;;\n", 2)]
    [InlineData("sep=;\nLeads report\n", 2)]
    [InlineData("Leads report\nsep=,\n", 1)]
    [InlineData("\"a title\nof two lines\"\n\n", 3)]
    [InlineData("a quote \" that is never closed\n", 1)]
    [InlineData("{0}x\r\ny\r\n", 2)]
    public void Lines_before_the_header_are_skipped_and_said(string before, int lines)
    {
        string table = "Referral ID,Creation Date,Status,Lead Type\nR1,2026-10-05,New,Qualified\nR2,never,New,Qualified\n";
        foreach (Encoding encoding in new Encoding[] { new UTF8Encoding(false), new UTF8Encoding(true), new UnicodeEncoding(false, true),
            Encodings.Find("windows-1252")! })
        {
            using Desk desk = Desk.Read(before.Replace("{0}", "é") + table, encoding: encoding);
            desk.Receipt.Format.ShouldBe("leads_download");
            desk.Only.ReferralId.ShouldBe("R1");
            desk.Refusal.Line.ShouldBe(before.Count(c => c == '\n') + 3);
            desk.Notices.ShouldContain(n => n.Text.Contains($"line {before.Count(c => c == '\n') + 1}")
                || n.Text.Contains($"line {lines + 1}"));
        }
    }

    [Theory]
    [InlineData("Solution ID,Name,Co-sell status\nS1,x,In market\n")]
    [InlineData("Date\tSource\tPage views\tCTA clicks\n2026-01-05\toffer\t5\t1\n")]
    [InlineData("Referral ID;Partner Referral Status\nR1;Active\n")]
    public void In_every_format_and_with_a_mapping(string table)
    {
        using Desk desk = Desk.Read("A title, with a comma\n\n" + table);
        desk.Taken.Count.ShouldBe(1);
        desk.Notices.ShouldHaveSingleItem();
        var mapping = Mapping.Parse("""{"files":[{"name":"crm","requires":["Deal"],"fields":{"id":"Deal"},"constants":{"type":"outbound"}}]}""");
        using Desk mapped = Desk.Read("A title\nDeal,Other\nD1,x\n", mapping: mapping);
        mapped.Only.ReferralId.ShouldBe("D1");
        mapped.Notices.ShouldHaveSingleItem().Text.ShouldContain("line 2");
    }

    [Fact]
    public void Blank_lines_alone_are_not_worth_a_word()
    {
        using Desk desk = Desk.Read("\n\r\n" + Head + "R1,2026-10-05,New,Qualified,x\n");
        desk.Taken.Count.ShouldBe(1);
        desk.Notices.ShouldBeEmpty();
    }
}
