using Insights.Ingest;

namespace Insights.Sources;

/// <summary>A column of a table nobody knows yet.</summary>
/// <param name="Values">Different values it has, in their order, without empty ones.</param>
/// <param name="IsUnique">True when every one of the first rows has a value of its own.</param>
/// <param name="HasMore">True when it has more values than these.</param>
public sealed record UnknownColumn(string Name, IReadOnlyList<string> Values, bool IsUnique, bool HasMore);

/// <summary>A table no format recognises, to be described by a person: its columns and some of what is in them.</summary>
public sealed class UnknownTable
{
    /// <summary>How many values of a column are told.</summary>
    public const int MostValues = 200;

    private const int FirstRows = 2_000, LongestValue = 200;

    private UnknownTable(IReadOnlyList<UnknownColumn> columns) => Columns = columns;

    public IReadOnlyList<UnknownColumn> Columns { get; }

    /// <summary>True where it is no table in the encoding somebody chose, or none could be told from its bytes: it is then shown as well as
    /// it can be, so that another is chosen, and not read.</summary>
    public bool IsEncodingOpen { get; private init; }

    /// <summary>A file of an upload; null when it is no table, or no longer there.</summary>
    /// <param name="name">What the receipt calls it.</param>
    /// <param name="encoding">The name of what it is written in; null to tell it from the bytes.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static UnknownTable? Of(Upload upload, string name, string? encoding, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(upload);
        if (upload.State is UploadState.Importing or UploadState.Imported) return null;
        if (upload.Described is { } described && described.File == name && described.Encoding == encoding) return described.Table;
        try
        {
            using var unpacked = new UnpackedFiles(upload.Files, upload.Folder, cancel);
            if (unpacked.Files.FirstOrDefault(file => file.Name == name) is not { } file
                || Read(file, encoding, cancel) is not { } table) return null;
            upload.Described = new DescribedTable(name, encoding, table);
            return table;
        }
        catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException)
        {
            // Imported or cancelled meanwhile.
            return null;
        }
    }

    private static UnknownTable? Read(SourceFile source, string? encoding, CancellationToken cancel)
    {
        if (source.Refused is not null) return null;
        TextFile told = TextFile.Examine(source.Path, cancel) with { Typed = source.Typed };
        UnknownTable? table = Read(told.Undecodable ? told with { Refused = null } : told, cancel);
        if (encoding is null || source.Typed)
            return table is null || !told.Undecodable ? table : new(table.Columns) { IsEncodingOpen = true };
        UnknownTable? chosen = Encodings.Find(encoding) is { } named
            ? Read(TextFile.Examine(source.Path, cancel, named) with { Typed = source.Typed }, cancel) : null;
        // In an encoding of other widths the marks between the columns are part of a text.
        if (chosen is not null && (chosen.Columns.Count > 1 || table is null or { Columns.Count: 1 })) return chosen;
        return table is null ? null : new(table.Columns) { IsEncodingOpen = true };
    }

    private static UnknownTable? Read(TextFile file, CancellationToken cancel)
    {
        if (Recognition.Refuse(file) is not null || Recognition.IsJson(file)) return null;
        using CsvRows rows = CsvRows.Open(file);
        if (rows.Broken is not null || rows.Header.Width == 0) return null;
        int width = rows.Header.Width, looked = 0;
        var values = Enumerable.Range(0, width).Select(_ => new List<string>()).ToArray();
        var seen = Enumerable.Range(0, width).Select(_ => new HashSet<string>(StringComparer.Ordinal)).ToArray();
        int[] unique = new int[width];
        // To the end: the word of a state may stand in one row of many.
        rows.Survey((csv, _) =>
        {
            cancel.ThrowIfCancellationRequested();
            looked++;
            for (int i = 0; i < Math.Min(width, csv.FieldCount); i++)
            {
                if (looked > FirstRows && seen[i].Count > MostValues) continue;
                string value = csv.GetString(i).Trim();
                if (value.Length is 0 or > LongestValue || !seen[i].Add(value)) continue;
                if (looked <= FirstRows) unique[i]++;
                if (values[i].Count < MostValues) values[i].Add(value);
            }
            return true;
        });
        return new UnknownTable([.. rows.Header.Names.Take(width).Select((name, i) =>
            new UnknownColumn(name, values[i], unique[i] == Math.Min(looked, FirstRows), seen[i].Count > MostValues))]);
    }
}

/// <summary>The table somebody describes just now, so that it is not read again for every choice.</summary>
internal sealed record DescribedTable(string File, string? Encoding, UnknownTable Table);
