using Insights.Access;
using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Page.Feedback;
using Insights.Page.Access;
using Insights.Page.Api;
using Insights.Page.Linked;
using Insights.Page.News;
using Insights.Page.Panels;
using Insights.Page.Settings;
using Insights.Page.SignIn;
using Insights.Page.Share;
using Insights.Page.Sources;
using Insights.Vocabulary;
using Insights.Widgets;
using Insights.Widgets.Qrp;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Insights.Page;

/// <summary>The page's addresses. Needs an <see cref="IReadings"/> among the services.</summary>
public static class PageRoutes
{
    public static IServiceCollection AddPage(this IServiceCollection services) => services
        .AddAntiforgery(options =>
        {
            options.Cookie.Name = "insights.form";
            // The mark comes in the form, which is so read in any case.
            options.HeaderName = null;
        })
        // A picture somebody sends is never a file on the way, which others could read or for which there may be no room.
        .Configure<FormOptions>(options => options.MemoryBufferThreshold = PngPicture.LargestInBytes + 64 * 1024);

    public static IEndpointRouteBuilder MapPage(this IEndpointRouteBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapGet("/", (HttpContext context) =>
            Answers.Redirect(context, Links.SummaryPath(Workspace.Insights) + context.Request.QueryString));
        // Everybody's, also while the store cannot be asked who somebody is.
        app.MapGet("/assets/{name}", PageFiles.Serve).ShortCircuit();
        foreach (Workspace workspace in Enum.GetValues<Workspace>())
        {
            app.MapGet(Links.SummaryPath(workspace), (HttpContext context, IReadings readings, IAntiforgery forms) =>
                Summary(workspace, context, readings, forms));
            foreach (Dashboard dashboard in Enum.GetValues<Dashboard>())
                app.MapGet(Links.DetailPath(workspace, dashboard), (HttpContext context, IReadings readings, IAntiforgery forms) =>
                    Detail(workspace, dashboard, context, readings, forms));
        }
        app.MapPost(Links.RemoveSample, RemoveSample);
        app.MapNews();
        app.MapSignIn();
        // Feedback, settings and shares are left at a formServices; a page over readings alone has none.
        if (app.ServiceProvider.GetService<FormServices>() is not null)
        {
            app.MapFeedback();
            app.MapSettings();
            app.MapShare();
            app.MapLinks();
            app.MapAccess();
            app.MapSources();
            app.MapMappings();
            app.MapLive();
            app.MapChanges();
            app.MapApi();
        }
        return app;
    }

    private static async Task<IResult> Summary(Workspace workspace, HttpContext context, IReadings readings, IAntiforgery forms)
    {
        AddressReading address = Read(workspace, context);
        SummaryQuery query = address.Query;
        // The form sends every field; the address keeps only what was chosen.
        if (context.Request.Query.ContainsKey("apply") && address.NotUnderstood.Count == 0) return Answers.Redirect(context,
            Links.Summary(query));

        Language language = ReaderLanguage.Of(query, context.Request);
        Reading? reading = await readings.SummaryAsync(context.Scope(), query, context.RequestAborted);
        Theme theme = Reader.ThemeOf(query, context.Request);
        if (reading is null) return await Drawing.PageAsync<EmptyStorePage>(context,
            new() { ["Language"] = language, ["Query"] = query, ["Theme"] = theme });
        Visit visit = await Visit.OfAsync(context, forms);
        return await Drawing.PageAsync<SummaryPage>(context, new()
        {
            ["View"] = new WidgetView(reading, language, query) { OpensLists = context.May(Right.SeeReferrals) },
            ["NotUnderstood"] = address.NotUnderstood.Concat(QrpChoice.NotUnderstood(reading, query)).ToArray(),
            ["Form"] = reading.IsSample ? visit.Form : null,
            ["Visit"] = visit,
            ["Theme"] = theme,
        });
    }

    private static async Task<IResult> Detail(Workspace workspace, Dashboard dashboard, HttpContext context, IReadings readings,
        IAntiforgery forms)
    {
        IQueryCollection asked = context.Request.Query;
        DashboardAddressReading address = DashboardAddress.Read(workspace, dashboard, name => asked[name], context.May(Right.SeeReferrals));
        DashboardQuery query = address.Query;
        if (asked.ContainsKey("apply") && address.NotUnderstood.Count == 0) return Answers.Redirect(context, Links.Detail(query));

        Language language = ReaderLanguage.Of(query.Summary, context.Request);
        Theme theme = Reader.ThemeOf(query.Summary, context.Request);
        if (await readings.DashboardAsync(context.Scope(), query, context.RequestAborted) is not { } reading)
            return await Drawing.PageAsync<EmptyStorePage>(context,
                new() { ["Language"] = language, ["Query"] = query.Summary, ["Theme"] = theme });
        Visit visit = await Visit.OfAsync(context, forms);
        return await Drawing.PageAsync<DashboardPage>(context, new()
        {
            ["View"] = new DashboardView(reading, language, query) { OpensLists = context.May(Right.SeeReferrals) },
            ["NotUnderstood"] = address.NotUnderstood,
            ["Form"] = reading.Reading.IsSample ? visit.Form : null,
            ["Visit"] = visit,
            ["Theme"] = theme,
        });
    }

    private static async Task<IResult> RemoveSample(HttpContext context, IReadings readings, IAntiforgery forms)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        await readings.RemoveSampleAsync(context.Scope(), context.RequestAborted);
        return Answers.SeeOther(context, Links.Summary(new SummaryQuery()));
    }

    private static AddressReading Read(Workspace workspace, HttpContext context) =>
        AddressReader.Read(workspace, name => context.Request.Query.TryGetValue(name, out var values) ? values[^1] : null);
}
