using Insights.Store;

namespace Insights.Sources.Live;

/// <summary>What a run is made with.</summary>
public sealed record SyncParts(ReferralStore Store, LiveSettings Settings, SourceTokens Tokens, HttpClient Http, TimeProvider Clock);
