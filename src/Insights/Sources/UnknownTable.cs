using Insights.Ingest;
using System.Text;

namespace Insights.Sources;

/// <summary>A column of a table nobody knows yet.</summary>
/// <param name="Values">Different values it has in the rows that were looked at, in their order, without empty ones.</param>
/// <param name="IsUnique">True when every row looked at has a value of its own.</param>
public sealed record UnknownColumn(string Name, IReadOnlyList<string> Values, bool IsUnique);

/// <summary>A table no format recognises, to be described by a person: its columns and some of what is in them.</summary>
public sealed class UnknownTable
{
    private const int RowsLookedAt = 2_000, MostValues = 200, LongestValue = 200;

    private UnknownTable(IReadOnlyList<UnknownColumn> columns) => Columns = columns;

    public IReadOnlyList<UnknownColumn> Columns { get; }

    /// <summary>A file of an upload; null when it is no table.</summary>
    /// <param name="name">What the receipt calls it.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static UnknownTable? Of(Upload upload, string name, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(upload);
        using var unpacked = new UnpackedFiles(upload.Files, upload.Folder, cancel);
        return unpacked.Files.FirstOrDefault(file => file.Name == name) is not { } file ? null
            : Read(file, upload.Drafts.GetValueOrDefault(name)?.Encoding is { } encoding ? Encodings.Find(encoding) : null, cancel);
    }

    /// <summary>Null for what is no table at all.</summary>
    /// <param name="encoding">What it is written in; null to tell it from the bytes.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static UnknownTable? Read(SourceFile source, Encoding? encoding, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Refused is not null) return null;
        TextFile file = TextFile.Examine(source.Path, cancel, encoding) with { Typed = source.Typed };
        if (Recognition.Refuse(file) is not null || Recognition.IsJson(file)) return null;
        using CsvRows rows = CsvRows.Open(file);
        if (rows.Broken is not null || rows.Header.Width == 0) return null;
        int width = rows.Header.Width, looked = 0;
        var values = Enumerable.Range(0, width).Select(_ => new List<string>()).ToArray();
        var seen = Enumerable.Range(0, width).Select(_ => new HashSet<string>(StringComparer.Ordinal)).ToArray();
        int[] filled = new int[width];
        rows.Survey((csv, _) =>
        {
            cancel.ThrowIfCancellationRequested();
            for (int i = 0; i < Math.Min(width, csv.FieldCount); i++)
            {
                string value = csv.GetString(i).Trim();
                if (value.Length is 0 or > LongestValue) continue;
                filled[i]++;
                if (seen[i].Add(value) && values[i].Count < MostValues) values[i].Add(value);
            }
            return ++looked < RowsLookedAt;
        });
        return new UnknownTable([.. rows.Header.Names.Take(width).Select((name, i) =>
            new UnknownColumn(name, values[i], filled[i] == looked && seen[i].Count == looked))]);
    }
}
