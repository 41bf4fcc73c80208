using Insights.Metrics;
using Insights.Vocabulary;

namespace Insights.Widgets;

/// <summary>A note of a reading in a sentence: the words <c>note.{code}</c> with the count and the detail, amounts as the language writes
/// them.</summary>
public static class NoteText
{
    public static string Of(Note note, Language language)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(language);
        string? detail = note.Amounts is { } amounts
            ? string.Join("; ", amounts.Select(a => $"{a.Currency} {a.Amount.ToString("#,##0.##", language.Culture)}"))
            : note.Parts.Count > 0 ? string.Join(", ", note.Parts.Select(part => Part(note, part, language)))
            : note.Detail;
        return language.Say("note." + note.Code, note.Count, detail);
    }

    /// <summary>"accepted 8".</summary>
    public static string Part(Note note, (string Key, int Count) part, Language language)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(language);
        return $"{language[$"note.{note.Code}.{part.Key}"]} {part.Count.ToString("N0", language.Culture)}";
    }
}
