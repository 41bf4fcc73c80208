using Insights.Widgets;

namespace Insights.Exports.Data;

/// <summary>A reading as an Excel workbook.</summary>
public static class ReadingWorkbook
{
    /// <summary>The media type of <c>.xlsx</c>.</summary>
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static async Task<byte[]> OfAsync(WidgetView view, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(view);
        string title = $"{view.Reading.Organization}, {view.Range(view.Reading.Period.From, view.Reading.Period.Last)}";
        using var memory = new MemoryStream();
        await Workbook.WriteAsync(memory, ReadingSheets.Of(view), title, view.Reading.Now, view.Reading.Currency, cancel);
        return memory.ToArray();
    }
}
