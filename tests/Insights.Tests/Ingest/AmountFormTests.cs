using Insights.Ingest;
using Insights.Vocabulary;
using Insights.Store;

namespace Insights.Tests.Ingest;

/// <summary>Amounts as programs and people write them.</summary>
public sealed class AmountFormTests
{
    [Theory]
    [InlineData("-$500", "USD", -500)]
    [InlineData("$-500", "USD", -500)]
    [InlineData("- $ 500", "USD", -500)]
    [InlineData("($1,200.00)", "USD", -1200)]
    [InlineData("$(1,200.00)", "USD", -1200)]
    [InlineData("(1,200.00) €", "EUR", -1200)]
    [InlineData("(500)", "USD", -500)]
    [InlineData("USD 1,200.00", "USD", 1200)]
    [InlineData("usd1200", "USD", 1200)]
    [InlineData("1200 EUR", "EUR", 1200)]
    [InlineData("US$ 1,200", "USD", 1200)]
    [InlineData("A$1,200", "AUD", 1200)]
    [InlineData("R$ 5", "BRL", 5)]
    [InlineData("¥120,000", "JPY", 120000)]
    [InlineData("120,000円", "JPY", 120000)]
    [InlineData("1 200.00 kr.", "DKK", 1200)]
    [InlineData("kr 1200", "NOK", 1200)]
    [InlineData("1200 zł", "PLN", 1200)]
    [InlineData("1 200 Kč", "CZK", 1200)]
    [InlineData("₩1,200", "KRW", 1200)]
    [InlineData("CHF 1'200.50", "CHF", 1200.5)]
    [InlineData("1’200.-", "CHF", 1200)]
    [InlineData("Rs.1,20,000", "INR", 120000)]
    [InlineData("₹1,20,000.00", "INR", 120000)]
    [InlineData("1,20,00,000", "INR", 12000000)]
    [InlineData("120,000,000", "INR", 120000000)]
    [InlineData("\u22125", "USD", -5)]
    [InlineData("\u20135", "USD", -5)]
    [InlineData("120-", "USD", -120)]
    [InlineData("1,200.50\u2212", "USD", -1200.5)]
    [InlineData("+5", "USD", 5)]
    [InlineData("1\u00A0234\u202F567.5", "EUR", 1234567.5)]
    [InlineData("1\u2009234", "EUR", 1234)]
    [InlineData("\u200e$\u00A01,234\u200f", "USD", 1234)]
    [InlineData("1'234'567", "CHF", 1234567)]
    [InlineData("\u20BF5", "XBT", 5)]
    [InlineData("1.2E+05", "USD", 120000)]
    [InlineData(".5", "USD", 0.5)]
    public void An_amount_is_read_with_its_sign_and_currency(string text, string currency, double amount)
    {
        string? code = currency, wrong = Amounts.Read(Legible.Text(text), '.', ref code, out decimal? read);
        code.ShouldBe(currency);
        (wrong, read).ShouldBe((null, (decimal)amount));
    }

    [Theory]
    [InlineData("1.200,00 €", 1200)]
    [InlineData("€ 1.200,-", 1200)]
    [InlineData("-1.200,50", -1200.5)]
    [InlineData("1.234.567", 1234567)]
    [InlineData("1 234,5", 1234.5)]
    public void With_a_decimal_comma_too(string text, double amount)
    {
        string? code = null;
        Amounts.Read(text, ',', ref code, out decimal? read).ShouldBeNull();
        read.ShouldBe((decimal)amount);
    }

    [Theory]
    [InlineData("EUR 100")]
    [InlineData("100 EUR")]
    [InlineData("€100")]
    [InlineData("£100")]
    [InlineData("-¥100")]
    [InlineData("A$100")]
    public void A_currency_that_is_not_the_rows_is_refused(string text)
    {
        string? code = "USD";
        Amounts.Read(text, '.', ref code, out _)!.ShouldContain("USD");
    }

