using Insights.Metrics;
using Insights.Vocabulary;

namespace Insights.Widgets;

/// <summary>A note of a reading in a sentence: the words <c>note.{code}</c> with the count and the detail, amounts as the language writes them.</summary>
public static class NoteText
{
    public static string Of(Note note, Language language)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(language);
        string? detail = note.Amounts is { } amounts ? string.Join("; ", amounts.Select(a => $"{a.Currency} {a.Amount.ToString("#,##0.##", language.Culture)}")) : note.Detail;
        return language.Say("note." + note.Code, note.Count, detail);
    }
}
