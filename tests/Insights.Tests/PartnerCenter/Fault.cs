using System.Text.Json.Nodes;

namespace Insights.Tests.PartnerCenter;

/// <summary>The shapes an error comes in.</summary>
internal enum ErrorShape { Nested, Flat, Gateway, NoJson }

/// <summary>What a fault does besides its status.</summary>
internal enum FaultKind
{
    /// <summary>An error with its status.</summary>
    Error,
    /// <summary>A page of HTML.</summary>
    Html,
    /// <summary>Fewer bytes than Content-Length says, then an orderly end.</summary>
    Cut,
    /// <summary>The connection is reset before the answer.</summary>
    Reset,
    /// <summary>The connection is reset after half of the answer.</summary>
    ResetInBody,
    /// <summary>No answer, until the caller gives up.</summary>
    Silent,
    /// <summary>Half of an answer, then nothing until the caller gives up.</summary>
    SilentInBody,
    /// <summary>21 MB of JSON without a Content-Length.</summary>
    Huge,
    /// <summary>The true answer, gzipped.</summary>
    Gzip,
}

/// <summary>What goes wrong with one request.</summary>
/// <param name="Code">The code the error tells.</param>
/// <param name="Shape">By turns when null.</param>
internal sealed record Fault(FaultKind Kind, int Status = 0, string Code = "", ErrorShape? Shape = null)
{
    public static Fault Html { get; } = new(FaultKind.Html, 200);
    public static Fault Cut { get; } = new(FaultKind.Cut, 200);
    public static Fault Reset { get; } = new(FaultKind.Reset);
    public static Fault ResetInBody { get; } = new(FaultKind.ResetInBody, 200);
    public static Fault Silent { get; } = new(FaultKind.Silent);
    public static Fault SilentInBody { get; } = new(FaultKind.SilentInBody, 200);
    public static Fault Huge { get; } = new(FaultKind.Huge, 200);
    public static Fault Gzip { get; } = new(FaultKind.Gzip, 200);
    public static Fault MfaWanted { get; } = Error(401, "900421") with { Shape = ErrorShape.Flat };
    public static Fault ClaimsWanted { get; } =
        Error(403) with { Challenge = "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"eyJhY2Nlc3NfdG9rZW4iOnt9fQ==\"" };

    /// <summary>Seconds of Retry-After.</summary>
    public int? RetryAfter { get; init; }
    /// <summary>Retry-After as a date this long after the server's own time.</summary>
    public TimeSpan? RetryAt { get; init; }
    /// <summary>The header WWW-Authenticate.</summary>
    public string? Challenge { get; init; }

    /// <summary>The caller gets no whole answer, and may ask again under the same client-request-id.</summary>
    public bool CutsOff => Kind is FaultKind.Cut or FaultKind.Reset or FaultKind.ResetInBody or FaultKind.Silent
        or FaultKind.SilentInBody or FaultKind.Huge;
    /// <summary>Something is done to the true answer.</summary>
    public bool NeedsAnswer => Kind is FaultKind.Cut or FaultKind.ResetInBody or FaultKind.SilentInBody or FaultKind.Gzip;

    public static Fault Error(int status, string code = "") => new(FaultKind.Error, status, code.Length == 0 ? $"Error{status}" : code);

    /// <summary>429 without Retry-After, with seconds of it, or with a date so long from now.</summary>
    public static Fault TooMany() => Error(429);
    public static Fault TooMany(int seconds) => Error(429) with { RetryAfter = seconds };
    public static Fault TooManyUntil(TimeSpan fromNow) => Error(429) with { RetryAt = fromNow };
    public static Fault Unavailable(int seconds) => Error(503) with { RetryAfter = seconds };

    /// <summary>The body of an error; every text in it names a customer.</summary>
    /// <param name="number">Chooses the shape where the fault names none.</param>
    public string Body(int number)
    {
        string text = $"{ReferralRecords.Customer} 1: the request ended with {Status}.";
        return (Shape ?? (ErrorShape)(number % 4)) switch
        {
            ErrorShape.Nested => new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["code"] = $"Outer{Status}",
                    ["message"] = text,
                    ["target"] = ReferralRecords.Customer,
                    ["innerError"] = new JsonObject { ["code"] = Code, ["message"] = text },
                },
            }.ToJsonString(),
            ErrorShape.Flat => new JsonObject
            {
                ["code"] = int.TryParse(Code, out int digits) ? digits : Code,
                ["description"] = text,
                ["data"] = new JsonArray(text),
                ["source"] = "PartnerApi",
            }.ToJsonString(),
            ErrorShape.Gateway => new JsonObject { ["statusCode"] = Status, ["message"] = text }.ToJsonString(),
            _ => text,
        };
    }
}

/// <summary>Which requests go wrong, and how.</summary>
internal sealed class FaultScript
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, Fault> planned = [];
    private (double Rate, Random Random, Fault[] Faults)? chance;

    /// <param name="request">Its number, from 1.</param>
    /// <param name="times">How many requests in a row.</param>
    public FaultScript At(int request, Fault fault, int times = 1)
    {
        lock (gate)
            for (int i = 0; i < times; i++) planned[request + i] = fault;
        return this;
    }

    /// <summary>One of the faults with this probability at each request for which none is planned.</summary>
    public FaultScript AtRate(double rate, Random random, params Fault[] faults)
    {
        lock (gate) chance = (rate, random, faults);
        return this;
    }

    public void Clear()
    {
        lock (gate)
        {
            planned.Clear();
            chance = null;
        }
    }

    public Fault? For(int number)
    {
        lock (gate)
        {
            if (planned.TryGetValue(number, out Fault? fault)) return fault;
            if (chance is not { } may || may.Random.NextDouble() >= may.Rate) return null;
            return may.Faults[may.Random.Next(may.Faults.Length)];
        }
    }
}
