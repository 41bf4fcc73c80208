using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Insights.Page.Panels;

/// <summary>At most so many tries a minute: from one address of the network, of one account, at one link or key.</summary>
public sealed class Gate(TimeProvider clock)
{
    public const int PerMinute = 10;

    /// <summary>How many are known at once; all who come beyond that count as one.</summary>
    public const int Most = 10_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1), Second = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (DateTimeOffset Since, int Count)> minutes = new(StringComparer.Ordinal);
    private DateTimeOffset swept;

    /// <summary>Counts one more for each; false when it is one too many for any of them.</summary>
    public bool LetsIn(params ReadOnlySpan<string> whom)
    {
        DateTimeOffset now = clock.GetUtcNow();
        bool lets = true;
        lock (gate)
        {
            foreach (string one in whom)
            {
                string name = Named(one, now);
                bool counts = minutes.TryGetValue(name, out var known) && now - known.Since < Minute;
                (DateTimeOffset since, int count) = counts ? known : (now, 0);
                minutes[name] = (since, count + 1);
                lets &= count < PerMinute;
            }
        }
        return lets;
    }

    /// <summary>Takes a count back: whoever was right was not guessing.</summary>
    public void Forgive(params ReadOnlySpan<string> whom)
    {
        lock (gate)
        {
            foreach (string one in whom)
                if (minutes.TryGetValue(one, out var known)) minutes[one] = (known.Since, known.Count - 1);
        }
    }

    /// <summary>Where a request comes from: behind proxies that were named, what they say. Who has one address of the sixth version has its
    /// whole network.</summary>
    public static string Address(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Connection.RemoteIpAddress is not { } address) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"{new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), 0, 0, 0, 0, 0, 0, 0, 0])}/64" : address.ToString();
    }

    private string Named(string one, DateTimeOffset now)
    {
        if (minutes.Count < Most || minutes.ContainsKey(one)) return one;
        // Looking through all of them for each who comes would stop the others instead.
        if (now - swept < Second) return "";
        swept = now;
        foreach ((string old, (DateTimeOffset since, _)) in minutes)
            if (now - since >= Minute) minutes.Remove(old);
        return minutes.Count < Most ? one : "";
    }
}
