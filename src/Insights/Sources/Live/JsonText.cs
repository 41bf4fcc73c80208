using System.Text.Json;

namespace Insights.Sources.Live;

/// <summary>Texts of answers, which may be no texts.</summary>
internal static class JsonText
{
    /// <summary>The text; null where it has half a surrogate pair, which the parser finds only when the text is asked for.</summary>
    public static string? Whole(Func<string?> text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return text();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
