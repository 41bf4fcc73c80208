using System.Buffers.Text;
using System.Text.Json;

namespace Insights.Access.OpenId;

/// <summary>The parts of a token as JSON. What has another shape than it should is not there.</summary>
internal static class TokenClaims
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>The claims of a token that is not yet believed.</summary>
    /// <exception cref="OpenIdException">It is no signed token: not three parts, or not of JSON objects with every name once.</exception>
    public static JsonElement Of(string token)
    {
        if (token.Split('.') is not [{ } header, { } claims, _])
            throw new OpenIdException(OpenIdProblem.Token, $"The token of {token.Length} characters is not three parts.");
        Read(header);
        return Read(claims);
    }

    /// <param name="part">The header's or the claims' part of a token, Base64.</param>
    /// <exception cref="OpenIdException">It is no JSON object with every name once.</exception>
    public static JsonElement Read(string part)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Base64Url.DecodeFromChars(part), Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document.RootElement.Clone();
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new OpenIdException(OpenIdProblem.Token, "The token's parts are not Base64 of JSON objects, each with every name once.",
                e);
        }
        throw new OpenIdException(OpenIdProblem.Token, "The token's parts are not JSON objects.");
    }

    public static string? Text(this JsonElement claims, string name) => claims.TryGetProperty(name, out JsonElement value) ? Text(value)
        : null;

    /// <summary>A text or a list of texts.</summary>
    public static IReadOnlyList<string> Texts(this JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out JsonElement value)) return [];
        IEnumerable<JsonElement> values = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
        return [.. values.Select(Text).OfType<string>()];
    }

    /// <summary>Seconds since 1970.</summary>
    public static double? Moment(this JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out double seconds) && double.IsFinite(seconds) ? seconds : null;

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
