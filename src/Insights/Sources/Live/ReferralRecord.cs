using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Insights.Ingest;
using Insights.Store;

namespace Insights.Sources.Live;

/// <summary>A referral as the service tells it, without its customer's contact persons: those are never kept (docs/live.md
/// 4.3.5).</summary>
/// <param name="Text">The record as JSON, on one line.</param>
/// <param name="Digest">Of what it tells: without eTag, links and contacts, in whatever order it is written.</param>
internal sealed record ReferralRecord(string Id, string Owner, bool IsForMicrosoft, DateTimeOffset? Updated, string Text, long Digest)
{
    private static readonly SearchValues<string> Said = SearchValues.Create(["eTag", "links"], StringComparison.OrdinalIgnoreCase);

    private static readonly TimeSpan Undecided = TimeSpan.FromDays(30);

    private bool isOpen;
    private DateTimeOffset? created;

    /// <summary>The deal it is a side of; null where it says none.</summary>
    public Guid? Engagement { get; private init; }

    /// <summary>Whether it is ours, was sent to Microsoft not long ago, and has not ended: Microsoft's side may tell when it accepted
    /// (docs/live.md 4.5).</summary>
    public bool AwaitsMicrosoft(DateTimeOffset now) => IsForMicrosoft && isOpen && Engagement is not null
        && !JsonReferral.IsMicrosoft(Owner) && now - created < Undecided;

    public static ReferralRecord Of(JsonElement record)
    {
        bool isObject = record.ValueKind == JsonValueKind.Object;
        byte[] canonical = Written(record, canonical: true);
        return new ReferralRecord(isObject ? Word(record, "id") ?? "" : "", isObject ? Word(record, "organizationId") ?? "" : "",
            isObject && IsForMicrosoftOf(record), isObject ? Moment(record, "updatedDateTime") : null,
            Encoding.UTF8.GetString(Written(record, canonical: false)),
            Stored.Key(System.Security.Cryptography.SHA256.HashData(canonical)))
        {
            Engagement = isObject && Guid.TryParse(Word(record, "engagementId"), out Guid engagement) ? engagement : null,
            isOpen = isObject && Word(record, "status") is { } status && !Is(status, "Closed"),
            created = isObject ? Moment(record, "createdDateTime") : null,
        };
    }

    private static byte[] Written(JsonElement record, bool canonical)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { SkipValidation = true }))
            Write(writer, record, canonical, 0, inCustomer: false);
        return bytes.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, bool canonical, int depth, bool inCustomer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                IEnumerable<(string Name, JsonElement Value)> named = value.EnumerateObject().Select(p => (NameOf(p), p.Value));
                if (canonical) named = named.OrderBy(p => p.Name, StringComparer.Ordinal);
                foreach ((string name, JsonElement inner) in named)
                {
                    if (inCustomer && Is(name, "team")) continue;
                    if (canonical && (name.StartsWith("@odata.", StringComparison.OrdinalIgnoreCase) || depth == 0 && Said.Contains(name)))
                        continue;
                    writer.WritePropertyName(name);
                    Write(writer, inner, canonical, depth + 1, Is(name, "customerProfile"));
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement element in value.EnumerateArray()) Write(writer, element, canonical, depth + 1, inCustomer);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String when JsonText.Whole(value.GetString) is null:
                // Half a character: the reader of records refuses it, as it would in a file.
                writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string NameOf(JsonProperty property) => JsonText.Whole(() => property.Name) ?? "\uFFFD";

    private static bool IsForMicrosoftOf(JsonElement record) =>
        JsonText.Whole(() => JsonReferral.IsForMicrosoft(new JsonField(new RowProblems(), record)) ? "yes" : null) is not null;

    private static string? Word(JsonElement record, string name) => record.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String ? JsonText.Whole(value.GetString) : null;

    private static DateTimeOffset? Moment(JsonElement record, string name) => Word(record, name) is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
        out DateTimeOffset moment) ? moment : null;
}