    [Theory]
    [InlineData("USD 1,200", "USD")]
    [InlineData("1200 €", "EUR")]
    [InlineData("$1200", null)]
    [InlineData("kr 1200", null)]
    public void A_row_without_a_currency_takes_the_one_beside_the_amount_when_it_is_only_one(string text, string? currency)
    {
        string? code = null;
        Amounts.Read(text, '.', ref code, out decimal? read).ShouldBeNull();
        (read, code).ShouldBe((1200m, currency));
    }

    [Theory]
    [InlineData("12%", "percentage")]
    [InlineData("% 12", "not an amount")]
    [InlineData("-(5)", "not an amount")]
    [InlineData("-5-", "not an amount")]
    [InlineData("(5", "not an amount")]
    [InlineData("5)", "not an amount")]
    [InlineData("$5€", "not an amount")]
    [InlineData("5 pieces", "not an amount")]
    [InlineData("5k", "not an amount")]
    [InlineData("1.2M", "not an amount")]
    [InlineData("1234,567", "not an amount")]
    [InlineData("1234,567,890", "not an amount")]
    [InlineData("12,34", "not an amount")]
    [InlineData("1,234.567,8", "not an amount")]
    [InlineData("1.234,5", "not an amount")]
    [InlineData(",123", "not an amount")]
    [InlineData("-900000000000000", "larger")]
    [InlineData("900000000000000", "larger")]
    [InlineData("0,123", "not an amount")]
    [InlineData("1,23,456", "not an amount")]
    [InlineData("1,234 567", "not an amount")]
    [InlineData("1 200,00 kr", "not an amount")]
    [InlineData("1,234,56", "not an amount")]
    [InlineData("1,,234", "not an amount")]
    [InlineData("1.234.567", "not an amount")]
    [InlineData("12 AM", "not an amount")]
    [InlineData("USD", "not an amount")]
    [InlineData("-", "not an amount")]
    [InlineData("1-2", "not an amount")]
    [InlineData("2026-01-05", "not an amount")]
    public void What_is_no_amount_is_refused(string text, string said)
    {
        string? code = null;
        Amounts.Read(text, '.', ref code, out decimal? read)!.ShouldContain(said);
        read.ShouldBeNull();
    }

    [Theory]
    [InlineData("1.234,5.6")]
    [InlineData("1.23.456")]
    [InlineData("12.34")]
    [InlineData("1234.567")]
    [InlineData("1,234.5")]
    public void What_is_no_amount_with_a_decimal_comma_is_refused(string text)
    {
        string? code = null;
        Amounts.Read(text, ',', ref code, out decimal? read)!.ShouldContain("not an amount");
        read.ShouldBeNull();
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("12", 12)]
    [InlineData("1,234", 1234)]
    [InlineData("-1", null)]
    [InlineData("1.5", null)]
    [InlineData("12.000", null)]
    [InlineData("", null)]
    public void A_count_is_whole_and_not_negative(string text, int? count)
    {
        string? wrong = Amounts.ReadCount(text, out long read);
        (wrong is null ? read : (long?)null).ShouldBe(count);
    }

    [Theory, InlineData("usd", "USD"), InlineData("", null), InlineData("EU", "refused"),
        InlineData("EURO", "refused"), InlineData("E1R", "refused")]
    public void A_currency_is_three_letters(string text, string? currency) =>
        (Amounts.ReadCurrency(text, out string? read) is null ? read : "refused").ShouldBe(currency);

    private const string Dutch = "Referral ID;Creation Date;Status;Lead Type;Lead value;Lead currency\n";

    private static string Rows(params string[] amounts) =>
        string.Concat(amounts.Select((amount, i) => $"R{i};2026-10-05;New;Qualified;{amount};EUR\n"));

    private static Dictionary<string, decimal?> Read(string text, Mapping? mapping = null)
    {
        using Desk desk = Desk.Read(text, mapping: mapping);
        return desk.Taken.Cast<ReferralObservation>().ToDictionary(r => r.ReferralId, r => r.DealValue);
    }

