using Insights.Widgets;

namespace Insights.Exports.Data;

/// <summary>A reading as an Excel workbook.</summary>
public static class ReadingWorkbook
{
    /// <summary>The media type of <c>.xlsx</c>.</summary>
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static byte[] Of(WidgetView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        string title = $"{view.Reading.Organization}, {view.Range(view.Reading.Period.From, view.Reading.Period.Last)}";
        return Workbook.Of(ReadingSheets.Of(view), title, view.Reading.Now, view.Reading.Currency);
    }
}
