using System.Collections.Concurrent;

namespace Insights.Page.Panels;

/// <summary>At most so many forms a minute from one address.</summary>
public sealed class Gate(TimeProvider clock)
{
    public const int PerMinute = 10;
    private readonly ConcurrentDictionary<string, (DateTimeOffset Since, int Count)> minutes = new(StringComparer.Ordinal);

    /// <summary>Counts one more; false when it is one too many.</summary>
    public bool LetsIn(string address)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (minutes.Count > 10_000)
            foreach ((string old, (DateTimeOffset since, _)) in minutes)
                if (now - since >= TimeSpan.FromMinutes(1)) minutes.TryRemove(old, out _);
        return minutes.AddOrUpdate(address, _ => (now, 1), (_, known) => now - known.Since >= TimeSpan.FromMinutes(1) ? (now, 1) : (known.Since, known.Count + 1)).Count <= PerMinute;
    }
}
