using System.Text.RegularExpressions;

namespace Insights.Ingest;

/// <summary>Tells from the first characters whether a file is JSON or a table, and what to say when it is neither.</summary>
internal static partial class Recognition
{
    private const int ColumnsNamed = 8;

    public static bool IsJson(TextFile file) => file.Start.AsSpan().TrimStart() is ['{' or '[', ..];

    /// <summary>Why the file cannot be read as anything; null when it may be.</summary>
    public static string? Refuse(TextFile file)
    {
        if (file.Refused is not null) return file.Refused;
        if (IsJson(file)) return null;
        ReadOnlySpan<char> start = file.Start.AsSpan().TrimStart();
        if (HttpMessage().IsMatch(file.Start))
            return "This begins like an HTTP message; only the JSON body can be imported. Delete everything before the first { or [ and " +
                "everything after its end.";
        if (start is ['<', ..]) return "This is HTML or XML, not a table or JSON; it may be a sign-in or error page. Download the file " +
            "again.";
        int line = start.IndexOfAny('\r', '\n');
        ReadOnlySpan<char> first = line < 0 ? start : start[..line];
        if (!first.ContainsAny(",;\t|") && JsonLater().IsMatch(file.Start))
            return "There is text before the JSON; only the JSON body can be imported. Delete everything before the first { or [.";
        return null;
    }

    /// <summary>What to say about a header nobody reads: which format it is nearest to and what that lacks.</summary>
    public static string Unfit(Header header, IReadOnlyList<TableFormat> formats, Mapping? mapping)
    {
        var nearest = formats
            .Select(format => (format, missing: format.Needed.Where(column => !header.Has(column)).ToArray()))
            .Where(near => near.missing.Length < near.format.Needed.Length
            && (near.format.Marks.Any(header.Has) || near.missing.Length == 1 && near.format.Needed.Length > 1))
            .OrderBy(near => near.format.Marks.Any(header.Has) ? 0 : 1).ThenBy(near => near.missing.Length)
            .FirstOrDefault();
        if (nearest.format is not null && nearest.missing.Length > 0)
            return $"This looks like {nearest.format.Title}, but the column " +
                $"{string.Join(" and ", nearest.missing.Select(column => $"'{column.Name}'"))} is missing.";
        string found = string.Join(", ", header.Names.Where(name => name.Length > 0).Take(ColumnsNamed)
            .Select(name => Spelling.Quoted(name)));
        if (found.Length == 0)
            return "The first line names no column. Write the names of the columns there, or delete the lines before them, and import it "
                + "again.";
        string what = $"No format we know has the columns {found}.";
        return mapping is null
            ? $"{what} Describe them in a mapping file and import with --mapping; see docs/mapping.md."
            : $"{what} {Nearly(header, mapping)}";
    }

    // The description that lacks least, and the others by name: a mapping may hold a hundred.
    private static string Nearly(Header header, Mapping mapping)
    {
        var near = mapping.Files.Select(file => (file, missing: file.Requires.Where(column => !header.Has(column)).ToArray()))
            .MinBy(near => near.missing.Length);
        string[] missing = [.. near.missing.Select(column =>
            Spelling.Quoted(column) + (Nearest.Column(column, header.Names) is { Length: > 0 } meant ? $" ({meant[2..]})" : ""))];
        string skipped = near.file.SkipLines is int lines and > 0 ? $" after {lines} lines" : "";
        string[] others = [.. mapping.Files.Where(file => file != near.file).Select(file => $"'{file.Name}'")];
        return $"No file of the mapping requires only columns that are there; '{near.file.Name}' comes nearest and lacks "
            + $"{Spelling.Few(missing, ColumnsNamed, ", ")}{skipped}."
            + (others.Length > 0 ? $" The others are {Spelling.Few(others, ColumnsNamed, ", ")}." : "");
    }

    [GeneratedRegex(@"\A\s*(?:(?:GET|POST|PUT|PATCH|DELETE|HEAD)\s+\S+(?:\s+HTTP/\d(?:\.\d)?)?\s*[\r\n]|"
        + @"HTTP/\d(?:\.\d)?\s+\d{3})", RegexOptions.CultureInvariant)]
    private static partial Regex HttpMessage();

    [GeneratedRegex(@"^\s*(?:\{|\[)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex JsonLater();
}
