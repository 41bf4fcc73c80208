using Insights.Exports;
using Insights.Vocabulary;

namespace Insights.Tests.Exports;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1"), InlineData("+cmd|x", "'+cmd|x"), InlineData("-2+3", "'-2+3"), InlineData("@SUM(A1)", "'@SUM(A1)"), InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("-", "'-"), InlineData("-12.5", "-12.5"), InlineData("-12,5", "\"-12,5\""), InlineData("+3", "+3"), InlineData("a\"b", "\"a\"\"b\""), InlineData("a;b", "\"a;b\""), InlineData(null, "")]
    public void Nothing_runs_as_a_formula_and_numbers_stay_numbers(string? text, string written) => CsvText.Line(text).ShouldBe(written);

    [Fact]
    public void A_language_with_a_decimal_comma_has_semicolons()
    {
        Language dutch = Language.Find("nl")!;
        (CsvText.Separator(dutch), CsvText.Separator(Language.English)).ShouldBe((';', ','));
        (CsvText.Number(-1234.5m, dutch), CsvText.Number(-1234.5m, Language.English), CsvText.Number(2.00m, dutch)).ShouldBe(("-1234,5", "-1234.5", "2"));
    }
}
