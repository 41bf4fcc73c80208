using System.Net.Mail;

namespace Insights.Page.Share;

/// <summary>Mail addresses as people type or paste them: with commas, semicolons or line ends between, with or without a name.</summary>
/// <param name="Known">Without the names, each once.</param>
/// <param name="Wrong">What is no address, as it was typed.</param>
public sealed record Addresses(IReadOnlyList<string> Known, IReadOnlyList<string> Wrong)
{
    public const int Most = 20;

    /// <summary>RFC 5321, 4.5.3.1.3.</summary>
    private const int Longest = 254;

    public static Addresses Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var known = new List<string>();
        var wrong = new List<string>();
        foreach (string typed in text.Split([',', ';', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // The framework takes "Bcc: eve@example.com" for Eve, called "Bcc:".
            bool named = MailAddress.TryCreate(typed, out MailAddress? address) && typed.EndsWith($"<{address.Address}>", StringComparison.Ordinal);
            if (address is null || (!named && typed != address.Address) || address.Address.Length > Longest || address.Address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))) wrong.Add(typed);
            else if (!known.Contains(address.Address, StringComparer.OrdinalIgnoreCase)) known.Add(address.Address);
        }
        return new Addresses(known, wrong);
    }
}
