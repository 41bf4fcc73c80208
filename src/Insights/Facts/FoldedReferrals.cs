using Insights.Store;

namespace Insights.Facts;

/// <summary>Referrals folded into columns, and what it takes to fold some of them anew.</summary>
/// <param name="Words">What the columns of words are coded by.</param>
/// <param name="Sides">Microsoft's sides of all engagements.</param>
/// <param name="Errors">By key, the referrals closed as error: what else is told of them counts nowhere either.</param>
internal sealed record FoldedReferrals(ReferralColumns Columns, Coder Words, MicrosoftSides Sides,
    IReadOnlyDictionary<long, ErroneousReferral> Errors);

/// <summary>What facts rest on, kept with them so that the next reading need only look at what came since.</summary>
/// <param name="Imports">All imports there were, in the order of their numbers.</param>
internal sealed record FoldState(IReadOnlyList<ImportEntry> Imports, MicrosoftSides Sides,
    IReadOnlyDictionary<long, ErroneousReferral> Errors);
