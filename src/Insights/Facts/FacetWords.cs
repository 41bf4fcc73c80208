using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace Insights.Facts;

/// <summary>What the words of sources mean as values: one key however a source spells it, and a name where the key is not a word of
/// ours.</summary>
internal static class FacetWords
{
    private static readonly char[] Marks = [';', '|', ',', '\n'];

    /// <summary>Spellings with the same letters are one; these differ and are one all the same (domain.md 6.1, 6.6; numbers are the codes
    /// of bulk files).</summary>
    private static readonly FrozenDictionary<string, string> Reasons = Table(
            ("no_budget", ["1", "budget_not_adequate", "customer_did_not_have_budget"]),
                ("no_response", ["2", "customer_did_not_respond", "did_not_respond"]),
            ("other_vendor", ["3", "chose_another_vendor", "customer_chose_another_vendor"]),
                ("requirement_not_met", ["4", "customer_requirement_not_met"]), ("not_a_customer", ["5"]),
            ("timeline_too_short", ["6", "proposed_timeline_too_short"]), ("spam", ["7", "abuse_spam_phishing", "abuse_spam_or_phishing"]),
                ("other", ["8", "others"])),
        Sources = Table(("app_source", ["spza", "appsource"]), ("business_profile", ["profile"])),
        Actions = Table(("get_it_now", ["ins", "install", "getitnow"]), ("contact_me", ["plt", "contact", "contactme"]),
            ("test_drive", ["start_test_drive", "testdrive"]),
            ("free_trial", ["trial", "freetrial"]), ("contact_partner", ["contact_a_partner", "contactpartner"]));

    public static IEnumerable<FacetValue> One(string word) => Of(word, null);

    public static IEnumerable<FacetValue> Several(string words) =>
        words.Split(Marks, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).SelectMany(One);

    public static IEnumerable<FacetValue> Reason(string word) => Of(word, Reasons);

    public static IEnumerable<FacetValue> Source(string word) => Of(word, Sources);

    public static IEnumerable<FacetValue> Action(string word) => Of(word, Actions);

    /// <summary>Pairs of id and name, as the store keeps them.</summary>
    public static IEnumerable<FacetValue> Solutions(string pairs) =>
        JsonSerializer.Deserialize<string?[][]>(pairs)!.Where(p => (p[0] ?? p[1]) is not null)
            .Select(p => p[0] is { } id ? new FacetValue(id, p[1]) : new FacetValue(p[1]!, null));

    /// <summary>0 for IP co-sell, 1 for services co-sell, -1 for anything else.</summary>
    public static int Track(string word) =>
        Key(word) switch { "ip" or "ip_co_sell" or "ip_cosell" => 0, "services" or "services_co_sell" or "services_cosell" => 1, _ => -1 };

    private static IEnumerable<FacetValue> Of(string word, FrozenDictionary<string, string>? same)
    {
        string key = Key(word);
        if (key.Length == 0 || key is "none" or "null" or "unknown" or "n_a") return [];
        return [new FacetValue(same?.GetValueOrDefault(key) ?? key, word)];
    }

    /// <summary>Words joined by underscores, lower case: <c>GetItNow</c> and <c>Get it now</c> are <c>get_it_now</c>.</summary>
    private static string Key(string word)
    {
        var key = new StringBuilder(word.Length + 4);
        for (int i = 0; i < word.Length; i++)
        {
            if (!char.IsLetterOrDigit(word[i]))
            {
                if (key.Length > 0 && key[^1] != '_') key.Append('_');
                continue;
            }
            if (char.IsUpper(word[i]) && i > 0 && char.IsLower(word[i - 1])) key.Append('_');
            key.Append(char.ToLowerInvariant(word[i]));
        }
        return key.ToString().TrimEnd('_');
    }

    private static FrozenDictionary<string, string> Table(params (string Key, string[] Words)[] rows) =>
        rows.SelectMany(r => r.Words.Select(w => (w, r.Key))).ToFrozenDictionary(p => p.w, p => p.Key, StringComparer.Ordinal);
}
