using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest.Sample;

/// <summary>One referral of the sample, from its first day to the last we know of. Moments are UTC.</summary>
internal sealed class Story
{
    public required Guid Id { get; init; }
    public required Guid EngagementId { get; init; }
    public required ReferralType Type { get; init; }
    /// <summary>Only of marketplace leads.</summary>
    public LeadKind? Lead { get; init; }
    public required Country Country { get; init; }
    public required Customer Customer { get; init; }
    public required string Title { get; init; }
    public required SamplePerson Owner { get; init; }
    public required DateTime Created { get; init; }
    public QualifiedProgram? Program { get; init; }
    public required SampleSolution Solution { get; init; }
    /// <summary>The partner who sent us an inbound deal; null when it came from Microsoft.</summary>
    public (Guid Id, string Name)? Partner { get; init; }

    public ObservedState State { get; set; }
    public DateTime? Accepted { get; set; }
    public DateTime? Closed { get; set; }
    public string? Reason { get; set; }
    public bool IsSpam { get; set; }
    /// <summary>The known defect of the source: a deal of our own that says "Incoming" (domain.md 5.9).</summary>
    public bool SaysIncoming { get; set; }

    /// <summary>Estimated value in <see cref="Currency"/>; null while nobody has typed one.</summary>
    public decimal? Value { get; set; }
    public string Currency => Country.Currency;
    public DateTime ExpectedClose { get; set; }
    /// <summary>When somebody last touched it; never before any of the other moments.</summary>
    public DateTime Updated { get; set; }

    public MicrosoftSide? Microsoft { get; set; }
    public string? MsxId { get; set; }
    public SampleRegistration? Registration { get; set; }

    /// <summary>A number from 0 to 255 of its own, the same every time. The id is random, so its bytes choose evenly and need no
    /// dice.</summary>
    public int Trait(int which) => Id.ToByteArray()[which];

    public bool IsOurs => Type is ReferralType.Outbound or ReferralType.Private or ReferralType.PartnerLed;

    public bool IsLead => Type.Group() == ReferralGroup.Leads;
}

/// <summary>Microsoft's copy of an outbound deal: what its seller made of our request.</summary>
internal sealed record MicrosoftSide(Guid Id, DateTime Created, ObservedState State, DateTime? Accepted, DateTime? Closed);

/// <summary>An Azure IP co-sell registration of a won deal, with the moments of its review.</summary>
internal sealed record SampleRegistration(Guid Id, DateTime Registered, string Status, decimal ContractValue, decimal SolutionValue,
    DateTime Signed, int Years)
{
    public DateTime? ReviewPending { get; init; }
    public DateTime? ActionRequired { get; init; }
    public DateTime? Passed { get; init; }
    public DateTime? Failed { get; init; }
    public DateTime? Approved { get; init; }

    public DateTime LastTouched => new[] { Registered, ReviewPending, ActionRequired, Passed, Failed, Approved }.Max()!.Value;
}
