using Insights.Store;

namespace Insights.Ingest;

/// <summary>What a file was taken for.</summary>
/// <param name="Format">The wire word (<c>leads_download</c>, <c>partner_center_json</c>, <c>mapped:…</c>), or null when it was not
/// recognised.</param>
/// <param name="Reason">Why it was not recognised or cannot be imported; null when it can.</param>
/// <param name="Line">The line the reason is about, from 1.</param>
public sealed record FormatGuess(string? Format, string? Reason, long Line = 1);

/// <summary>Whose referrals some files are about, told from the records themselves.</summary>
/// <param name="OrganizationId">The owner of most records; null when no record names one.</param>
/// <param name="Name">Its name, when a record gives it.</param>
/// <param name="Records">How many records name each organisation.</param>
public sealed record OrganizationGuess(string? OrganizationId, string? Name, IReadOnlyDictionary<string, long> Records);

/// <summary>Turns files into observations. The format is told from the content, never from the name of the file (domain.md 5, 8, 9).
/// Everything streams: memory does not grow with the file. One reader serves one import; it remembers what it surveyed.</summary>
/// <param name="mapping">How files we do not know are read; null when there is no mapping.</param>
/// <param name="encoding">What files without a byte order mark are written in; null to tell it from each.</param>
public sealed class FileReader(Mapping? mapping = null, System.Text.Encoding? encoding = null)
{
    private const string Unrecognised = "unrecognised", Json = "partner_center_json";

    // The order matters only where one format's columns are among another's.
    private static readonly TableFormat[] Formats =
    [
        OwnExport.Format, BulkCoSell.Format, Registrations.Format, CoSellDownload.Format, LeadsDownload.Format, Solutions.Format,
            MarketplaceInsights.Format, PageViews.Format, Rates.Format,
    ];

    private readonly List<Notice> notices = [];
    private readonly List<(string File, JsonPage Page)> pages = [];
    private readonly Dictionary<string, (long Length, DateTime Written, JsonSurvey Survey)> surveys = new(StringComparer.Ordinal);

    /// <summary>What the file would be taken for; nothing is imported.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public FormatGuess Recognise(SourceFile source, CancellationToken ct = default)
    {
        TextFile file = Examine(source, ct);
        string? refused = Recognition.Refuse(file);
        if (refused is null && Recognition.IsJson(file)) return OfJson(Survey(file, ct));
        OpenTable opened = OpenTable.Of(file, refused, mapping, Formats, ct);
        opened.Rows?.Dispose();
        return new FormatGuess(opened.Format, opened.Reason);
    }

    /// <summary>Reads one file. Every row is either added to <paramref name="sink"/> or told to <paramref name="refuse"/>; the receipt
    /// counts them all.</summary>
    /// <param name="source">The file.</param>
    /// <param name="organizationId">Our Partner Center organisation; when null it is told from the file's own records.</param>
    /// <param name="sink">Takes what was read, on this thread.</param>
    /// <param name="refuse">Is told every refusal.</param>
    /// <param name="unknownWord">Is told field and word, once for each occurrence, of words of enumerations we do not know.</param>
    /// <param name="progress">Is told how many bytes of the file were read.</param>
    /// <param name="remark">Is told what a person should know of rows that were taken.</param>
    /// <param name="ct">Stops between two rows.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; rows before that were added.</exception>
    public FileReceipt ReadFile(SourceFile source, string? organizationId, IObservationSink sink, Action<Refusal> refuse, Action<string,
        string> unknownWord,
        IProgress<long>? progress = null, Action<Remark>? remark = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(refuse);
        ArgumentNullException.ThrowIfNull(unknownWord);
        ArgumentNullException.ThrowIfNull(source);
        var rows = new RowSink(source.Name, sink, refuse, unknownWord, notices.Add, remark);
        if (source.Note is { } note) rows.Notice(note);
        TextFile file = Examine(source, ct);
        string? refused = Recognition.Refuse(file);
        return refused is null && Recognition.IsJson(file) ? ReadJson(file, source.Name, organizationId, rows, progress, ct)
            : ReadTable(file, refused, rows, progress, ct);
    }

    /// <summary>What is to be known of the files that were read beside their rows. Pages that are missing show when all were.</summary>
    public IReadOnlyList<Notice> Notices =>
        JsonPages.Missing(pages) is (string path, string missing) ? [.. notices, new Notice(path, missing, Lacking: true)] : notices;

