using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>Which words of ours a field may have, for who writes a mapping.</summary>
internal static class FieldWords
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["type"] = ["qualified", "marketplace", "inbound", "outbound", "private", "partner_led"],
        ["lead_kind"] = ["profile", "contact_me", "informational"],
        ["state"] = ["new", "active", "won", "lost", "declined", "expired", "error"],
        ["microsoft_state"] = ["new", "active", "won", "lost", "declined", "expired", "error"],
        ["side"] = ["ours", "microsoft"],
        ["shared_with_microsoft"] = ["yes", "no"],
    };

    private static readonly string[] Nothings = ["\\N", "NULL", "(null)", "N/A", "#N/A", "NA", "n.a.", "None", "nil", "NaN", "-", "--",
        "–", "—"];

    /// <summary>Why a field cannot have the word; null when it can.</summary>
    public static string? Wrong(string key, string word)
    {
        if (string.IsNullOrWhiteSpace(word)) return $"{Spelling.Quoted(word)} is no {key}.";
        switch (OwnColumns.Find(key)!.Kind)
        {
            case OwnKind.Amount:
                return Amounts.Read(word, '.', out decimal? amount) ?? (amount is null ? $"{Spelling.Quoted(word)} is no amount." : null);
            case OwnKind.Moment:
                return Moments.Read(word, DateStyle.Iso, out When? moment)
                    ?? (moment is null ? $"{Spelling.Quoted(word)} is no moment." : null);
        }
        if (key == "currency")
            return word.Length == 3 && word.All(char.IsAsciiLetterUpper) ? null
                : $"{Spelling.Quoted(word)} is no currency; write its three-letter code, such as USD or EUR.";
        if (!Known.TryGetValue(key, out string[]? ours) || Understood(key, Spelling.Key(word))) return null;
        string meant = Nearest.Word(word, ours);
        return $"{Spelling.Quoted(word)} is no {key}{(meant.Length > 0 ? meant : ".")} Its words are {string.Join(", ", ours)}.";
    }

    /// <summary>What other systems write where they have no amount or moment; there it cannot mean anything else.</summary>
    public static IReadOnlyList<string> Nothing(string key) =>
        OwnColumns.Find(key)?.Kind is OwnKind.Amount or OwnKind.Moment ? Nothings : [];

    /// <summary>Whether two words are the same but for capitals and blanks around them.</summary>
    public static bool Same(string one, string other) =>
        string.Equals(Spelling.Exact(one), Spelling.Exact(other), StringComparison.OrdinalIgnoreCase);

    private static bool Understood(string key, string word) => key switch
    {
        "type" => SourceWords.Types.ContainsKey(word),
        "lead_kind" => SourceWords.LeadKinds.ContainsKey(word),
        "side" => SourceWords.Sides.ContainsKey(word),
        "shared_with_microsoft" => SourceWords.YesNo.ContainsKey(word),
        _ => SourceWords.States.ContainsKey(word),
    };
}
