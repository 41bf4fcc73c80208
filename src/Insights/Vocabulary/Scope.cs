namespace Insights.Vocabulary;

/// <summary>What a reader may see of an organisation; see the roles of the source system (domain.md 6.5).</summary>
public enum Role : byte { ReferralsAdmin, ReferralsUser, ExecutiveViewer }

/// <summary>Whose facts are asked for, and as whom. Nothing reads facts without one (DESIGN.md, decision 4).</summary>
/// <param name="OrganizationId">The store's number of the organisation; every row belongs to exactly one.</param>
/// <param name="Role">What the reader may see.</param>
/// <param name="Person">The reader's mail address, needed by <see cref="Role.ReferralsUser"/>; null on one's own machine.</param>
public sealed record Scope(long OrganizationId, Role Role = Role.ReferralsAdmin, string? Person = null)
{
    /// <summary>Equal for readers who see the same figures: what is made for one of them may be handed to the others.</summary>
    public Scope Sight() => Role == Role.ReferralsUser ? this : new Scope(OrganizationId);
}
