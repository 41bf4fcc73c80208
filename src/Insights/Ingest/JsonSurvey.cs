using System.Text.Json;

namespace Insights.Ingest;

/// <summary>What a JSON text is made of.</summary>
internal enum JsonShape { Single, Array, List, Lines, Webhook, Error }

/// <summary>A first pass over a whole JSON text: is it valid to its last byte, what is it made of, and whose records are in it. A
/// document is taken whole or not at all, so this is known before the first record is taken.</summary>
internal sealed class JsonSurvey
{
    private readonly Dictionary<string, long> organizations = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);

    public JsonShape Shape { get; private set; }

    /// <summary>Why the whole document is refused, and the line; null when it is valid.</summary>
    public (long Line, string Reason)? Refused { get; private set; }

    /// <summary>How many records name each organisation as their owner, those of Microsoft's side left out.</summary>
    public IReadOnlyDictionary<string, long> Organizations => organizations;
    public IReadOnlyDictionary<string, string> OrganizationNames => names;

    /// <summary>The organisation most records belong to; of equals the ordinal smallest; null when no record names one.</summary>
    public static string? MostFrequent(IEnumerable<KeyValuePair<string, long>> organizations) =>
        organizations.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key).FirstOrDefault();

    public static JsonSurvey Of(TextFile file, CancellationToken ct)
    {
        var survey = new JsonSurvey();
        if (LooksLikeLines(file.Start)) survey.Lines(file, ct);
        else survey.Document(file, ct);
        return survey;
    }

    // One object on the first line and another on the second: a document would have a comma or a bracket between them.
    private static bool LooksLikeLines(string start)
    {
        string[] lines = [.. start.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Take(2)];
        return lines.Length == 2 && lines[0].StartsWith('{') && lines[1].StartsWith('{') && lines[0][^1] is not ('{' or '[' or ',' or ':');
    }

    private void Document(TextFile file, CancellationToken ct)
    {
        using var records = new JsonRecords(file);
        try
        {
            while (records.Next(out JsonDocument? record, out _))
            {
                using (record) Owner(record.RootElement);
                ct.ThrowIfCancellationRequested();
            }
            if (records.GoesOnAsLines)
            {
                Lines(file, ct);
                return;
            }
            Shape = ShapeOf(records);
            if (Shape == JsonShape.Single) Single(file);
        }
        catch (JsonException e)
        {
            Refused = ((e.LineNumber ?? 0) + 1, $"This is not valid JSON: {Sentence(e)} Nothing of the document was taken; mend it and import it again.");
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

    private void Single(TextFile file)
    {
        using var records = new JsonRecords(file, whole: true);
        if (!records.Next(out JsonDocument? record, out _)) return;
        using (record) Owner(record.RootElement);
    }

    private void Lines(TextFile file, CancellationToken ct)
    {
        Shape = JsonShape.Lines;
        using var lines = new JsonLines(file);
        while (lines.Next(out ReadOnlyMemory<byte> line, out _, out string? wrong))
        {
            ct.ThrowIfCancellationRequested();
            if (wrong is not null) continue;
            try
            {
                using var record = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = JsonBytes.Deepest });
                Owner(record.RootElement);
            }
            catch (JsonException)
            {
                // The line is refused, with its reason, when it is read.
            }
        }
    }

    private void Owner(JsonElement element)
    {
        try
        {
            var record = new JsonField(new Findings(), element);
            if (record["organizationId"].TextOrNull() is not { Length: > 0 and <= Row.LongestId } owner || JsonReferral.IsMicrosoft(owner) || JsonReferral.IsForMicrosoft(record)) return;
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
        message = message.Replace("which is not supported in this mode. Change the reader options", "which JSON does not allow", StringComparison.Ordinal).Trim();
        return message.EndsWith('.') ? message : message + ".";
    }
}
