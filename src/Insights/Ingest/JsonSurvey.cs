using System.Text.Json;

namespace Insights.Ingest;

/// <summary>What a JSON text is made of.</summary>
internal enum JsonShape { Single, Array, List, Lines, Webhook, Error }

/// <summary>A first pass over a whole JSON text: is it valid to its last byte, what is it made of, and whose records are in it. A
/// document is taken whole or not at all, so this is known before the first record is taken.</summary>
internal sealed class JsonSurvey
{
    private readonly Dictionary<string, long> organizations = new(StringComparer.OrdinalIgnoreCase);
    private const string Mixed =
        "This text holds lists and single referrals, one after the other; import the lists in one file and the single ones in another.";

    private readonly List<JsonPage> pages = [];
    private bool oneLineEach, hasLists;
    private readonly Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);

    public JsonShape Shape { get; private set; }

    /// <summary>Why the whole document is refused, and the line; null when it is valid.</summary>
    public (long Line, string Reason)? Refused { get; private set; }

    /// <summary>After which record it is refused; empty when none came before.</summary>
    public string RefusedRecord { get; private set; } = "";

    /// <summary>The lists of the text, and what each says of pages that follow.</summary>
    public IReadOnlyList<JsonPage> Pages => pages;

    /// <summary>True when an amount written as text has a decimal comma.</summary>
    public bool CommaDecimals { get; private set; }

    /// <summary>How many records name each organisation as their owner, those of Microsoft's side left out.</summary>
    public IReadOnlyDictionary<string, long> Organizations => organizations;
    public IReadOnlyDictionary<string, string> OrganizationNames => names;

    /// <summary>The organisation most records belong to; of equals the ordinal smallest; null when no record names one.</summary>
    public static string? MostFrequent(IEnumerable<KeyValuePair<string, long>> organizations) =>
        organizations.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key)
            .FirstOrDefault();

    public static JsonSurvey Of(TextFile file, CancellationToken ct)
    {
        var lines = new JsonSurvey();
        // Of JSON lines each damaged one is refused alone; whole lists a line each are documents, and so is what is damaged only as lines.
        if (LooksLikeLines(file.Start) && lines.Lines(file, ct)) return lines;
        var documents = new JsonSurvey();
        documents.Documents(file, ct);
        if (documents.Refused is null || !(documents.oneLineEach || lines.Shape == JsonShape.Lines)) return documents;
        if (lines.Shape != JsonShape.Lines) lines.Lines(file, ct);
        return lines.hasLists ? documents : lines;
    }

    // One object on the first line and another on the second: a document would have a comma or a bracket between them.
    private static bool LooksLikeLines(string start)
    {
        string[] lines = [.. start.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Take(2)];
        return lines.Length == 2 && lines[0].StartsWith('{') && lines[1].StartsWith('{') && lines[0][^1] is not ('{' or '[' or ',' or ':');
    }

    private void Documents(TextFile file, CancellationToken ct)
    {
        var shapes = new HashSet<JsonShape>();
        (long Line, string Reason)? stray = null;
        ulong contents = 0;
        using var records = new JsonRecords(file, ended: Ended);
        try
        {
            while (records.Next(out JsonDocument? record, out _))
            {
                using (record)
                {
                    Owner(record.RootElement);
                    contents = unchecked((contents * 31) + (ulong)IdOf(record.RootElement).GetHashCode(StringComparison.Ordinal));
                }
                ct.ThrowIfCancellationRequested();
            }
            if (records.Documents > 1) Refused = stray ?? (shapes.Contains(JsonShape.Single) && shapes.Count > 1 ? (1, Mixed) : null);
            if (Refused is null && Shape == JsonShape.Single) Singles(file, ct);
        }
        catch (JsonException e)
        {
            string whole = records.Documents > 1 ? "file" : "document";
            Refused = ((e.LineNumber ?? 0) +
                1, $"This is not valid JSON: {Sentence(e)} Nothing of the {whole} was taken; mend it and import it again.");
            RefusedRecord = records.Position > 0 ? $"after record {Spelling.Invariant(records.Position)}" : "";
            oneLineEach &= records.Documents > 1;
        }

        void Ended(JsonRecords document)
        {
            shapes.Add(Shape = ShapeOf(document));
            if (Shape == JsonShape.List)
            {
                JsonPageSigns signs = document.Signs;
                pages.Add(new JsonPage(document.FirstLine, document.Position, signs.NextName, signs.Total, signs.TotalName, contents));
            }
            if (Shape is JsonShape.Webhook or JsonShape.Error)
            {
                string what = Shape == JsonShape.Error ? "an error the API answered with" : "a webhook notice";
                stray ??= (document.FirstLine,
                    $"What begins on this line is {what} and no list of referrals; delete it and import the file again.");
            }
            oneLineEach = document.Documents == 1 ? Shape == JsonShape.Single && document.FirstLine == document.LastLine : oneLineEach;
            contents = 0;
        }
    }

    private static JsonShape ShapeOf(JsonRecords records)
    {
        bool Has(string name) => records.RootProperties.Contains(name);
        return !records.RootIsObject ? JsonShape.Array
            : records.HasList ? JsonShape.List
            : Has("EventName") && Has("ResourceUri") ? JsonShape.Webhook
            : Has("error") && !Has("id") ? JsonShape.Error
            : JsonShape.Single;
    }

    private void Singles(TextFile file, CancellationToken ct)
    {
        using var records = new JsonRecords(file, whole: true);
        while (records.Next(out JsonDocument? record, out _))
        {
            using (record) Owner(record.RootElement);
            ct.ThrowIfCancellationRequested();
        }
    }

    // False when a line is damaged or is a list itself.
    private bool Lines(TextFile file, CancellationToken ct)
    {
        Shape = JsonShape.Lines;
        bool whole = true;
        using var lines = new JsonLines(file);
        while (lines.Next(out ReadOnlyMemory<byte> line, out _, out string? wrong))
        {
            ct.ThrowIfCancellationRequested();
            if (wrong is not null) continue;
            try
            {
                using var record = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = JsonBytes.Deepest });
                JsonElement root = record.RootElement;
                hasLists |= root.ValueKind == JsonValueKind.Array || new JsonField(new RowProblems(), root)["value"].IsList;
                Owner(record.RootElement);
            }
            catch (JsonException)
            {
                // The line is refused, with its reason, when it is read.
                whole = false;
            }
        }
        return whole && !hasLists;
    }

    private static string IdOf(JsonElement record) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty("id", out JsonElement id) ? id.GetRawText() : "";

    private void Owner(JsonElement element)
    {
        try
        {
            var record = new JsonField(new RowProblems(), element);
            CommaDecimals |= AmountMarks.Shown(record["details"]["dealValue"].TextOrNull()) == ',';
            if (Legible.Id(record["organizationId"].TextOrNull()) is not { Length: > 0 and <= Row.LongestId } owner
                || JsonReferral.IsMicrosoft(owner) || JsonReferral.IsForMicrosoft(record)) return;
            organizations[owner] = organizations.GetValueOrDefault(owner) + 1;
            if (record["organizationName"].TextOrNull() is string name) names.TryAdd(owner, name);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair somewhere: the record is refused when it is read.
        }
    }

    /// <summary>The parser's own sentence without its trailer of zero-based positions, which no editor shows.</summary>
    public static string Sentence(JsonException e)
    {
        string message = e.Message;
        foreach (string trailer in (ReadOnlySpan<string>)[" LineNumber: ", " Path: "])
        {
            int at = message.IndexOf(trailer, StringComparison.Ordinal);
            if (at > 0) message = message[..at];
        }
        // The library speaks to programmers about its options.
        message = message.Replace("which is not supported in this mode. Change the reader options", "which JSON does not allow",
            StringComparison.Ordinal).Trim();
        return message.EndsWith('.') ? message : message + ".";
    }
}
