namespace Insights.Ingest;

/// <summary>The lines of a JSON-lines text that are not blank.</summary>
internal sealed class JsonLines(TextFile file) : IDisposable
{
    private readonly JsonBytes bytes = new(file);

    public long Position => bytes.Consumed;

    /// <summary>The next line; <paramref name="line"/> is valid until the next call.</summary>
    public bool Next(out ReadOnlyMemory<byte> line, out long number, out string? wrong)
    {
        (line, number, wrong) = (default, 0, null);
        for (int searched = 0; ;)
        {
            int end = bytes.Unread[searched..].IndexOf((byte)'\n');
            if (end < 0 && !bytes.AtEnd)
            {
                searched = bytes.Unread.Length;
                if (bytes.Fill()) continue;
                wrong = "The line is longer than 16 MB; nothing after it was read.";
                number = bytes.Line;
                bytes.Consume(bytes.Unread.Length);
                while (!bytes.AtEnd && bytes.Fill()) bytes.Consume(bytes.Unread.Length);
                return true;
            }
            int length = end < 0 ? bytes.Unread.Length : searched + end + 1;
            if (length == 0) return false;
            number = bytes.Line;
            line = bytes.UnreadMemory[..length];
            bool blank = line.Span.IndexOfAnyExcept(" \t\r\n\u001A"u8) < 0;
            bytes.Consume(length);
            if (!blank) return true;
            searched = 0;
        }
    }

    public void Dispose() => bytes.Dispose();
}
