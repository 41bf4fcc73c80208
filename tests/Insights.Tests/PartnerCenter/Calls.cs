using Microsoft.AspNetCore.Http;

namespace Insights.Tests.PartnerCenter;

/// <summary>The calls that are not answered yet.</summary>
internal sealed class InFlight
{
    private readonly Lock gate = new();
    private readonly List<HttpContext> calls = [];

    /// <summary>False when another call is not answered whose caller is still there.</summary>
    public bool Enter(HttpContext call)
    {
        lock (gate)
        {
            calls.RemoveAll(other => other.RequestAborted.IsCancellationRequested);
            calls.Add(call);
            return calls.Count == 1;
        }
    }

    public void Leave(HttpContext call)
    {
        lock (gate) calls.Remove(call);
    }
}

/// <summary>The values of client-request-id that came, and whether a value may come again.</summary>
internal sealed class RequestIds
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (string Target, bool CutOff)> seen = [];

    /// <summary>What is wrong with the value, in a sentence; null when it may be used for this target.</summary>
    public string? Wrong(string id, string target)
    {
        if (id.Length == 0) return "There is no client-request-id.";
        if (!Guid.TryParseExact(id, "D", out _)) return "The client-request-id is no GUID.";
        lock (gate)
        {
            bool known = seen.TryGetValue(id, out (string Target, bool CutOff) before);
            // Cut off until it is answered: a caller that gives up first may try again.
            seen[id] = (target, true);
            if (!known) return null;
            if (!before.CutOff) return "The client-request-id was used by a call that was answered.";
            return before.Target == target ? null : "The client-request-id was used by a call of another address.";
        }
    }

    public void Answered(string id, bool whole)
    {
        lock (gate)
            if (seen.TryGetValue(id, out (string Target, bool CutOff) call)) seen[id] = call with { CutOff = !whole };
    }
}
