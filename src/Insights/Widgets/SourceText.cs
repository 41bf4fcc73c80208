using Insights.Vocabulary;

namespace Insights.Widgets;

/// <summary>A format of file in words a person knows it by: <c>source.{format}</c>; a mapped file goes by its mapping's name.</summary>
public static class SourceText
{
    private const string Mapped = "mapped:";

    public static string Of(string format, Language language)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(language);
        return format.StartsWith(Mapped, StringComparison.Ordinal) ? language.Say("source.mapped", format[Mapped.Length..])
            : language.Has("source." + format) ? language["source." + format]
            : format;
    }
}