    /// <summary>The organisation most API records of the files belong to. Records on Microsoft's side, other formats and damaged
    /// files say nothing about it.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public OrganizationGuess InferOrganization(IEnumerable<SourceFile> files, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        var records = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (SourceFile source in files)
        {
            TextFile file = Examine(source, ct);
            if (Recognition.Refuse(file) is not null || !Recognition.IsJson(file)) continue;
            JsonSurvey survey = Survey(file, ct);
            if (survey.Refused is not null) continue;
            foreach ((string id, long count) in survey.Organizations) records[id] = records.GetValueOrDefault(id) + count;
            foreach ((string id, string name) in survey.OrganizationNames) names.TryAdd(id, name);
        }
        string? most = JsonSurvey.MostFrequent(records);
        return new OrganizationGuess(most, most is null ? null : names.GetValueOrDefault(most), records);
    }

    private TextFile Examine(SourceFile source, CancellationToken ct) =>
        source.Refused is { } reason ? TextFile.Unread(source.Path, reason)
            : TextFile.Examine(source.Path, ct, encoding) with { Typed = source.Typed };

    private JsonSurvey Survey(TextFile file, CancellationToken ct)
    {
        var now = new FileInfo(file.Path);
        if (surveys.TryGetValue(file.Path, out var known) && known.Length == now.Length && known.Written == now.LastWriteTimeUtc)
            return known.Survey;
        JsonSurvey survey = JsonSurvey.Of(file, ct);
        surveys[file.Path] = (now.Length, now.LastWriteTimeUtc, survey);
        return survey;
    }

    private static FormatGuess OfJson(JsonSurvey survey)
    {
        if (survey.Refused is (long line, string reason)) return new FormatGuess(Json, reason, line);
        return survey.Shape switch
        {
            JsonShape.Webhook => new FormatGuess(null,
                "This is a webhook notice, which says that a referral changed but not how; fetch the referral it names and import that."),
            JsonShape.Error => new FormatGuess(null,
                "This is an error the API answered with, not a list of referrals; ask it again and import that answer."),
            _ => new FormatGuess(Json, null),
        };
    }

    private FileReceipt ReadJson(TextFile file, string name, string? organizationId, RowSink sink, IProgress<long>? progress,
        CancellationToken ct)
    {
        JsonSurvey survey = Survey(file, ct);
        FormatGuess guess = OfJson(survey);
        if (guess.Reason is not null)
        {
            sink.Refuse(guess.Line, "", guess.Reason, survey.RefusedRecord);
            return sink.Receipt(guess.Format ?? Unrecognised);
        }
        var referral = new JsonReferral(organizationId ?? JsonSurvey.MostFrequent(survey.Organizations), survey.CommaDecimals);
        if (file.Guessed) sink.Notice(GuessOf(file));
        pages.AddRange(survey.Pages.Select(page => (name, page)));
        if (survey.Shape == JsonShape.Lines) JsonReading.Lines(file, referral, sink, progress, ct);
        else JsonReading.Document(file, survey.Shape == JsonShape.Single, referral, sink, progress, ct);
        return sink.Receipt(Json);
    }

    private FileReceipt ReadTable(TextFile file, string? refused, RowSink sink, IProgress<long>? progress, CancellationToken ct)
    {
        OpenTable opened = OpenTable.Of(file, refused, mapping, Formats, ct);
        using CsvRows? rows = opened.Rows;
        if (opened.Table is null) sink.Refuse(1, "", opened.Reason!);
        else
        {
            if (opened.Note is not null) sink.Notice(opened.Note);
            if (rows!.File.Guessed) sink.Notice(GuessOf(rows.File));
            rows.ReadAll(opened.Table, sink, progress, ct);
            if (opened.Each is not null) sink.NoticeAgain(opened.Each, opened.Advice);
        }
        return sink.Receipt(opened.Format ?? Unrecognised) with
        {
            CanBeDescribed = opened.Format is null
                && (file.Undecodable && !Recognition.IsJson(file) || rows is { Broken: null, Header.Width: > 0 }),
        };
    }

    private static string GuessOf(TextFile file) =>
        $"The text is no UTF-8 and was read as Windows-1252{(file.Sample is string read ? $", such as {Spelling.Quoted(read)}" : "")}. "
        + "If names look wrong, take the import back, and save the file as CSV UTF-8 or name its encoding with --encoding.";
}
