using System.CommandLine;
using Insights.Exports;
using Insights.Exports.Data;
using Insights.Exports.Pdf;
using Insights.Page;
using Insights.Web;
using Insights.Widgets;
using PuppeteerSharp;

namespace Insights.Cli;

/// <summary>`pdf`, `xlsx` and `csv`: the reading as a file, the same the page's Download menu gives.</summary>
internal static class FileVerbs
{
    public static Command Pdf(TimeProvider clock)
    {
        var paper = new Option<string>("--paper")
        {
            Description = "a4 (default) or letter.",
            DefaultValueFactory = _ => "a4",
            HelpName = "PAPER"
        };
        var orientation = new Option<string>("--orientation")
        {
            Description = "portrait (default) or landscape.",
            DefaultValueFactory = _ => "portrait",
            HelpName = "WAY"
        };
        Command command = File("pdf",
            "Write the Summary as a PDF, with every definition. Needs Chromium, Chrome or Edge on this machine.\n\nExample: insights " +
            "pdf --range 6m --lang nl -o summary.pdf",
            parsed => new Printing(Sheet(parsed.GetValue(paper)!, parsed.GetValue(orientation)!)), clock,
            async (view, printing, cancel) =>
                await printing.Press.PrintAsync(SummaryPdf.Of(view, printing.Paper, await Html.OnPaperAsync(view)), cancel));
        command.Options.Add(paper);
        command.Options.Add(orientation);
        return command;
    }

    public static Command Xlsx(TimeProvider clock) =>
        File("xlsx", "Write the Summary's numbers as an Excel workbook.\n\nExample: insights xlsx --range 12m -o summary.xlsx",
        _ => true, clock, (view, _, cancel) => ReadingWorkbook.OfAsync(view, cancel));

    public static Command Csv(TimeProvider clock) =>
        File("csv", "Write the Summary's numbers as CSV for a spreadsheet: semicolons and decimal commas with --lang nl.\n\nExample: " +
        "insights csv --range 12m --lang nl -o summary.csv",
        _ => true, clock, (view, _, _) => Task.FromResult(ReadingCsv.Of(view)), text: true);

    private static Command File<T>(string name, string description, Func<ParseResult, T> read, TimeProvider clock, Func<WidgetView, T,
        CancellationToken, Task<byte[]>> make, bool text = false)
    {
        var output = new Option<string?>("--output", "-o")
        {
            Description = "The file to write, for you alone unless it was wider; standard output when left out.",
            HelpName = "FILE"
        };
        var asked = new ReadingOptions();
        var command = new Command(name, description) { output };
        asked.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            string? path = parsed.GetValue(output);
            if (path is null or "-" && !text && !Console.IsOutputRedirected)
                throw new UsageException($"Say where the file goes: -o summary.{name}.");
            await using Output to = path is null ? Output.Standard() : Output.Open("-o", path, Precious.Of(asked.Place(parsed)));
            T wanted = read(parsed);
            await using IAsyncDisposable? until = wanted as IAsyncDisposable;
            WidgetView view = await asked.ReadAsync(parsed, clock, cancel);
            byte[] file;
            try
            {
                file = await make(view, wanted, cancel);
            }
            catch (Exception e) when (e is BrowserMissingException or PuppeteerException or TimeoutException)
            {
                await Console.Error.WriteLineAsync(TemporaryFolder.Problem()
                    ?? (e is PuppeteerException ? "The browser that makes the PDF failed twice; try again." : e.Message));
                return ExitCode.Failed;
            }
            await to.Stream.WriteAsync(file, cancel);
            await to.KeepAsync(cancel);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>A press whose browser starts while the facts are still being read.</summary>
    private sealed class Printing : IAsyncDisposable
    {
        private readonly Task warm;

        public Printing(Paper paper) => (Paper, warm) = (paper, Task.Run(() => Press.WarmAsync(CancellationToken.None)));

        public Paper Paper { get; }
        public PdfPress Press { get; } = new();

        public async ValueTask DisposeAsync()
        {
            await warm;
            await Press.DisposeAsync();
        }
    }

    private static Paper Sheet(string size, string orientation) => new(
        Paper.ParseSize(size) ?? throw new UsageException($"--paper {size}: choose a4 or letter."),
        Paper.ParseOrientation(orientation) ?? throw new UsageException($"--orientation {orientation}: choose portrait or landscape."));
}
