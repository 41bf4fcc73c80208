using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace Insights.Page.Share;

/// <summary>Mail addresses as people type or paste them: with commas, semicolons or line ends between, with or without a name, also
/// a name with a comma as Outlook writes it (<c>Roe, John &lt;john.roe@example.com&gt;</c>).</summary>
/// <param name="Known">Without the names, each once.</param>
/// <param name="Wrong">What is no address, as it was typed.</param>
public sealed record Addresses(IReadOnlyList<string> Known, IReadOnlyList<string> Wrong)
{
    public const int Most = 20;

    /// <summary>RFC 5321, 4.5.3.1.3.</summary>
    private const int Longest = 254;

    private const string Link = "mailto:";

    public static Addresses Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var known = new List<string>();
        var wrong = new List<string>();
        foreach (string entry in Split(Visible(text), ";\n"))
        {
            // Words before a named address in the same entry are the rest of its name: "Roe, John <john.roe@example.com>".
            var name = new List<string>();
            foreach (string typed in Split(entry, ","))
            {
                if (Address(typed) is { } address)
                {
                    if (!typed.EndsWith('>')) wrong.AddRange(name);
                    if (!known.Contains(address, StringComparer.OrdinalIgnoreCase)) known.Add(address);
                    name.Clear();
                }
                else if (IsPartOfName(typed)) name.Add(typed);
                else
                {
                    wrong.AddRange([.. name, typed]);
                    name.Clear();
                }
            }
            wrong.AddRange(name);
        }
        return new Addresses(known, wrong);
    }

    /// <summary>The address in what was typed as one; null when it is none.</summary>
    private static string? Address(string typed)
    {
        string inside = typed;
        if (typed.EndsWith('>') && typed.LastIndexOf('<') is var open and >= 0)
        {
            // The framework would take "Bcc: eve@example.com" for Eve, called "Bcc:"; a name has no colon and no second address in
            // brackets.
            if (typed[..open].Trim('"', '\'', ' ') is var name && name.AsSpan().ContainsAny(":<>")) return null;
            inside = typed[(open + 1)..^1].Trim();
        }
        else if (typed is ['\'', .., '\'']) inside = typed[1..^1];
        if (inside.StartsWith(Link, StringComparison.OrdinalIgnoreCase)) inside = inside[Link.Length..];
        return MailAddress.TryCreate(inside, out MailAddress? address) && address.Address == inside && inside.Length <= Longest
            && !inside.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) ? inside : null;
    }

    private static bool IsPartOfName(string typed) => typed.AsSpan().IndexOfAny("@:<>") < 0;

    /// <summary>Split at marks that stand neither in quotes nor in angle brackets.</summary>
    private static IEnumerable<string> Split(string text, string marks)
    {
        int from = 0;
        bool quoted = false, inside = false;
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : marks[0];
            // A quote that never ends quotes nothing.
            if (c == '"' && i < text.Length) quoted = !quoted && text.IndexOf('"', i + 1) >= 0;
            else if (c is '<' or '>') inside = c == '<' && text.IndexOf('>', i + 1) >= 0;
            else if (i == text.Length || (!quoted && !inside && marks.Contains(c)))
            {
                if (text[from..i].Trim() is { Length: > 0 } part) yield return part;
                from = i + 1;
            }
        }
    }

    /// <summary>Without characters nobody sees, which come along when an address is copied; every kind of space is one.</summary>
    private static string Visible(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (char c in text.ReplaceLineEndings("\n"))
            if (c != '\n' && char.IsWhiteSpace(c)) visible.Append(' ');
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.Format) visible.Append(c);
        return visible.ToString();
    }
}
