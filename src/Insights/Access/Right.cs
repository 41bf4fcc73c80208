using Insights.Vocabulary;

namespace Insights.Access;

/// <summary>What a person or a program may do. Every address of the program asks for one (<see cref="EndpointRules"/>).</summary>
public enum Right
{
    /// <summary>Summary and dashboards: figures only, on the page and as files.</summary>
    SeeNumbers,
    /// <summary>The referrals behind a number, with the names of customers.</summary>
    SeeReferrals,
    /// <summary>Sending a page by mail or into the channel, in one's own name.</summary>
    Share,
    GiveFeedback,
    /// <summary>What was shared with whom, and whether it arrived.</summary>
    SeeDeliveries,
    AnswerFeedback,
    ChangeSettings,
    /// <summary>Files into the store, and imports out of it again.</summary>
    ManageSources,
    /// <summary>Tokens of programs and links for others: whoever has one comes in, or sees a page, without being one of us.</summary>
    ManageAccess,
    ReadAudit,
}

/// <summary>Who may do what: the one table the rules of addresses, the pages, the documents and the tests read.</summary>
public static class RoleTable
{
    private static readonly Dictionary<Role, HashSet<Right>> Rights = new()
    {
        [Role.ReferralsAdmin] = [.. Enum.GetValues<Right>()],
        // Of the referrals whose team names them; what is everybody's (settings, feedback of others) is not theirs.
        [Role.ReferralsUser] = [Right.SeeNumbers, Right.SeeReferrals, Right.Share, Right.GiveFeedback],
        // Aggregates without the name of any customer, so no list.
        [Role.ExecutiveViewer] = [Right.SeeNumbers, Right.Share, Right.GiveFeedback],
    };

    public static bool May(this Role role, Right right) => Rights[role].Contains(right);

    /// <summary>The roles that have a right, the most powerful first.</summary>
    public static IEnumerable<Role> Of(Right right) => Enum.GetValues<Role>().Where(role => role.May(right));
}

/// <summary>What a program's token may be used for.</summary>
/// <param name="Key">In the store, on the command line and in forms; the words are under <c>reach.{Key}</c>.</param>
public sealed record Reach(string Key, IReadOnlyList<Right> Rights)
{
    public static IReadOnlyList<Reach> All { get; } =
    [
        new("numbers", [Right.SeeNumbers]),
        new("referrals", [Right.SeeNumbers, Right.SeeReferrals]),
    ];

    public static Reach? Find(string? key) => All.FirstOrDefault(reach => reach.Key == key);
}
