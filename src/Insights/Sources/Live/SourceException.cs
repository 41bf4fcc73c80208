using Insights.Store;

namespace Insights.Sources.Live;

/// <summary>A source could not be read. It holds none of the service's words, which may hold names (docs/live.md 3.8).</summary>
/// <param name="status">Of the HTTP answer; 0 where there was none.</param>
/// <param name="code">The service's own code.</param>
/// <param name="requestId">By which the service finds the request.</param>
public sealed class SourceException(SourceTroubleKind kind, int status = 0, string code = "", string requestId = "",
    Exception? inner = null) : Exception($"{kind} {status} {code}", inner)
{
    public SourceTroubleKind Kind => kind;
    public int Status => status;
    public string Code => code;
    public string RequestId => requestId;

    /// <summary>Not before this moment; null when the service said nothing of it.</summary>
    public DateTimeOffset? Retry { get; init; }

    public SourceTrouble At(DateTimeOffset now) => new(kind, status, code, requestId, now);
}
