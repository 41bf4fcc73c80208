using Insights.Page.Panels;
using Insights.Store;
using Microsoft.Extensions.Primitives;

namespace Insights.Page.Share;

/// <summary>What a sharer filled in.</summary>
/// <param name="At">The address of the page that is shared.</param>
/// <param name="To">Addresses, as they were typed.</param>
public sealed record ShareForm(string At, string To, string Message, WayOut Way)
{
    public const int LongestMessage = 2000;

    /// <summary>The recipient of a post to the channel: there is one, and it has no name.</summary>
    private static readonly string[] Channel = [""];

    /// <summary>Reads a form, or the address that asks for one.</summary>
    public static ShareForm Read(Func<string, StringValues> field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return new ShareForm(Answers.OwnAddress(field("at")) ?? "/", field("to").ToString().Trim(), field("message").ToString()
            .ReplaceLineEndings("\n").Trim(), field("way") == "teams" ? WayOut.Teams : WayOut.Mail);
    }

    public IReadOnlyList<string> Recipients => Way == WayOut.Teams ? Channel : Addresses.Read(To).Known;

    /// <summary>The word for what keeps it from being sent, and what the word is about; null when nothing does.</summary>
    public (string Word, object? Place)? Problem(ShareServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (Way == WayOut.Teams ? !services.HasChannel : services.MailFrom is null)
            return (Way == WayOut.Teams ? "share.problem.teams" : "share.problem.mail", null);
        if (Message.Length > LongestMessage) return ("share.problem.long", LongestMessage);
        if (Way == WayOut.Teams) return null;
        Addresses to = Addresses.Read(To);
        return to.Wrong.Count > 0 ? ("share.problem.address", string.Join(", ", to.Wrong.Select(w => $"“{w}”")))
            : to.Known.Count == 0 ? ("share.problem.nobody", null)
            : to.Known.Count > Addresses.Most ? ("share.problem.many", Addresses.Most)
            : null;
    }
}
