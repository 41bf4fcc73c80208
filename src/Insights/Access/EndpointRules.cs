namespace Insights.Access;

/// <summary>One address of the program.</summary>
/// <param name="Right">What one must be allowed to do; null for what is open to everybody.</param>
/// <param name="Leaves">What the audit trail says of what leaves by it; null when nothing does. What is changed is told by the change
/// itself.</param>
/// <param name="Programs">Whether a token opens it.</param>
public sealed record EndpointRule(string Method, string Pattern, Right? Right, string? Leaves = null, bool Programs = false);

/// <summary>Every address of the program and what it asks for. What is not here is closed.</summary>
public static class EndpointRules
{
    private static readonly string[] Workspaces = ["insights", "referrals"];

    public static IReadOnlyList<EndpointRule> All { get; } =
    [
        Open("GET", "/assets/{name}"), Open("GET", "/health/live"), Open("GET", "/health/ready"),
        Open("GET", "/sign-in"), Open("POST", "/sign-in"), Open("POST", "/sign-out"),
        Page("/", Right.SeeNumbers), Page("/changes", Right.SeeNumbers),
        .. Workspaces.SelectMany(workspace => (EndpointRule[])
        [
            Page($"/{workspace}/summary", Right.SeeNumbers), Page($"/{workspace}/leads", Right.SeeNumbers),
                Page($"/{workspace}/cosell", Right.SeeNumbers),
            Page($"/{workspace}/list", Right.SeeReferrals), Page($"/{workspace}/referral", Right.SeeReferrals),
                Page($"/{workspace}/referral/{{**id}}", Right.SeeReferrals),
        ]),
        .. new[] { "summary", "leads", "cosell" }.SelectMany(page =>
        (EndpointRule[])[Numbers($"/api/v1/{page}"), Numbers($"/api/v1/{page}.pdf", "export")]),
        Numbers("/api/v1/summary.csv", "export"), Numbers("/api/v1/summary.xlsx", "export"),
        Page("/api/v1", Right.SeeNumbers), Numbers("/api/v1/openapi.json"),
        Page("/api/v1/customers", Right.SeeReferrals),
        .. new[] { "", ".csv", ".tsv", ".xlsx" }.Select(ending =>
        new EndpointRule("GET", "/api/v1/list" + ending, Right.SeeReferrals, "export", Programs: true)),
        Form("/news/seen", Right.SeeNumbers), Form("/sample/remove", Right.ChangeSettings),
        Page("/share", Right.Share), Form("/share", Right.Share), Page("/share/log", Right.SeeDeliveries),
        Form("/share/{id:long}/retry", Right.SeeDeliveries),
        // Who has a frozen link needs no sign-in: making one is giving access.
        Page("/share/links", Right.ManageAccess), Form("/share/links", Right.ManageAccess),
        Form("/share/links/{id:long}/revoke", Right.ManageAccess),
        // A link's word is its key; a link to the page as it is leads to an address with a rule of its own.
        Open("GET", "/s/{word}"), Open("POST", "/s/{word}"),
        Page("/feedback/new", Right.GiveFeedback), Form("/feedback", Right.GiveFeedback),
            Form("/feedback/{id:long}/read", Right.GiveFeedback),
        Page("/feedback", Right.AnswerFeedback), Page("/feedback/{id:long}.png", Right.AnswerFeedback),
            Form("/feedback/{id:long}", Right.AnswerFeedback),
        new("GET", "/feedback.csv", Right.AnswerFeedback, "export"),
        // The page has each reader's own language and theme; what is everybody's is drawn for who may change it.
        Page("/settings", Right.SeeNumbers), Form("/settings/reader", Right.SeeNumbers),
        Form("/settings/reporting", Right.ChangeSettings), Form("/settings/rhythm", Right.ChangeSettings),
        Form("/settings/programs", Right.ChangeSettings),
        Page("/sources", Right.ManageSources), Form("/sources/files", Right.ManageSources), Form("/sources/sample", Right.ManageSources),
        Page("/sources/files/{id}", Right.ManageSources), Form("/sources/files/{id}", Right.ManageSources),
        Form("/sources/files/{id}/import", Right.ManageSources), Form("/sources/files/{id}/cancel", Right.ManageSources),
        Page("/sources/files/{id}/mapping", Right.ManageSources), Form("/sources/files/{id}/mapping", Right.ManageSources),
        Form("/sources/files/{id}/mapping/keep", Right.ManageSources), Page("/sources/mappings.json", Right.ManageSources),
        Form("/sources/mappings/forget", Right.ManageSources),
        new("GET", "/sources/files/{id}/refused.csv", Right.ManageSources, "export"),
        Page("/sources/imports/{id:long}", Right.ManageSources), Form("/sources/imports/{id:long}/undo", Right.ManageSources),
        Form("/sources/imports/{id:long}/redo", Right.ManageSources),
        Form("/sources/live/connect", Right.ManageSources), Form("/sources/live/cancel", Right.ManageSources),
        .. new[] { "sync", "full", "pause", "resume", "disconnect" }.Select(action =>
        Form($"/sources/live/{{id:long}}/{action}", Right.ManageSources)),
        Page("/access", Right.ManageAccess), Form("/access/tokens", Right.ManageAccess),
        Form("/access/tokens/{id:long}/revoke", Right.ManageAccess),
        Page("/access/audit", Right.ReadAudit), new("GET", "/access/audit.csv", Right.ReadAudit, "export"),
    ];

    /// <summary>The rule of an address; null for one nobody put into the table.</summary>
    /// <param name="method">HEAD is GET without its body.</param>
    public static EndpointRule? Of(string method, string? pattern) =>
        Known.GetValueOrDefault((method == "HEAD" ? "GET" : method, pattern ?? ""));

    private static readonly Dictionary<(string, string), EndpointRule> Known = All.ToDictionary(rule => (rule.Method, rule.Pattern));

    private static EndpointRule Open(string method, string pattern) => new(method, pattern, null);

    private static EndpointRule Page(string pattern, Right right) => new("GET", pattern, right);

    private static EndpointRule Numbers(string pattern, string? leaves = null) =>
        new("GET", pattern, Right.SeeNumbers, leaves, Programs: true);

    private static EndpointRule Form(string pattern, Right right) => new("POST", pattern, right);
}
