using System.CommandLine;
using System.Globalization;
using Insights.Exports;
using Insights.Ingest;
using Insights.Store;
using Spectre.Console;
using Insights.Web;

namespace Insights.Cli;

/// <summary>`import FILE…`: files in, receipt out. Exit status 3 when rows were refused or are missing.</summary>
internal static class ImportVerb
{
    private const int RefusalsShown = 20, RemarksShown = 20;

    public static Command Command(TimeProvider clock)
    {
        Option<string> place = StoreOption.Store();
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files of any known format; what each is is told from its content.",
            Arity = ArgumentArity.OneOrMore
        };
        var mapping = new Option<string?>("--mapping")
        {
            Description = "How CSV files of other systems are read; see docs/mapping.md.",
            HelpName = "FILE"
        };
        var organization = new Option<string?>("--organization")
        {
            Description =
            "Our Partner Center organisation id; without it, told from the data and said.",
            HelpName = "ID"
        };
        var observed = new Option<string?>("--observed")
        {
            Description =
            "When the files were taken from their source, if not now: 2026-03-01T09:00:00Z. States without a moment are dated by it.",
            HelpName = "INSTANT"
        };
        var encoding = new Option<string?>("--encoding")
        {
            Description = "What files that are no UTF-8 are written in, such as windows-1250 or shift_jis; " +
                "a byte order mark goes before it.",
            HelpName = "NAME",
        };
        var refusals = new Option<string?>("--refusals")
        {
            Description = "Write every refused row to this CSV: file, line, field, reason, and the record of a JSON text.",
            HelpName = "FILE",
        };
        var command = new Command("import",
            "Import files: Partner Center API JSON, its downloads (CSV, TSV), solutions, page views, rates, or any CSV with a mapping; " +
            "also as Excel workbooks (XLSX, XLS) or a ZIP of them. " +
            "Importing the same thing twice changes nothing.\n\nExample: insights import leads.csv deals.csv --mapping mappings/crm.json")
        {
            files, mapping, organization, observed, encoding, refusals, place,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            string[] paths = parsed.GetValue(files)!;
            foreach (string path in paths) MustBeFile(path);
            var request = new ImportRequest
            {
                Files = [.. paths],
                Mapping = parsed.GetValue(mapping) is { } m ? ReadMapping(m) : null,
                Encoding = parsed.GetValue(encoding) is { } name ? NamedEncoding(name) : null,
                OrganizationId = parsed.GetValue(organization),
                Observed = parsed.GetValue(observed) is { } instant ? TypedDate.Instant("--observed", instant) : null,
            };
            string where = parsed.GetValue(place)!;
            await using Output? refused = parsed.GetValue(refusals) is { } report ? Refusals(report, where, paths, parsed.GetValue(mapping))
                : null;
            ReferralStore store = await StoreOption.OpenAsync(where, clock, cancel);
            if (ReferralStore.FileOf(where) is not null && await store.CautionAsync(cancel) is { } caution)
                await Console.Error.WriteLineAsync(caution);
            return await RunAsync(store, request, refused, cancel);
        });
        return command;
    }

    /// <summary>Imports with a progress bar when somebody is watching, and prints the receipt.</summary>
    public static async Task<int> RunAsync(ReferralStore store, ImportRequest request, Output? refusals, CancellationToken cancel)
    {
        await using StreamWriter? refused = refusals is null ? null
            : new StreamWriter(refusals.Stream, new System.Text.UTF8Encoding(true), leaveOpen: true);
        refused?.WriteLine(CsvText.Line("File", "Line", "Field", "Reason", "Record"));
        void Refuse(Refusal r) => refused?.WriteLine(CsvText.Line(r.File, N(r.Line), r.Field, r.Reason, r.Record));

        Receipt receipt;
        try
        {
            receipt = Console.IsErrorRedirected
                ? await Importer.RunAsync(store, request, Refuse, null, cancel)
                : await WithBarAsync(store, request, Refuse, cancel);
        }
        catch (OrganizationUnclearException e)
        {
            throw new UsageException(e.Message);
        }
        await PrintAsync(receipt, refused is not null);
        if (refused is not null) await KeepAsync(refusals!, refused, receipt.ImportId is not null, cancel);
        return receipt.Refused > 0 || receipt.Notices.Any(notice => notice.Lacking) ? ExitCode.RowsRefused : ExitCode.Done;
    }

    private static Output Refusals(string report, string store, string[] inputs, string? mapping)
    {
        if (report is "-")
            throw new UsageException("--refusals -: the receipt is on standard output already; name a file, or /dev/stderr.");
        return Output.Open("--refusals", report, [
            .. Precious.Of(store), .. inputs.Select(path => new Precious(path, "a file that is to be imported")),
            .. mapping is null ? [] : (Precious[])[new Precious(mapping, "the mapping")]]);
    }

    /// <summary>Only now: a list of what was refused belongs to an import that ended.</summary>
    private static async Task KeepAsync(Output refusals, StreamWriter refused, bool imported, CancellationToken cancel)
    {
        try
        {
            await refused.FlushAsync(cancel);
            await refusals.KeepAsync(cancel);
        }
        catch (Exception e) when (imported && e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw new IOException($"The rows refused could not be written: {Fault.Sentence(e)} The import itself was kept.", e);
        }
    }

    private static void MustBeFile(string path)
    {
        if (File.Exists(path)) return;
        if (path.StartsWith("--", StringComparison.Ordinal))
            throw new UsageException($"There is no option {path}.\n`insights import --help` shows how it is used.");
        if (Directory.Exists(path))
            throw new UsageException($"{path} is a folder; name the files in it, such as {Path.Combine(path, "*")}.");
        throw new UsageException($"There is no file {path}.");
    }

    private static System.Text.Encoding NamedEncoding(string name) => Encodings.Find(name)
        ?? throw new UsageException($"--encoding {name}: there is no such encoding; write its name, such as windows-1250, shift_jis or " +
        "utf-16.");

    private static Mapping ReadMapping(string path)
    {
        if (!File.Exists(path)) throw new UsageException($"There is no mapping file {path}.");
        try
        {
            return Mapping.Read(path);
        }
        catch (MappingRefusedException e)
        {
            throw new UsageException($"{path}: {e.Message}");
        }
    }

    private static async Task<Receipt> WithBarAsync(ReferralStore store, ImportRequest request, Action<Refusal> refuse,
        CancellationToken cancel)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                ProgressTask bar = context.AddTask("importing");
                return Task.Run(() => Importer.RunAsync(store, request, refuse, new Bar(bar), cancel), cancel);
            });
    }

    private static async Task PrintAsync(Receipt receipt, bool written)
    {
        TextWriter talk = Console.Error;
        await talk.WriteLineAsync(receipt.ImportId is null ? "Nothing was kept: no row could be taken."
            : $"Import {receipt.ImportId} into " +
            $"{receipt.Organization}{(receipt.OrganizationInferred ? ", told from the data and the store" : "")}.");
        var rows = new List<string[]> { Heads };
        rows.AddRange(receipt.Files.Select(f =>
            (string[])[f.File, f.Format, N(f.Read), N(f.New), N(f.Changed), N(f.Unchanged), N(f.Refused)]));
        if (receipt.Files.Count > 1)
            rows.Add(["all", "", N(receipt.Read), N(receipt.New), N(receipt.Changed), N(receipt.Unchanged), N(receipt.Refused)]);
        await TextTable.WriteAsync(Console.Out, rows, numbersFrom: 2);

        foreach (Notice notice in receipt.Notices) await talk.WriteLineAsync($"{notice.File}: {notice.Text}");
        foreach (UnknownWord word in receipt.UnknownWords.Take(RefusalsShown))
            await talk.WriteLineAsync($"Kept, but not known: {word.Field} '{word.Word}', " +
                $"{(word.Count == 1 ? "once" : N(word.Count) + " times")}.");
        foreach (Remark r in receipt.Remarks.Take(RemarksShown))
            await talk.WriteLineAsync($"Kept, {r.File}:{N(r.Line)}: {r.Field}: {r.Text}");
        if (receipt.Remarked > RemarksShown)
            await talk.WriteLineAsync($"… and {N(receipt.Remarked - RemarksShown)} more such rows kept.");
        foreach (Refusal r in receipt.Refusals.Take(RefusalsShown))
            await talk.WriteLineAsync($"{r.File}:{N(r.Line)}: " +
                $"{string.Concat(new[] { r.Record, r.Field }.Where(s => s.Length > 0).Select(s => s + ": "))}{r.Reason}");
        if (receipt.Refused > RefusalsShown)
            await talk.WriteLineAsync($"… and {N(receipt.Refused - RefusalsShown)} more rows " +
                $"refused.{(written ? "" : " --refusals FILE writes them all.")}");
    }

    private static readonly string[] Heads = ["file", "format", "read", "new", "changed", "unchanged", "refused"];

    private static string N(long value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed class Bar(ProgressTask task) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            task.MaxValue = Math.Max(1, value.TotalBytes);
            task.Value = value.Bytes;
        }
    }
}
