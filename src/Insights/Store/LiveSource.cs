using System.Text.Json.Serialization;

namespace Insights.Store;

/// <summary>Which records a run reads (docs/live.md 4.2).</summary>
public enum RunKind
{
    /// <summary>Everything, because nothing was read before.</summary>
    First,
    /// <summary>What changed since the watermark.</summary>
    Ordinary,
    /// <summary>Everything, to see that nothing was missed.</summary>
    Full,
}

/// <summary>How a source is asked for what changed; the later ones are for services that do not understand the earlier ones
/// (docs/live.md 4.3).</summary>
public enum ReadMethod { Filter, QuotedFilter, Order, All, Bare }

/// <summary>What keeps a source from being read: a key of the words <c>live.trouble.…</c>.</summary>
public enum SourceTroubleKind
{
    /// <summary>Somebody has to sign in.</summary>
    SignIn,
    /// <summary>Somebody has to sign in, with a second factor.</summary>
    SecondFactor,
    /// <summary>The account lacks a role, or the application a consent.</summary>
    Role,
    /// <summary>A policy of the tenant asks for a fresh sign-in.</summary>
    Policy,
    /// <summary>What was read is about another organisation.</summary>
    OtherOrganization,
    /// <summary>Nothing answers at the address, or it is not what it should be.</summary>
    Address,
    /// <summary>The service is away, or gave up.</summary>
    Service,
    /// <summary>The service asks for patience.</summary>
    Busy,
    /// <summary>The answer is not understood.</summary>
    Answer,
    /// <summary>The pages have no end, or lead elsewhere.</summary>
    Pages,
    /// <summary>There were records, and now there are none.</summary>
    Nothing,
    /// <summary>As many requests as one day may have were made.</summary>
    DailyLimit,
    /// <summary>The store could not be written.</summary>
    Store,
    /// <summary>A fault of the program.</summary>
    Fault,
}

/// <summary>What went wrong at a source, without any of its words.</summary>
/// <param name="Status">Of the HTTP answer; 0 where there was none.</param>
/// <param name="Code">The service's own code, or an AADSTS number; empty where it gave none.</param>
/// <param name="RequestId">By which the service finds the request; empty where it gave none.</param>
/// <param name="Since">When it began.</param>
public sealed record SourceTrouble(SourceTroubleKind Kind, int Status, string Code, string RequestId, DateTimeOffset Since)
{
    /// <summary>Whether nothing gets better before a person does something.</summary>
    [JsonIgnore]
    public bool NeedsPerson => Kind is SourceTroubleKind.SignIn or SourceTroubleKind.SecondFactor or SourceTroubleKind.Role
        or SourceTroubleKind.Policy or SourceTroubleKind.OtherOrganization;
}

/// <summary>A run that has begun: its pages are kept, and it goes on at its link.</summary>
/// <param name="Since">What changed from here on is asked for; null for everything.</param>
/// <param name="Pages">How many pages are kept.</param>
/// <param name="Link">The next page; null for the first.</param>
/// <param name="AsOf">The service's time when the first page was answered.</param>
/// <param name="Restarts">How often it was begun anew because its link was refused.</param>
/// <param name="Engagements">Deals whose other sides are still to be looked at, when there is no further page.</param>
public sealed record RunState(RunKind Kind, ReadMethod Method, DateTimeOffset? Since, DateTimeOffset Started, int Pages = 0,
    string? Link = null,
    DateTimeOffset? AsOf = null, int Records = 0, int Restarts = 0, IReadOnlyList<Guid>? Engagements = null);

/// <summary>A source that is read by itself, and how it stands (docs/live.md 4.1).</summary>
public sealed record LiveSource
{
    private static readonly TimeSpan LateAfter = TimeSpan.FromHours(2);

    [JsonIgnore]
    public long OrganizationId { get; init; }

    /// <summary>Its number within the organisation, from 1.</summary>
    [JsonIgnore]
    public long Id { get; init; }

    /// <summary>When it is read next; null when it waits for a person.</summary>
    [JsonIgnore]
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Whether some process reads it at this moment.</summary>
    [JsonIgnore]
    public bool IsLeased { get; init; }

    /// <summary>A GUID or a domain of the directory that signs in.</summary>
    public required string Tenant { get; init; }

    /// <summary>The application's id in it.</summary>
    public required string Client { get; init; }

    /// <summary>Who signed in, as the directory calls them.</summary>
    public string Account { get; init; } = "";

    public bool IsPaused { get; init; }

    /// <summary>Paused because an import of it was undone: it goes on with everything.</summary>
    public bool IsUndone { get; init; }

    /// <summary>The service's time up to which everything was read; null before the first run has ended.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>The first way of asking that worked, and when it was tried.</summary>
    public ReadMethod Method { get; init; }
    public DateTimeOffset? MethodSince { get; init; }

    /// <summary>True when the links to next pages work as they are printed; null when none was followed yet.</summary>
    public bool? LinksArePrintedRight { get; init; }

    public RunState? Run { get; init; }
    public DateTimeOffset? TriedAt { get; init; }
    public DateTimeOffset? SucceededAt { get; init; }
    public DateTimeOffset? FullAt { get; init; }

    /// <summary>Between two runs, as whoever read it last was told.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>The service asked not to be asked before; null when it did not.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Failed runs on end.</summary>
    public int Failures { get; init; }
    public SourceTrouble? Trouble { get; init; }

    /// <summary>Requests made on a day of UTC.</summary>
    public DateOnly RequestsOn { get; init; }
    public int Requests { get; init; }

    /// <summary>How many records the last full run did not return, that earlier ones had.</summary>
    public int Missing { get; init; }

    /// <summary>Whether it tells of so many records that all of them are read seldom.</summary>
    public bool IsLarge { get; init; }

    /// <summary>Whether so many were missing at once that none was believed to be.</summary>
    public bool IsManyMissing { get; init; }

    /// <summary>Whether what it told last is older than it should be: three intervals, and two hours (docs/live.md 6).</summary>
    public bool IsLateAt(DateTimeOffset now)
    {
        TimeSpan most = 3 * Interval > LateAfter ? 3 * Interval : LateAfter;
        return SucceededAt is { } success && now - success > most;
    }
}

/// <summary>What a run did.</summary>
/// <param name="AsOf">The service's time it stands for; null when it did not come so far.</param>
/// <param name="Read">How many records came, each counted once.</param>
/// <param name="Ignored">Records of other organisations.</param>
/// <param name="Import">The import it made; null when nothing changed.</param>
/// <param name="Trouble">Why it did not end; null when it did.</param>
public sealed record RunReceipt(RunKind Kind, DateTimeOffset Started, DateTimeOffset? AsOf, int Pages, int Read, long New, long Changed,
    long Unchanged, long Refused, int Ignored, long? Import, SourceTrouble? Trouble)
{
    [JsonIgnore]
    public long Id { get; init; }

    [JsonIgnore]
    public DateTimeOffset EndedAt { get; init; }
}
