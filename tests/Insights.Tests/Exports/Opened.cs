using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;

namespace Insights.Tests.Exports;

/// <summary>Downloads opened again without the code that wrote them.</summary>
internal static class Opened
{
    /// <summary>Every line of the CSV by head, split the way RFC 4180 says.</summary>
    public static List<Dictionary<string, string>> Csv(byte[] file, char separator)
    {
        file.Take(3).ShouldBe(Encoding.UTF8.GetPreamble());
        List<List<string>> lines = Split(Encoding.UTF8.GetString(file, 3, file.Length - 3), separator);
        lines.ShouldAllBe(l => l.Count == lines[0].Count);
        return [.. lines.Skip(1).Select(l => lines[0].Zip(l).ToDictionary(p => p.First, p => p.Second))];
    }

    /// <summary>The sheets of the workbook as written: name, and cells as text by row.</summary>
    public static Dictionary<string, List<string[]>> Workbook(byte[] file)
    {
        using var memory = new MemoryStream(file);
        using var document = SpreadsheetDocument.Open(memory, isEditable: false);
        new OpenXmlValidator().Validate(document).Select(e => $"{e.Path?.XPath}: {e.Description}").ShouldBeEmpty();
        WorkbookPart book = document.WorkbookPart!;
        return book.Workbook.Sheets!.Elements<Sheet>().ToDictionary(s => s.Name!.Value!, sheet =>
        {
            Worksheet worksheet = ((WorksheetPart)book.GetPartById(sheet.Id!.Value!)).Worksheet;
            worksheet.Descendants<Pane>().ShouldHaveSingleItem().VerticalSplit!.Value.ShouldBe(1);
            worksheet.Descendants<AutoFilter>().ShouldHaveSingleItem();
            List<Row> rows = [.. worksheet.Descendants<Row>()];
            int width = rows[0].Elements<Cell>().Count();
            return rows.Select(row =>
            {
                string[] cells = new string[width];
                // One without a reference stands behind the one before it (ECMA-376 part 1, 18.3.1.4).
                int at = -1;
                foreach (Cell cell in row.Elements<Cell>())
                {
                    at = cell.CellReference?.Value is { } reference ? Column(reference) : at + 1;
                    cells[at] = cell.InlineString?.InnerText ?? cell.CellValue?.Text ?? "";
                }
                return cells;
            }).ToList();
        });
    }

    public static decimal Number(string text, bool comma = false)
    {
        if (comma) text.ShouldNotContain(".");
        return decimal.Parse(comma ? text.Replace(',', '.') : text, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private static int Column(string reference) => reference.TakeWhile(char.IsAsciiLetter).Aggregate(0, (n, c) => 26 * n + c - 'A' + 1) - 1;

    private static List<List<string>> Split(string text, char separator)
    {
        var lines = new List<List<string>> { new() };
        var cell = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted)
            {
                if (c != '"') cell.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[++i]);
                else quoted = false;
            }
            else if (c == '"') quoted = true;
            else if (c == separator || c == '\n')
            {
                lines[^1].Add(cell.ToString());
                cell.Clear();
                if (c == '\n') lines.Add([]);
            }
            else if (c != '\r') cell.Append(c);
        }
        lines[^1].ShouldBeEmpty("the last line ends");
        lines.RemoveAt(lines.Count - 1);
        return lines;
    }
}
