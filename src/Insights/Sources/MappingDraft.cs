using Insights.Ingest;
using System.Text.Json;
using System.Text.Json.Nodes;
using Insights.Vocabulary;

namespace Insights.Sources;

/// <summary>One file's mapping while somebody makes it: what each column means, and how its values are written.</summary>
public sealed record MappingDraft
{
    /// <summary>What the receipt calls such files.</summary>
    public required string Name { get; init; }
    /// <summary>By field of ours, the column that tells it.</summary>
    public required IReadOnlyDictionary<string, string> Fields { get; init; }
    /// <summary>By word of the column of states, ours; words left out are kept and reported.</summary>
    public IReadOnlyDictionary<string, string> States { get; init; } = new Dictionary<string, string>();
    /// <summary>The type of every row that says none; null when nobody says.</summary>
    public string? Type { get; init; }
    /// <summary>ISO 4217 of amounts where no column says it; null when nobody does.</summary>
    public string? Currency { get; init; }
    /// <summary>A .NET pattern; null for ISO 8601.</summary>
    public string? Dates { get; init; }
    /// <summary>True where the dates can be read as different days and nobody chose yet: nothing is read by it.</summary>
    public bool AreDatesOpen { get; init; }
    /// <summary>IANA zone of times without an offset; null for UTC.</summary>
    public string? TimeZone { get; init; }
    public bool DecimalComma { get; init; }
    /// <summary>Null to tell it from the bytes.</summary>
    public string? Encoding { get; init; }

    /// <summary>The entry of a mapping file (docs/mapping.md).</summary>
    public JsonObject ToEntry()
    {
        var entry = new JsonObject
        {
            ["name"] = Name,
            ["requires"] = new JsonArray([.. Fields.Values.Distinct().Select(column => (JsonNode)column)]),
            ["fields"] = Object(Fields),
        };
        var constants = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Type is not null && !Fields.ContainsKey("type")) constants["type"] = Type;
        if (Currency is not null && !Fields.ContainsKey("currency")) constants["currency"] = Currency;
        if (constants.Count > 0) entry["constants"] = Object(constants);
        if (States.Count > 0 && Fields.ContainsKey("state")) entry["words"] = new JsonObject { ["state"] = Object(States) };
        if (Dates is not null) entry["dates"] = new JsonArray(Dates);
        if (TimeZone is not null) entry["timeZone"] = TimeZone;
        if (DecimalComma) entry["decimalMark"] = ",";
        if (Encoding is not null) entry["encoding"] = Encoding;
        return entry;

        static JsonObject Object(IReadOnlyDictionary<string, string> pairs) =>
            new(pairs.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
    }

    /// <summary>Whether files can be read by it.</summary>
    public bool IsReady => !AreDatesOpen && Problem() is null;

    /// <summary>What is wrong in it; null when nothing is.</summary>
    public string? Problem() => Try([ToEntry()], out string? problem) is null ? problem : null;

    /// <summary>A mapping of several entries; null, with the reason, when it is refused.</summary>
    public static Mapping? Try(IReadOnlyList<JsonObject> entries, out string? problem)
    {
        problem = null;
        if (entries.Count == 0) return null;
        try
        {
            return Mapping.Parse(TextOf(entries));
        }
        catch (MappingRefusedException e)
        {
            problem = e.Message;
            return null;
        }
    }

    /// <summary>The text of a mapping file.</summary>
    public static string TextOf(IReadOnlyList<JsonObject> entries) => new JsonObject
    {
        ["files"] = new JsonArray([.. entries.Select(entry => entry.DeepClone())]),
    }.ToJsonString(Indented);

    /// <summary>What can be said of a column, in the order of our own file.</summary>
    public static IReadOnlyList<Field<ReferralObservation>> Offered { get; } = [.. ReferralFields.InFile.Where(field =>
        field.Key is "id" or "type" or "lead_kind" or "state" or "created" or "accepted" or "closed" or "updated" or "expires" or "country"
            or "city" or "customer" or "deal_name" or "program" or "deal_value" or "currency" or "deal_value_usd" or "status_reason"
            or "solutions" or "team" or "notes" or "campaign_id" or "lead_source" or "crm_id" or "expected_close")];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
}
