using System.Text.Json.Nodes;
using Insights.Ingest;

namespace Insights.Sources;

/// <summary>A mapping that has a name already.</summary>
/// <param name="Columns">The columns its files have.</param>
public sealed record TakenName(string Name, IReadOnlyList<string> Columns);

/// <summary>The names of mappings that one file's cannot take without a word: those kept, and those of other files of its upload.</summary>
public sealed class TakenNames
{
    private readonly Dictionary<string, JsonObject> kept;
    private readonly HashSet<string> proposed;

    /// <param name="saved">Those the organisation keeps.</param>
    public TakenNames(IReadOnlyDictionary<string, JsonObject> saved, Upload upload, string file)
    {
        ArgumentNullException.ThrowIfNull(upload);
        kept = new Dictionary<string, JsonObject>(saved, StringComparer.OrdinalIgnoreCase);
        KeyValuePair<string, MappingDraft>[] others = [.. upload.Drafts.Where(draft => draft.Key != file)];
        proposed = others.Select(draft => draft.Value.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach ((string other, MappingDraft draft) in others)
            if (upload.Kept.Contains(other)) kept[draft.Name] = draft.ToEntry();
    }

    /// <summary>A name nobody has: where one is taken, with a number.</summary>
    public string Free(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (int number = 1; ; number++)
        {
            string end = number == 1 ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $" {number}");
            string start = name[..Math.Min(name.Length, SavedMappings.LongestName - end.Length)];
            string free = (char.IsHighSurrogate(start[^1]) ? start[..^1] : start).TrimEnd() + end;
            if (!kept.ContainsKey(free) && !proposed.Contains(free)) return free;
        }
    }

    /// <summary>What has the name and is for files with other columns; null when nothing is, so that it may be kept.</summary>
    public TakenName? Of(string name, IEnumerable<string> columns)
    {
        if (!kept.TryGetValue(name, out JsonObject? entry) || MappingDraft.Try([entry], out _) is not { Files: [var mapping] }
            || mapping.Fits(new Header([.. columns]))) return null;
        return new TakenName(mapping.Name, mapping.Requires);
    }
}
