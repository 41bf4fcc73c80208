using Insights.Metrics;
using Insights.Vocabulary;

namespace Insights.Widgets;

/// <summary>A note of a reading in a sentence: the words <c>note.{code}</c> with the count and the detail.</summary>
public static class NoteText
{
    public static string Of(Note note, Language language)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(language);
        string key = "note." + note.Code;
        string count = note.Count.ToString("N0", language.Culture);
        // A note newer than its words is still shown.
        if (!language.Has(key)) return $"{note.Code}: {count}. {note.Detail}".TrimEnd();
        return language.Say(key, count, string.IsNullOrEmpty(note.Detail) ? "" : $"({note.Detail})").TrimEnd();
    }
}
