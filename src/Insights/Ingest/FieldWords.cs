using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>Which words of ours a field may have, for who writes a mapping.</summary>
internal static class FieldWords
{
    private static readonly string[] Nothings = ["\\N", "NULL", "(null)", "N/A", "#N/A", "NA", "n.a.", "None", "nil", "NaN", "-", "--",
        "–", "—"];

    /// <summary>Why a field cannot have the word; null when it can.</summary>
    public static string? Wrong(string key, string word)
    {
        if (string.IsNullOrWhiteSpace(word)) return $"{Spelling.Quoted(word)} is no {key}.";
        switch (ReferralFields.Find(key)!)
        {
            case AmountField<ReferralObservation>:
                return Amounts.Read(word, '.', out decimal? amount) ?? (amount is null ? $"{Spelling.Quoted(word)} is no amount." : null);
            case MomentField<ReferralObservation>:
                return Moments.Read(word, DateStyle.Iso, out When? moment)
                    ?? (moment is null ? $"{Spelling.Quoted(word)} is no moment." : null);
            case TextField<ReferralObservation> { Style: TextStyle.Currency }:
                return word.Length == 3 && word.All(char.IsAsciiLetterUpper) ? null
                    : $"{Spelling.Quoted(word)} is no currency; write its three-letter code, such as USD or EUR.";
            case WordField<ReferralObservation> words:
                return SourceWords.Of(words).ContainsKey(Spelling.Key(word)) ? null : None(words.Words);
            case FlagField<ReferralObservation>:
                return SourceWords.YesNo.ContainsKey(Spelling.Key(word)) ? null : None(["yes", "no"]);
            default:
                return null;
        }

        string None(IReadOnlyList<string> ours) =>
            $"{Spelling.Quoted(word)} is no {key}{(Nearest.Word(word, ours) is { Length: > 0 } meant ? meant : ".")} Its words are " +
                $"{string.Join(", ", ours)}.";
    }

    /// <summary>What other systems write where they have no amount or moment; there it cannot mean anything else.</summary>
    public static IReadOnlyList<string> Nothing(string key) =>
        ReferralFields.Find(key)?.Kind is FieldKind.Amount or FieldKind.Moment ? Nothings : [];

    /// <summary>Whether two words are the same but for capitals and blanks around them.</summary>
    public static bool Same(string one, string other) =>
        string.Equals(Spelling.Exact(one), Spelling.Exact(other), StringComparison.OrdinalIgnoreCase);
}
