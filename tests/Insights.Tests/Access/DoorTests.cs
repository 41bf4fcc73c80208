using Insights.Access;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Http;

namespace Insights.Tests.Access;

/// <summary>Who may come in where, written down once more by hand: the other tests read the program's own table.</summary>
public sealed class DoorTests
{
    private static readonly string[] OpenToAll =
    [
        "GET /assets/{name}", "GET /health/live", "GET /health/ready", "GET /sign-in", "POST /sign-in", "POST /sign-out", "GET /s/{word}",
            "POST /s/{word}",
    ];

    private static readonly string[] Numbers =
    [
        "GET /api/v1/summary", "GET /api/v1/summary.pdf", "GET /api/v1/summary.csv", "GET /api/v1/summary.xlsx", "GET /api/v1/leads",
            "GET /api/v1/leads.pdf",
        "GET /api/v1/cosell", "GET /api/v1/cosell.pdf", "GET /api/v1/openapi.json",
    ];

    private static readonly string[] Lists = ["GET /api/v1/list", "GET /api/v1/list.csv", "GET /api/v1/list.tsv", "GET /api/v1/list.xlsx"];

    private static readonly string[] Everybody =
    [
        .. Numbers, "GET /", "GET /api/v1", "GET /changes", "POST /news/seen", "GET /share", "POST /share", "GET /feedback/new", "POST /feedback",
            "POST /feedback/{id:long}/read",
        "GET /settings", "POST /settings/reader", .. Of("summary"), .. Of("leads"), .. Of("cosell"),
    ];

    private static readonly string[] WithNamesOfCustomers =
        [.. Lists, "GET /api/v1/customers", .. Of("list"), .. Of("referral"), .. Of("referral/{**id}")];

    private static readonly string[] Leaving =
    [
        "GET /api/v1/summary.pdf", "GET /api/v1/summary.csv", "GET /api/v1/summary.xlsx", "GET /api/v1/leads.pdf",
            "GET /api/v1/cosell.pdf", .. Lists,
        "GET /feedback.csv", "GET /access/audit.csv", "GET /sources/files/{id}/refused.csv",
    ];

    [Fact]
    public void Who_was_not_recognised_may_do_nothing() =>
        Enum.GetValues<Right>().ShouldAllBe(right => !new DefaultHttpContext().May(right));

    private static string[] Of(string page) => [$"GET /insights/{page}", $"GET /referrals/{page}"];

    private static void ShouldBe(Func<EndpointRule, bool> which, params string[] expected) =>
        EndpointRules.All.Where(which).Select(d => $"{d.Method} {d.Pattern}").Order(StringComparer.Ordinal)
            .ShouldBe(expected.Order(StringComparer.Ordinal));

    [Fact]
    public void Each_role_opens_what_is_written_here_and_no_more()
    {
        ShouldBe(d => d.Right is null, OpenToAll);
        ShouldBe(d => d.Right is { } right && Role.ExecutiveViewer.May(right), Everybody);
        ShouldBe(d => d.Right is { } right && Role.ReferralsUser.May(right), [.. Everybody, .. WithNamesOfCustomers]);
        EndpointRules.All.ShouldAllBe(d => d.Right == null || Role.ReferralsAdmin.May(d.Right.Value));
    }

    [Fact]
    public void A_program_opens_figures_and_with_the_longer_reach_lists()
    {
        bool Opens(EndpointRule door, string reach) => door is { Programs: true, Right: { } right }
            && Reach.Find(reach)!.Rights.Contains(right);
        ShouldBe(d => Opens(d, "numbers"), Numbers);
        ShouldBe(d => Opens(d, "referrals"), [.. Numbers, .. Lists]);
        (Reach.Find("everything"), Reach.Find(null), Reach.Find("Numbers")).ShouldBe((null, null, null));
    }

    [Fact]
    public void What_leaves_by_a_door_is_noted_and_nothing_else()
    {
        ShouldBe(d => d.Leaves is not null, Leaving);
        EndpointRules.All.Where(d => d.Method == "POST")
            .ShouldAllBe(d => d.Leaves == null, "a form is told of by what it changes, or not at all");
    }

    [Fact]
    public void HEAD_comes_in_where_GET_does()
    {
        EndpointRules.Of("HEAD", "/access/audit.csv").ShouldBe(EndpointRules.Of("GET", "/access/audit.csv"));
        (EndpointRules.Of("HEAD", "/share/{id:long}/retry"), EndpointRules.Of("GET", "/nowhere"), EndpointRules.Of("GET", null))
            .ShouldBe((null, null, null));
    }
}
