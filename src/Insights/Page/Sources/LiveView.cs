using Insights.Sources.Live;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Page.Sources;

/// <summary>What the card of Partner Center shows.</summary>
/// <param name="Source">Null where nothing is connected.</param>
/// <param name="Pending">A sign-in that is under way, or came to nothing.</param>
/// <param name="Runs">The last runs, newest first.</param>
/// <param name="IsKept">Whether a sign-in outlives the program.</param>
/// <param name="Said">What somebody wrote into the form that cannot be.</param>
public sealed record LiveView(LiveSource? Source, PendingSignIn? Pending, IReadOnlyList<RunReceipt> Runs, TimeSpan Interval, bool IsKept,
    DateTimeOffset Now, LiveForm? Said)
{
    /// <summary>As many as a day may have.</summary>
    private const int RunsRead = 300;

    /// <param name="scope">Null where the store holds no organisation.</param>
    public static async Task<LiveView> OfAsync(Scope? scope, ReferralStore store, SignIns signIns, SyncParts parts, LiveForm? said,
        CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(signIns);
        ArgumentNullException.ThrowIfNull(parts);
        LiveSource? source = scope is not null && await store.Sources.ListAsync(scope, cancel) is [var first, ..] ? first : null;
        return new LiveView(source, signIns.Of(scope?.OrganizationId ?? 0), source is null ? []
            : await store.Sources.RunsAsync(scope!, source.Id, RunsRead, cancel), parts.Settings.Interval, signIns.IsKept,
            parts.Clock.GetUtcNow(), said);
    }

    public SourceState State => Source!.State(Now);

    /// <summary>Whether something moves by itself, so that the page comes back to see.</summary>
    public bool IsMoving => Pending is { Problem: null } || Source is { IsLeased: true };

    /// <summary>What the runs of the last day did together.</summary>
    public (long Read, long New, long Changed, long Refused) Day =>
        Runs.Where(run => Now - run.EndedAt <= TimeSpan.FromDays(1)).Aggregate((Read: 0L, New: 0L, Changed: 0L, Refused: 0L),
            (sum, run) => (sum.Read + run.Read, sum.New + run.New, sum.Changed + run.Changed, sum.Refused + run.Refused));

    /// <summary>What went wrong and what to do, as a person reads it.</summary>
    public static string Say(SourceTrouble trouble, Language language)
    {
        ArgumentNullException.ThrowIfNull(trouble);
        ArgumentNullException.ThrowIfNull(language);
        string words = language["live.trouble." + trouble.Kind];
        return SignInCodes.Say(trouble.Code, language) is { } why ? $"{why} {words}" : words;
    }

    /// <summary>Status, code and request, for who is asked for help.</summary>
    public static string Technical(SourceTrouble trouble)
    {
        ArgumentNullException.ThrowIfNull(trouble);
        return string.Join(", ", new[]
        {
            trouble.Status > 0 ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"HTTP {trouble.Status}") : "",
            trouble.Code, trouble.RequestId.Length > 0 ? $"request-id {trouble.RequestId}" : "",
        }.Where(part => part.Length > 0));
    }
}

/// <summary>Where somebody wants to sign in.</summary>
public sealed record LiveForm(string Tenant, string Client)
{
    /// <summary>The word for what is wrong with a field; null where nothing is.</summary>
    public string? TenantProblem => Guid.TryParse(Tenant, out _) || IsDomain(Tenant) ? null : "live.problem.tenant";

    /// <inheritdoc cref="TenantProblem"/>
    public string? ClientProblem => Guid.TryParse(Client, out _) ? null : "live.problem.client";

    // Names of no directory, as common, have no dot.
    private static bool IsDomain(string text) => text.Contains('.', StringComparison.Ordinal) && text.Length <= 253
        && text.Split('.').All(part => part.Length is > 0 and <= 63 && part.All(sign => char.IsAsciiLetterOrDigit(sign) || sign == '-'));
}
