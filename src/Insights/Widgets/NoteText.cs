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
        return language.Say("note." + note.Code, note.Count, note.Detail);
    }
}
