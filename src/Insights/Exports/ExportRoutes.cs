using Microsoft.AspNetCore.Routing;
using Insights.Access;
using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Exports;

/// <summary>The addresses under which numbers leave for other programs.</summary>
public static class ExportRoutes
{
    public const string SummaryPath = "/api/v1/summary";

    /// <param name="read">The reading an address asks for; null when the store is empty.</param>
    public static void MapExports(this IEndpointRouteBuilder app, Func<HttpContext, SummaryQuery, ValueTask<Reading?>> read) =>
        app.MapGet(SummaryPath, (Delegate)(async (HttpContext context) =>
        {
            AddressReading address = AddressReader.Read(Workspace.Insights, name => context.Request.Query.TryGetValue(name, out var values)
                ? values[^1] : null);
            return Misunderstood(address.NotUnderstood)
                ?? Document(context, await read(context, address.Query), address.Query, SummaryJson.Write);
        }));

    /// <summary>The dashboards' documents.</summary>
    /// <param name="read">The reading an address asks for; null when the store is empty.</param>
    public static void MapDashboardExports(this IEndpointRouteBuilder app, Func<HttpContext, DashboardQuery,
        ValueTask<DashboardReading?>> read)
    {
        foreach (Dashboard dashboard in Enum.GetValues<Dashboard>())
            app.MapGet(Links.JsonPath(dashboard), (Delegate)(async (HttpContext context) =>
            {
                DashboardAddressReading address = DashboardAddress.Read(Workspace.Insights, dashboard, name => context.Request.Query[name],
                    context.May(Right.SeeReferrals));
                return Misunderstood(address.NotUnderstood)
                    ?? Document(context, await read(context, address.Query), address.Query.Summary, DashboardJson.Write);
            }));
    }

    /// <summary>The API takes the page's own address; what the page would forgive, a program is told.</summary>
    private static IResult? Misunderstood(IReadOnlyList<NotUnderstood> wrong) => wrong.Count == 0 ? null
        : Results.Problem(statusCode: StatusCodes.Status400BadRequest, title: "The address is not understood.",
        detail: string.Join(" ", wrong.Select(n => $"{n.Name} = {n.Value}: {Language.English.Say(n.Reason, n.Value)}")));

    private static IResult Document<T>(HttpContext context, T? reading, SummaryQuery query, Action<Stream, T, Language> write) where T
        : class
    {
        if (reading is null)
            return Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "The store is empty.",
                detail: "Import referrals first: insights import FILE.");
        using var json = new MemoryStream();
        write(json, reading, Language.Find(query.Language) ?? Language.English);
        return Results.Bytes(json.ToArray(), "application/json; charset=utf-8");
    }
}
