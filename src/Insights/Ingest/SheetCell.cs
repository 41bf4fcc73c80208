using System.Globalization;
using ExcelDataReader;

namespace Insights.Ingest;

/// <summary>A cell of a workbook as text that means the same wherever it is read.</summary>
internal static class SheetCell
{
    /// <summary>The text of a cell: dates as ISO 8601, numbers with a point before their decimals and never three of them, which could be
    /// read as thousands. Empty for an empty cell.</summary>
    public static string Text(IExcelDataReader reader, int column)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.GetValue(column) switch
        {
            null => "",
            // A sheet's rows are lines of the text.
            string text => text.AsSpan().IndexOfAny('\r', '\n') < 0 ? text : text.ReplaceLineEndings(" "),
            DateTime moment => Of(moment),
            TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
            bool yes => yes ? "Yes" : "No",
            double number => Of(number),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            var other => other.ToString() ?? "",
        };
    }

    private static string Of(DateTime moment)
    {
        // A workbook counts days in binary fractions: a whole second comes out a little beside itself.
        DateTime rounded = new((moment.Ticks + TimeSpan.TicksPerMillisecond / 2) / TimeSpan.TicksPerMillisecond
            * TimeSpan.TicksPerMillisecond, DateTimeKind.Unspecified);
        return rounded.ToString(rounded.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.FFF",
            CultureInfo.InvariantCulture);
    }

    // Fifteen digits are what a sheet shows of a number; what lies behind them is the noise of its binary form.
    private static string Of(double number)
    {
        if (Math.Abs(number) >= 1e15 || double.IsNaN(number)) return number.ToString("R", CultureInfo.InvariantCulture);
        string text = ((decimal)double.Parse(number.ToString("G15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))
            .ToString("0.###############", CultureInfo.InvariantCulture);
        return text.Length > 4 && text[^4] == '.' ? text + "0" : text;
    }
}
