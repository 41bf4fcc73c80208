using Insights.Access;
using Insights.Facts;
using Insights.Metrics;
using Insights.Metrics.Lists;
using Insights.Page.Panels;
using Insights.Vocabulary;
using Insights.Widgets;
using Insights.Widgets.Lists;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Insights.Page.Lists;

/// <summary>The addresses of lists and of single referrals, in both workspaces. Needs a <see cref="FactsCache"/> and a clock among the
/// services.</summary>
public static class ListRoutes
{
    private const int Suggestions = 10;

    public static IEndpointRouteBuilder MapLists(this IEndpointRouteBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        foreach (Workspace workspace in Enum.GetValues<Workspace>())
        {
            app.MapGet(ListLinks.Path(workspace), (HttpContext context, FactsCache facts, TimeProvider clock) =>
                List(workspace, context, facts, clock));
            app.MapGet(ListLinks.ReferralPath(workspace), (HttpContext context, FactsCache facts, TimeProvider clock) =>
                Referral(workspace, context, facts, clock));
            // As addresses were before. A slash stays as it was written, for it could have been a part of the path.
            app.MapGet(ListLinks.ReferralPath(workspace) + "/{**id}", (HttpContext context, string id) =>
            {
                SummaryQuery query = ListAddress.Read(workspace, name => context.Request.Query[name]).Query.Summary;
                return Answers.Redirect(context, ListLinks.Referral(query, id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)));
            });
        }
        app.MapGet(ListLinks.Customers, Customers);
        return app;
    }

    /// <summary>Names for a field to suggest, as a JSON array; nothing for fewer than two letters.</summary>
    private static async Task<IResult> Customers(HttpContext context, FactsCache facts)
    {
        string text = context.Request.Query["q"].ToString().Trim();
        bool asked = text.Length is >= 2 and <= 200;
        return Results.Json(asked && await facts.OpenAsync(context.Scope(), context.RequestAborted) is { } records
            ? await records.CustomersAsync(text, Suggestions, context.RequestAborted) : []);
    }

    private static async Task<IResult> List(Workspace workspace, HttpContext context, FactsCache facts, TimeProvider clock)
    {
        ListReading address = ListAddress.Read(workspace, name => context.Request.Query[name]);
        ListQuery query = address.Query;
        Language language = ReaderLanguage.Of(query.Summary, context.Request);
        if (await facts.OpenAsync(context.Scope(), context.RequestAborted) is not { } records)
            return await Empty(context, language, query.Summary);

        DateTimeOffset now = clock.GetUtcNow();
        Period period = query.Summary.Period(now, ReportingSettings.Of(records.Facts.Settings).Zone);
        // No list is so long that a page so far behind is not beyond its last.
        int before = (int)Math.Min((query.Page - 1L) * ListQuery.RowsOnPage, int.MaxValue - ListQuery.RowsOnPage);
        var question = new ListQuestion(query.Population, query.Filters, period, query.Sort) { Page = (before, ListQuery.RowsOnPage) };
        Listing listing = await Listings.ReadAsync(records, question, query.Search, now, context.RequestAborted);
        // A page beyond the last is the last: a list may have shrunk since its address was copied.
        int pages = Math.Max(1, (listing.Listed + ListQuery.RowsOnPage - 1) / ListQuery.RowsOnPage);
        query = query with { Page = Math.Min(query.Page, pages) };
        int from = (query.Page - 1) * ListQuery.RowsOnPage;
        IReadOnlyList<ListedReferral> page = listing.Kind == ListKind.Referrals
            ? Listings.Page(records.Facts, listing.Rows.AsSpan(from, Math.Min(ListQuery.RowsOnPage, listing.Rows.Length - from)))
            : [];
        return await Drawing.PageAsync<ListPage>(context, new()
        {
            ["View"] = new ListView(query, language, listing, records.Facts.OrganizationName, page,
                await records.ReadAsync([.. page.Select(p => p.VersionId)], context.RequestAborted), from)
            { ChangeNumber = records.Facts.ChangeNumber },
            ["NotUnderstood"] = address.NotUnderstood,
        });
    }

    private static async Task<IResult> Referral(Workspace workspace, HttpContext context, FactsCache facts, TimeProvider clock)
    {
        SummaryQuery query = ListAddress.Read(workspace, name => context.Request.Query[name]).Query.Summary;
        Language language = ReaderLanguage.Of(query, context.Request);
        if (await facts.OpenAsync(context.Scope(), context.RequestAborted) is not { } records) return await Empty(context, language, query);
        string id = context.Request.Query["id"].ToString(), digest = context.Request.Query["digest"].ToString();
        ReferralRecord? found = id.Length > 0 ? await records.FindAsync(id, context.RequestAborted)
            : digest.Length == 64 && digest.All(char.IsAsciiHexDigit)
                ? await records.FindByDigestAsync(Convert.FromHexString(digest), context.RequestAborted) : null;
        if (found is not { } record)
        {
            return await Drawing.PageAsync<NoReferralPage>(context,
                new() { ["Language"] = language, ["Query"] = query, ["Id"] = id.Length > 0 ? id : digest }, StatusCodes.Status404NotFound);
        }
        return await Drawing.PageAsync<ReferralPage>(context, new()
        {
            ["View"] = await ReferralView.ReadAsync(records, record, query, language, clock.GetUtcNow(), context.RequestAborted),
        });
    }

    private static Task<IResult> Empty(HttpContext context, Language language, SummaryQuery query) =>
        Drawing.PageAsync<EmptyStorePage>(context, new() { ["Language"] = language, ["Query"] = query });
}
