using System.Text.Json;
using System.Text.Json.Nodes;
using Insights.Ingest;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Sources;

/// <summary>The mappings an organisation keeps, each a setting of its own: who changed one, and when, is told like any setting. Files that
/// have the columns of one are read by it.</summary>
public static class SavedMappings
{
    /// <summary>What the names of their settings begin with.</summary>
    public const string Setting = "mapping.";

    /// <summary>How long a name may be.</summary>
    public const int LongestName = 60;

    /// <summary>By name, the entry of a mapping file; one that is no longer understood is left out.</summary>
    public static async Task<IReadOnlyDictionary<string, JsonObject>> ReadAsync(ReferralStore store, long? organization,
        CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(store);
        var saved = new SortedDictionary<string, JsonObject>(StringComparer.OrdinalIgnoreCase);
        if (organization is not { } id) return saved;
        foreach ((string name, string text) in await store.SettingsAsync(new Scope(id), cancel))
            if (name.StartsWith(Setting, StringComparison.Ordinal) && Parsed(text) is { } entry) saved[name[Setting.Length..]] = entry;
        return saved;
    }

    /// <summary>What files such as one are called when nobody says.</summary>
    public static string NameOf(string file)
    {
        string name = string.Concat(Path.GetFileNameWithoutExtension(file).Where(c => !char.IsControl(c))).Trim();
        return name.Length == 0 ? "file" : name;
    }

    /// <summary>Keeps a mapping under its name, in place of an earlier one; names that differ only in capitals are one.</summary>
    public static async Task KeepAsync(ReferralStore store, Scope scope, MappingDraft draft, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(draft);
        string setting = Setting + draft.Name;
        Dictionary<string, string?> changes = (await store.SettingsAsync(scope, cancel)).Keys
            .Where(name => name != setting && name.Equals(setting, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(name => name, _ => (string?)null, StringComparer.Ordinal);
        changes[setting] = draft.ToEntry().ToJsonString();
        await store.SetAllAsync(scope, changes, cancel);
    }

    /// <summary>Forgets a mapping; what was read by it stays.</summary>
    public static Task ForgetAsync(ReferralStore store, Scope scope, string name, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.SetAsync(scope, Setting + name, null, cancel);
    }

    private static JsonObject? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject is { } entry && MappingDraft.Try([entry], out _) is not null ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
