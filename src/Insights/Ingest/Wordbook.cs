namespace Insights.Ingest;

/// <summary>Words of a file with their meaning, looked up as <see cref="Spelling"/> compares: a word spelled exactly so goes before
/// one spelled alike, and where two of different meaning are spelled alike, only the exact spelling counts.</summary>
internal sealed class Wordbook
{
    private readonly Dictionary<string, string> exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Word, string? Meaning)> alike = new(StringComparer.Ordinal);

    public Wordbook(IEnumerable<KeyValuePair<string, string>> words)
    {
        foreach ((string word, string meaning) in words) Add(word, meaning);
    }

    /// <summary>Adds a word. Returns an earlier word that is spelled alike and means something else; null when there is none.</summary>
    public string? Add(string word, string meaning)
    {
        exact.TryAdd(Spelling.Exact(word), meaning);
        string key = Spelling.Key(word);
        if (alike.TryAdd(key, (word, meaning)) || alike[key].Meaning == meaning) return null;
        string earlier = alike[key].Word;
        alike[key] = (earlier, null);
        return earlier;
    }

    /// <summary>The meaning of a word; null when the book does not have it, or cannot tell which of two it is.</summary>
    public string? Find(string word) =>
        exact.TryGetValue(Spelling.Exact(word), out string? meaning) ? meaning : alike.GetValueOrDefault(Spelling.Key(word)).Meaning;
}
