using Insights.Exports;
using Insights.Vocabulary;

namespace Insights.Tests.Exports;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1"), InlineData("+cmd|x", "'+cmd|x"), InlineData("-2+3", "'-2+3"), InlineData("@SUM(A1)", "'@SUM(A1)"),
        InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("-", "'-"), InlineData("-12.5", "-12.5"), InlineData("-12,5", "\"-12,5\""), InlineData("+3", "+3"),
        InlineData("a\"b", "\"a\"\"b\""), InlineData("a;b", "\"a;b\""), InlineData(null, "")]
    public void Nothing_runs_as_a_formula_and_numbers_stay_numbers(string? text, string written) => CsvText.Line(text).ShouldBe(written);

    [Theory]
    [InlineData("＝1+1"), InlineData("＋1"), InlineData("－1+2"), InlineData("＠SUM(1)"), InlineData("﹦1"), InlineData("−1+1"),
        InlineData(" =1"), InlineData("\u00A0=1"), InlineData("\u3000＝1"), InlineData("\u200B=1")]
    [InlineData("\uFEFF+1"), InlineData("\u202E=1"), InlineData("\r\n=1"), InlineData("\ntext"), InlineData("\ttext"), InlineData("\r"),
        InlineData("\u0000=1"), InlineData("'=1"), InlineData("''＝1"), InlineData("' =1")]
    public void What_begins_like_a_formula_is_guarded_in_every_file_and_comes_back_as_it_was(string text)
    {
        var list = new System.Text.StringBuilder();
        Insights.Exports.Lists.Delimited.Line(list, [text], '\t');
        foreach (string written in new[] { CsvText.Line(text), list.ToString() }) written.TrimStart('"')
            .ShouldStartWith("'" + (text[0] == '\0' ? "" : text[..1]));
        FormulaGuard.Off("'" + text).ShouldBe(text);
        FormulaGuard.Needs(text, isNumber: false).ShouldBeTrue();
    }

    [Theory, InlineData("'quoted'"), InlineData(" text"), InlineData("a=b"), InlineData("12"), InlineData("'"), InlineData("\u200Bx"),
        InlineData("é+"), InlineData("Ａ＝")]
    public void What_is_no_formula_is_written_as_it_is(string text)
    {
        CsvText.Line(text).ShouldBe(text);
        FormulaGuard.Off(text).ShouldBe(text);
    }

    [Fact]
    public void A_language_with_a_decimal_comma_has_semicolons()
    {
        Language dutch = Language.Find("nl")!;
        (CsvText.Separator(dutch), CsvText.Separator(Language.English)).ShouldBe((';', ','));
        (CsvText.Number(-1234.5m, dutch), CsvText.Number(-1234.5m, Language.English), CsvText.Number(2.00m, dutch))
            .ShouldBe(("-1234,5", "-1234.5", "2"));
    }
}
