using System.Net;
using Insights.Store;

namespace Insights.Exports.Share;

/// <summary>What the other side made of an attempt.</summary>
public enum Verdict { Accepted, Refused, Later }

/// <param name="Reason">The key of our words for it (<c>delivery.reason.{Reason}</c>); null when it was accepted.</param>
/// <param name="Said">The other side's own words, one line; its name when it was accepted.</param>
/// <param name="MayHaveArrived">The other side had all of it before the answer was lost.</param>
public sealed record Answer(Verdict Verdict, string? Reason, string Said, bool MayHaveArrived = false)
{
    /// <summary>The reason of an attempt that was cancelled, because it took too long or because the program stops.</summary>
    public const string TimedOut = "slow";

    private const int LongestSaid = 300;

    public string Said { get; } = OneLine(Said);

    /// <summary>Over HTTP: what the other side may get over is tried again, what it refuses is not.</summary>
    public static async Task<Answer> OfAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(response);
        // Who took it, without the path: that may be a secret.
        if (response.IsSuccessStatusCode) return new Answer(Verdict.Accepted, null, response.RequestMessage?.RequestUri?.Authority ?? "");
        string said = $"{(int)response.StatusCode} {response.ReasonPhrase}. {await response.Content.ReadAsStringAsync(cancel)}";
        return (int)response.StatusCode switch
        {
            >= 500 or (int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.TooManyRequests => new Answer(Verdict.Later, "busy", said),
            _ => new Answer(Verdict.Refused, "refused", said),
        };
    }

    /// <summary>Over HTTP nobody answered. Only who was never reached cannot have it.</summary>
    public static Answer Unreachable(HttpRequestException why)
    {
        ArgumentNullException.ThrowIfNull(why);
        bool neverReached = why.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
        return new Answer(Verdict.Later, "unreachable", why.GetBaseException().Message, !neverReached);
    }

    private static string OneLine(string text)
    {
        string line = string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length <= LongestSaid ? line : line[..LongestSaid] + "…";
    }
}

/// <summary>One way out: mail over SMTP, mail over Microsoft Graph, a Teams channel.</summary>
public interface IDeliveryChannel
{
    /// <summary>Tries once. What the other side says, or that it says nothing, is the answer. Cancelled, it answers
    /// <see cref="Answer.TimedOut"/> when it knows how far it came, and throws when it does not.</summary>
    Task<Answer> CarryAsync(OutboxMessage message, CancellationToken cancel);
}
