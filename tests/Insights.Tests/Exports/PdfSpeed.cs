using System.Diagnostics;
using Insights.Cli;
using Insights.Exports.Pdf;
using Insights.Tests.Widgets;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Tests.Exports;

/// <summary>How long a PDF takes, for people: run with <c>--explicit only --filter-class "*PdfSpeed"</c> on a quiet machine.</summary>
public sealed class PdfSpeed
{
    [Fact(Explicit = true)]
    public async Task How_long_a_document_takes()
    {
        var view = new WidgetView(Readings.Full, Language.English, new SummaryQuery()) { OnPaper = true };
        long start = Stopwatch.GetTimestamp();
        await using var press = new PdfPress();
        for (int i = 0; i < 8; i++)
        {
            string html = await FileVerbs.DrawAsync(view);
            TimeSpan drawn = Stopwatch.GetElapsedTime(start);
            byte[] file = await press.PrintAsync(SummaryPdf.Of(view, default, html), TestContext.Current.CancellationToken);
            Console.WriteLine($"{(i == 0 ? "cold" : "warm")}: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms, of which drawing {drawn.TotalMilliseconds:0} ms; {html.Length / 1024} KB of HTML, {file.Length / 1024} KB of PDF");
            start = Stopwatch.GetTimestamp();
        }
    }
}
