using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Insights.Tests.PartnerCenter;

/// <summary>A record of the stand-in. It is kept as text, for a hundred thousand trees would not fit beside the program under
/// test.</summary>
internal sealed class StoredReferral
{
    private const string MomentForm = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="json">The record; it may be as wrong as a test wants.</param>
    /// <param name="key">What the stand-in finds it by; its id when null. Two records of one id need two keys.</param>
    public StoredReferral(JsonObject json, string? key = null)
    {
        Key = key ?? Text(json["id"]) ?? throw new ArgumentException("A record without an id needs a key.", nameof(json));
        (EngagementId, OrganizationId) = (Text(json["engagementId"]), Text(json["organizationId"]));
        (Created, Updated) = (Moment(json["createdDateTime"]), Moment(json["updatedDateTime"]));
        Written = Encoding.UTF8.GetBytes(json.ToJsonString(Plain));
    }

    private StoredReferral(string key, string written, DateTimeOffset moment) =>
        (Key, Written, Created, Updated) = (key, Encoding.UTF8.GetBytes(written), moment, moment);

    public string Key { get; }
    public string? EngagementId { get; }
    public string? OrganizationId { get; }
    /// <summary>The least moment there is where the record says none.</summary>
    public DateTimeOffset Created { get; }
    public DateTimeOffset Updated { get; }
    /// <summary>UTF-8.</summary>
    public byte[] Written { get; }

    /// <summary>What stands in a page in the place of a record, JSON or not.</summary>
    public static StoredReferral Broken(string key, string written, DateTimeOffset moment) => new(key, written, moment);

    /// <summary>Seven digits of a second, as the service writes moments.</summary>
    public static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString(MomentForm, CultureInfo.InvariantCulture);

    /// <summary>A tree of its own at each call.</summary>
    public JsonObject Json() => JsonNode.Parse(Written)!.AsObject();

    /// <summary>The same record with the change made to it.</summary>
    public StoredReferral With(Action<JsonObject> change)
    {
        JsonObject json = Json();
        change(json);
        return new StoredReferral(json, Key);
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static DateTimeOffset Moment(JsonNode? node) => DateTimeOffset.TryParse(Text(node), CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal, out DateTimeOffset moment) ? moment : DateTimeOffset.MinValue;
}
