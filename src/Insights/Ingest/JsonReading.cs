using System.Text.Json;

namespace Insights.Ingest;

/// <summary>Hands the records of a JSON text on, one at a time.</summary>
internal static class JsonReading
{
    private const long BytesBetweenReports = 1 << 20;

    /// <summary>A list, several one after the other, or referrals by themselves when <paramref name="single"/>.</summary>
    public static void Document(
        TextFile file, bool single, JsonReferral referral, RowSink sink, IProgress<long>? progress, CancellationToken ct)
    {
        using var records = new JsonRecords(file, single);
        long next = BytesBetweenReports;
        try
        {
            while (records.Next(out JsonDocument? record, out long line))
            {
                using (record) referral.Settle(record.RootElement, line, single ? records.Documents : records.Position, sink);
                ct.ThrowIfCancellationRequested();
                if (records.Consumed < next) continue;
                next = records.Consumed + BytesBetweenReports;
                progress?.Report(records.Consumed);
            }
            progress?.Report(records.Consumed);
        }
        catch (JsonException e)
        {
            // The survey found it valid a moment ago: somebody is writing the file.
            sink.Refuse((e.LineNumber ?? 0) + 1, "",
                "The file changed while it was read; nothing after this line was taken. Import it again when it is complete.");
        }
    }

    /// <summary>JSON lines: one record each, and one damaged line is refused alone.</summary>
    public static void Lines(TextFile file, JsonReferral referral, RowSink sink, IProgress<long>? progress, CancellationToken ct)
    {
        using var lines = new JsonLines(file);
        long next = BytesBetweenReports;
        for (long position = 1; lines.Next(out ReadOnlyMemory<byte> line, out long number, out string? wrong); position++)
        {
            ct.ThrowIfCancellationRequested();
            if (lines.Position >= next)
            {
                next = lines.Position + BytesBetweenReports;
                progress?.Report(lines.Position);
            }
            if (wrong is not null)
            {
                sink.Refuse(number, "", wrong, JsonReferral.Name(position, null));
                continue;
            }
            try
            {
                using var record = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = JsonBytes.Deepest });
                referral.Settle(record.RootElement, number, position, sink);
            }
            catch (JsonException e)
            {
                sink.Refuse(number, "", $"This line is not valid JSON: {JsonSurvey.Sentence(e)}", JsonReferral.Name(position, null));
            }
        }
    }
}
