using System.Text;

namespace Insights.Ingest;

/// <summary>A table that was opened: what it was taken for and who reads it, or why nobody does.</summary>
/// <param name="Note">What is to be said of how it was opened; null when nothing is.</param>
internal sealed record OpenTable(CsvRows? Rows, string? Format, ITable? Table, string? Reason, string? Note = null)
{
    /// <summary>What it tells in one row each; null where several rows may tell of one.</summary>
    public string? Each { get; private init; }

    /// <summary>What to look for when several rows do.</summary>
    public string Advice { get; private init; } = "";

    /// <summary>Opens a file by the first description of the mapping that fits, or as a format we know: a mapping goes first, for who wrote
    /// one means it, the encoding of the file too. Lines before the header are looked for last, because a row may look like a
    /// header.</summary>
    /// <param name="refused">Why the file is no text as it was taken by itself; null when it is.</param>
    public static OpenTable Of(TextFile file, string? refused, Mapping? mapping, IReadOnlyList<TableFormat> formats, CancellationToken ct)
    {
        var written = new Dictionary<string, Written>(StringComparer.Ordinal);
        Written In(Encoding? encoding)
        {
            // Sheets are written by us, whatever their CSV is written in.
            if (file.Typed) encoding = null;
            string name = encoding?.WebName ?? "";
            if (!written.TryGetValue(name, out Written? known))
            {
                TextFile text = encoding is null ? file : TextFile.Examine(file.Path, ct, encoding);
                written[name] = known = new Written(text, encoding is null ? refused : Recognition.Refuse(text));
            }
            return known;
        }

        string? undecodable = null;
        foreach (FileMapping mapped in mapping?.Files ?? [])
        {
            Written text = In(mapped.Encoding);
            if (text.Refused is null && Mapped(mapped, text.File, mapped.SkipLines ?? 0) is OpenTable fits) return fits;
            if (mapped.Encoding is not null) undecodable ??= text.Refused;
        }
        CsvRows? rows = refused is null ? CsvRows.Open(file) : null;
        if (rows?.Broken is null
            && formats.FirstOrDefault(candidate => rows is not null && candidate.Fits(rows.Header)) is TableFormat format)
            return Known(format, rows!);
        foreach (FileMapping mapped in mapping?.Files ?? [])
            if (mapped.SkipLines is null && Deeper(mapped, In(mapped.Encoding)) is OpenTable deeper)
            {
                rows?.Dispose();
                return deeper;
            }
        if (refused is null && Deeper(formats, In(null)) is OpenTable below)
        {
            rows?.Dispose();
            return below;
        }
        return new OpenTable(rows, null, null, undecodable ?? refused ?? rows!.Broken ?? Recognition.Unfit(rows.Header, formats, mapping));
    }

    private static OpenTable? Deeper(FileMapping mapped, Written text)
    {
        if (text.Refused is not null) return null;
        (int skip, Header? header) = text.Deeper.FirstOrDefault(line => mapped.IsHeader(line.Header));
        if (header is null || Mapped(mapped, text.File, skip) is not OpenTable found) return null;
        return found with { Note = $"{Skipped(skip)} {found.Note}".TrimEnd() };
    }

    private static OpenTable? Deeper(IReadOnlyList<TableFormat> formats, Written text)
    {
        foreach ((int skip, Header header) in text.Deeper)
        {
            if (formats.FirstOrDefault(candidate => candidate.Fits(header)) is not TableFormat format) continue;
            CsvRows rows = CsvRows.Open(text.File, skip);
            if (rows.Broken is null && format.Fits(rows.Header)) return Known(format, rows) with { Note = Skipped(skip) };
            rows.Dispose();
        }
        return null;
    }

    private static string Skipped(int lines) =>
        $"The header was found on line {lines + 1}; " +
        $"{(lines == 1 ? "the line before it was" : $"the {lines} lines before it were")} skipped.";

    private static OpenTable? Mapped(FileMapping mapped, TextFile file, int skip)
    {
        CsvRows rows = CsvRows.Open(file, skip);
        if (rows.Broken is not null || !mapped.Fits(rows.Header))
        {
            rows.Dispose();
            return null;
        }
        string format = $"mapped:{mapped.Name}";
        return mapped.Unreadable(rows.Header) is string reason ? new OpenTable(rows, format, null, reason)
            : Known(new OpenTable(rows, format, mapped.Open(rows.Header, file.Typed), null, mapped.Lacking(rows.Header))
            {
                Each = "a referral",
                Advice = "Is 'id' of the mapping the right column?",
            });
    }

    private static OpenTable Known(TableFormat format, CsvRows rows) =>
        Known(new OpenTable(rows, format.Key, format.Open(rows.Header), null)
        {
            Each = format.Each,
            Advice = "Are these several files put together?",
        });

    // Which columns a table asks for is known when it is open.
    private static OpenTable Known(OpenTable opened) =>
        opened.Rows?.Header.Doubt is string doubt ? opened with { Table = null, Reason = doubt } : opened;

    // The file as text of one encoding; its first lines are taken apart once, however many descriptions are tried on them.
    private sealed class Written(TextFile file, string? refused)
    {
        private IReadOnlyList<(int Skip, Header Header)>? deeper;

        public TextFile File => file;
        public string? Refused => refused;
        public IReadOnlyList<(int Skip, Header Header)> Deeper => deeper ??= CsvRows.HeadersBelow(file);
    }
}
