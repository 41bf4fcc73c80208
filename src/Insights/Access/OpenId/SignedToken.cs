using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Insights.Access.OpenId;

/// <summary>A JSON Web Token as it was sent, taken apart but not yet believed.</summary>
internal sealed class SignedToken
{
    // The largest tokens of real providers, with a hundred groups, are some 10 KB.
    private const int Longest = 64 * 1024;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private SignedToken(JsonElement header, JsonElement claims, byte[] signed, byte[] signature) => (Header, Claims, Signed, Signature) = (header, claims, signed, signature);

    public JsonElement Header { get; }
    public JsonElement Claims { get; }
    /// <summary>What the signature is over.</summary>
    public byte[] Signed { get; }
    public byte[] Signature { get; }

    /// <exception cref="OpenIdException">It is no signed token.</exception>
    public static SignedToken Read(string text)
    {
        string[] parts = text.Length <= Longest ? text.Split('.') : [];
        if (parts.Length != 3) throw new OpenIdException(OpenIdProblem.Token, $"The token of {text.Length} characters is not three parts of 64 KB at most.");
        try
        {
            return new SignedToken(Part(parts[0]), Part(parts[1]), Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new OpenIdException(OpenIdProblem.Token, "The token's parts are not Base64 of JSON objects, each with every name once.", e);
        }
    }

    private static JsonElement Part(string text)
    {
        using JsonDocument document = JsonDocument.Parse(Base64Url.DecodeFromChars(text), Strict);
        return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new JsonException();
    }
}

/// <summary>Reading claims: what has another shape than it should is not there.</summary>
internal static class ClaimsReading
{
    public static string? Text(this JsonElement claims, string name) => claims.TryGetProperty(name, out JsonElement value) ? Text(value) : null;

    /// <summary>A text or a list of texts.</summary>
    public static IReadOnlyList<string> Texts(this JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out JsonElement value)) return [];
        IEnumerable<JsonElement> values = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
        return [.. values.Select(Text).OfType<string>()];
    }

    /// <summary>Seconds since 1970.</summary>
    public static double? Moment(this JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double seconds) && double.IsFinite(seconds) ? seconds : null;

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Bytes or an escape that are no characters.
            return null;
        }
    }
}
