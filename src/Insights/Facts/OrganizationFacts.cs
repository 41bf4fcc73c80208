using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>Everything one organisation knows, as columns in memory: the one doorway to rows. Referrals closed as error and
/// Microsoft's sides are not in it, so no number ever has to leave them out. Immutable; shared by every reader.</summary>
public sealed class OrganizationFacts
{
    /// <summary>"No such moment" in a column of moments.</summary>
    public const long NoMoment = Version.None;

    /// <summary>"Not said" in <see cref="Value"/> and <see cref="ValueUsd"/>.</summary>
    public const long NoAmount = Version.None;

    public required string OrganizationName { get; init; }
    /// <summary>Its Partner Center id; null while no import has told it.</summary>
    public required string? OrganizationId { get; init; }
    public required bool IsSample { get; init; }
    /// <summary>The store's count of changes these facts were read at.</summary>
    public required long ChangeNumber { get; init; }
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The days of the zone that is reported in.</summary>
    internal LocalDays LocalDays => field ??= new LocalDays(ReportingZone.Of(Settings));

    /// <summary>Number of referrals; every column has this length, and rows are in order of <see cref="Created"/>.</summary>
    public int Count => Class.Length;

    public required ReferralClass[] Class { get; init; }
    public required State[] State { get; init; }
    /// <summary>Moments, in ticks of 100 ns since 1970 UTC, <see cref="NoMoment"/> where the event did not happen.</summary>
    public required long[] Created { get; init; }
    public required long[] Accepted { get; init; }
    public required long[] MicrosoftAccepted { get; init; }
    /// <summary>When it was won, lost, declined or expired; <see cref="State"/> says which.</summary>
    public required long[] Closed { get; init; }
    /// <summary>Which of a row's moments were observed rather than told.</summary>
    public required ObservedMoments[] Observed { get; init; }
    /// <summary>Which of a row's moments are days without a time; the column has the moment the day began.</summary>
    public required BareDays[] Days { get; init; }
    /// <summary>What of a row's sources was not believed.</summary>
    public required Doubts[] Doubts { get; init; }
    /// <summary>Codes of <see cref="Words"/>; -1 when unknown.</summary>
    public required Codes Country { get; init; }
    public required Codes Program { get; init; }
    public required Codes Currency { get; init; }
    /// <summary>Deal value in ten-thousandths of <see cref="Currency"/>, and the source's own conversion to USD.</summary>
    public required long[] Value { get; init; }
    public required long[] ValueUsd { get; init; }
    /// <summary>The store's version that told last of the row: where its names and details are found.</summary>
    public required int[] VersionId { get; init; }
    public required Coder Words { get; init; }

    /// <summary>Those closed as error: in no number and no list, and counted here so that a list can say so.</summary>
    public IReadOnlyList<ErroneousReferral> ClosedAsError { get; init; } = [];

    public required IReadOnlyList<Solution> Solutions { get; init; }
    public required IReadOnlyList<DayOfViews> Views { get; init; }
    /// <summary>False for a reader whom page views are not told: then they are unknown, not 0.</summary>
    public bool TellsViews { get; init; } = true;
    /// <summary>One per registration; those of referrals closed as error are not here.</summary>
    public required IReadOnlyList<Registration> Registrations { get; init; }
    /// <summary>The organisation's own monthly rates.</summary>
    public required IReadOnlyList<OwnRate> Rates { get; init; }
    /// <summary>What the facts rest on, one per format of file: when it was last imported.</summary>
    public required IReadOnlyList<Source> Sources { get; init; }
    /// <summary>Ids of referrals won before they were created: named, so that somebody can look (metrics.md 3, win time). The first
    /// hundred.</summary>
    public required IReadOnlyDictionary<int, string> WonBeforeCreated { get; init; }

    /// <summary>What these facts rest on, for the next reading; null for a part of them.</summary>
    internal FoldState? Fold { get; init; }

    /// <summary>A moment of a row as it was told: an instant, or a day; null when the event did not happen.</summary>
    /// <param name="which">Of the column.</param>
    public When? MomentOf(int row, BareDays which)
    {
        long ticks = (which switch
        {
            BareDays.Created => Created,
            BareDays.Accepted => Accepted,
            BareDays.Closed => Closed,
            BareDays.MicrosoftAccepted => MicrosoftAccepted,
            _ => throw new ArgumentOutOfRangeException(nameof(which), which, null),
        })[row];
        if (ticks == NoMoment) return null;
        return (Days[row] & which) != 0
            ? When.OnDay(DateOnly.FromDayNumber(LocalDays.Day(ticks)))
            : DateTimeOffset.UnixEpoch.AddTicks(ticks);
    }
}

/// <summary>A referral closed as error: only what it would have been.</summary>
public readonly record struct ErroneousReferral(ReferralClass Class, long Created);

/// <summary>A solution as last told.</summary>
public sealed record Solution(string Id, string? Name, SolutionClass Class);

/// <summary>Page views and call-to-action clicks of one day and source.</summary>
public sealed record DayOfViews(DateOnly Day, string Source, long PageViews, long CtaClicks);

/// <summary>What one unit of a currency was worth in USD in a month (its first day).</summary>
public sealed record OwnRate(string Currency, DateOnly Month, decimal UsdPerUnit);

/// <summary>A format of file that told facts, and when a file of it was last imported.</summary>
public sealed record Source(string Format, DateTimeOffset RefreshedAt);

/// <summary>The moments of a referral that were observed, not told by its source.</summary>
[Flags]
public enum ObservedMoments : byte { None = 0, Created = 1, Accepted = 2, Closed = 4, MicrosoftAccepted = 8 }

/// <summary>The moments of a referral that were told as days without a time.</summary>
[Flags]
public enum BareDays : byte { None = 0, Created = 1, Accepted = 2, Closed = 4, MicrosoftAccepted = 8 }

/// <summary>What a source said of a referral that was not believed: a state whose word we do not know; that it is open, after it was
/// closed.</summary>
[Flags]
public enum Doubts : byte { None = 0, UnknownState = 1, Reopened = 2 }

/// <summary>An IP co-sell registration as all its observations together tell it.</summary>
/// <param name="ApprovedAt">Approved, else passed, in ticks of 100 ns since 1970 UTC; null when neither happened, or it failed later
/// (metrics.md 3).</param>
/// <param name="Undated">The status says approved and no date was told: in no period, and noted.</param>
public sealed record Registration(string ReferralId, long? ApprovedAt, bool Undated, decimal? ContractValue, string? Currency,
    decimal? ContractValueUsd)
{
    /// <summary>What its observations together tell: the moments as they were told, which may be days without a time.</summary>
    public required RegistrationObservation Told { get; init; }
    /// <summary>Moments in ticks of 100 ns since 1970 UTC; null where it did not happen or nobody told.</summary>
    public long? RegisteredAt { get; init; }
    /// <summary>When a review began: pending, else the first call for action.</summary>
    public long? ReviewAt { get; init; }
    /// <summary>When its review passed; null for one that failed in the end.</summary>
    public long? PassedAt { get; init; }
    /// <summary>When it failed, for those that did not pass or were not approved after.</summary>
    public long? FailedAt { get; init; }
    /// <summary>What its source calls the annual contract value, in <see cref="Currency"/> and in USD.</summary>
    public decimal? AnnualValue { get; init; }
    /// <inheritdoc cref="AnnualValue"/>
    public decimal? AnnualValueUsd { get; init; }
    /// <summary>How long the contract runs, at least 1; 6 for a perpetual one (domain.md 6.4); null when nobody told.</summary>
    public decimal? Years { get; init; }
}