    [Fact]
    public void One_mark_before_three_digits_is_not_guessed_in_a_file_of_semicolons()
    {
        Read(Dutch + Rows("1.234,50", "1.234", "12.500", "1,234", "-€ 1.234", "100")).Keys.ShouldBe(["R5"]);
        Read(Dutch + Rows("1.234", "5")).Keys.ShouldBe(["R1"]);
        using Desk said = Desk.Read(Dutch + Rows("1.234"));
        said.Refusal.Reason.ShouldContain("semicolons");
        said.Refusal.Reason.ShouldEndWith(".");
    }

    [Fact]
    public void The_sign_may_come_after_the_row_and_be_any_amount_of_the_file()
    {
        string text = (Dutch + Rows("1.234", "5", "12,5")).Replace(';', '\t');
        using Desk desk = Desk.Read(text);
        desk.Refused.Select(r => r.Line).ShouldBe([2, 4]);
        desk.Refused[0].Reason.ShouldContain("line 4");
        using Desk other = Desk.Read("Referral ID\tCreation Date\tStatus\tLead Type\tLead value\tLead value " +
            "(USD)\nR1\t2026-10-05\tNew\tQualified\t1.234\t\nR2\t2026-10-05\tNew\tQualified\t\t1.234.567\n");
        other.Refused.Select(r => r.Line).ShouldBe([2, 3]);
    }

    [Fact]
    public void Without_a_sign_or_against_it_the_point_is_for_decimals()
    {
        Read((Dutch + Rows("1.234", "5")).Replace(';', '\t'))["R0"].ShouldBe(1.234m);
        Read((Dutch + Rows("\"1,234\"", "5")).Replace(';', ','))["R0"].ShouldBe(1234m);
        Read(Dutch + Rows("1.234", "12.50"))["R0"].ShouldBe(1.234m, "12.50 shows what the point is for");
        Read(Dutch + Rows("0.123", "1234.567"))["R1"].ShouldBe(1234.567m);
    }

    [Fact]
    public void A_mapping_that_names_the_mark_is_believed_unless_the_file_shows_the_other()
    {
        const string head = "Lead;Opened;Worth\nL1;2026-10-05;1.234\n";
        Mapping With(string mark) => Mapping.Parse($$"""{"files":[{"name":"crm","requires":["Lead"],"fields":{"id":"Lead","created":"Opened","deal_value":"Worth"}{{mark}}}]}""");
        Read(head, With("")).ShouldBeEmpty("nobody said it, and semicolons speak against a point");
        Read(head, With(",\"decimalMark\":\".\""))["L1"].ShouldBe(1.234m);
        Read(head, With(",\"decimalMark\":\",\""))["L1"].ShouldBe(1234m);
        Read(head + "L2;2026-10-05;12.50\n", With(",\"decimalMark\":\",\"")).ShouldBeEmpty();
        Read(head + "L2;2026-10-05;12,50\n", With(",\"decimalMark\":\".\"")).ShouldBeEmpty();
    }

    [Fact]
    public void A_decimal_comma_in_JSON_is_a_sign_as_well()
    {
        using Desk desk = Desk.Read("""[{"id":"a","details":{"dealValue":"1.234"}},{"id":"b","details":{"dealValue":"1.234,50"}},{"id":"c","details":{"dealValue":1.234}}]""");
        desk.Only.ReferralId.ShouldBe("c");
        desk.Refused.Select(r => r.Record).ShouldBe(["record 1 (id 'a')", "record 2 (id 'b')"]);
    }

    [Fact]
    public void A_count_with_three_digits_after_a_point_is_not_guessed()
    {
        using Desk desk = Desk.Read("Date;Source;Page views;CTA " +
            "clicks\n2026-10-05;offer;12.000;1\n2026-10-06;offer;12,000;1\n2026-10-07;offer;12000;1\n");
        desk.Refused.Select(r => r.Line).ShouldBe([2]);
        desk.Taken.Cast<PageViewObservation>().Select(v => v.PageViews).ShouldBe([12000, 12000]);
    }
}
