using System.Globalization;
using System.IO.Compression;
using System.Text;
using Insights.Access;
using Insights.Metrics;
using Insights.Page.Panels;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Widgets;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Insights.Page.Linked;

/// <summary>Links made for others: to the page as it is, for who can sign in, or to the page as it was, for whoever has the link.
/// Needs a <see cref="FormServices"/> among the services.</summary>
public static class LinkedRoutes
{
    public const int LongestName = 80, LongestDays = 366, LongestPassword = 200;

    // The page holds its style, and nothing that could run or be sent.
    private const string FrozenPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; " +
        "form-action 'none'; frame-ancestors 'none'; sandbox";

    public static void MapLinks(this IEndpointRouteBuilder app)
    {
        app.MapGet(LinkedLinks.Page, (HttpContext context, IAntiforgery forms, IReadings readings, FormServices formServices) =>
            Draw(context, forms, readings, formServices, null, null));
        app.MapPost(LinkedLinks.Page, Make);
        app.MapPost("/share/links/{id:long}/revoke", Revoke);
        app.MapGet(LinkedLinks.Opened + "/{word}", (string word, HttpContext context, IAntiforgery forms, FormServices formServices) =>
            Open(word, context, forms, formServices));
        app.MapPost(LinkedLinks.Opened + "/{word}", (string word, HttpContext context, IAntiforgery forms, FormServices formServices) =>
            Open(word, context, forms, formServices));
    }

    private static async Task<IResult> Make(HttpContext context, IAntiforgery forms, IReadings readings, FormServices formServices)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        IFormCollection form = context.Request.Form;
        Task<IResult> Again(string problem) => Draw(context, forms, readings, formServices, problem, null);
        if (context.Scope() is not { } scope || Answers.OwnAddress(form["at"]) is not { } at
            || await Reader.ViewAsync(context, readings, at) is not { } view) return await Again("form.problem.nobody");
        string name = form["name"].ToString().Trim(), password = form["password"].ToString();
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl)) return await Again("links.problem.name");
        if (!int.TryParse(form["days"], NumberStyles.None, CultureInfo.InvariantCulture, out int days) || days is < 1 or > LongestDays)
            return await Again("links.problem.days");
        if (password.Length > LongestPassword) return await Again("links.problem.password");
        bool frozen = form["kind"] == "frozen";
        if (password.Length > 0 && !frozen) return await Again("links.problem.live");

        byte[]? page = frozen ? Pack(await Html.OnPaperAsync(view with { OpensLists = false })) : null;
        var secret = Secret.New(scope.OrganizationId);
        await formServices.Store.SharedLinks.PutAsync(scope, secret.Hash, name, ShareLinks.Reading(view), formServices.Clock.GetUtcNow()
            .AddDays(days), password.Length > 0 ? Password.Hash(password) : null, page, context.RequestAborted);
        // Drawn at once and not by an address: the word is shown this one time.
        return await Draw(context, forms, readings, formServices, null, $"{Address(context)}{LinkedLinks.Opened}/{secret.Word}");
    }

    private static async Task<IResult> Revoke(long id, HttpContext context, IAntiforgery forms, FormServices formServices)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        return context.Scope() is { } scope && await formServices.Store.SharedLinks.RevokeAsync(scope, id, context.RequestAborted)
            ? Answers.SeeOther(context, LinkedLinks.Page + "#revoked") : Results.NotFound();
    }

    private static async Task<IResult> Open(string word, HttpContext context, IAntiforgery forms, FormServices formServices)
    {
        CancellationToken cancel = context.RequestAborted;
        SharedLinks links = formServices.Store.SharedLinks;
        if (Secret.Read(word) is not { } secret || await links.FindAsync(secret.OrganizationId, secret.Hash, cancel) is not { } link)
            return await Say("links.unknown", StatusCodes.Status404NotFound);
        if (!link.IsOpenAt(formServices.Clock.GetUtcNow()))
            return await Say(link.RevokedAt is not null ? "links.closed.revoked" : "links.closed.expired", StatusCodes.Status410Gone);
        bool sent = HttpMethods.IsPost(context.Request.Method);
        if (link.PasswordHash is { } hash)
        {
            if (!sent) return await Say(null, StatusCodes.Status200OK);
            if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
            string[] guess = ["password from " + Gate.Address(context), string.Create(CultureInfo.InvariantCulture,
                $"password of {secret.OrganizationId} {link.Id}")];
            if (!formServices.Gate.LetsIn(guess)) return await Say("form.problem.often", StatusCodes.Status429TooManyRequests);
            string password = context.Request.Form["password"].ToString();
            if (password.Length > LongestPassword || !Password.Fits(password, hash))
                return await Say("links.problem.wrong", StatusCodes.Status403Forbidden);
            formServices.Gate.Forgive(guess);
        }
        else if (sent) return Results.StatusCode(StatusCodes.Status405MethodNotAllowed);

        if (!context.AsksForHead())
        {
            AuthenticateResult known = await context.AuthenticateAsync(SessionTickets.Scheme);
            string? person = known.Succeeded ? (await SessionTickets.TrailOf(known.Principal, formServices.Store, cancel)).Person : null;
            links.Opened(secret.OrganizationId, link, person ?? context.Connection.RemoteIpAddress?.ToString() ?? "");
        }
        if (!link.IsFrozen) return Answers.SeeOther(context, link.Reading);

        byte[] page = await links.PageAsync(secret.OrganizationId, link.Id, cancel) ?? [];
        context.Response.Headers.ContentSecurityPolicy = FrozenPolicy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers["X-Robots-Tag"] = "noindex";
        context.Response.Headers.CacheControl = "private, no-store";
        return Results.Bytes(Unpack(page), "text/html; charset=utf-8");

        async Task<IResult> Say(string? problem, int status)
        {
            (SummaryQuery query, Language language, Theme theme) = Reader.Of(context);
            context.Response.Headers["X-Robots-Tag"] = "noindex";
            return await Drawing.PageAsync<OpenPage>(context, new()
            {
                ["Language"] = language,
                ["Query"] = query,
                ["Theme"] = theme,
                ["Here"] = context.Request.Path.Value!,
                ["Asks"] = status is not (StatusCodes.Status404NotFound or StatusCodes.Status410Gone),
                ["Problem"] = problem,
                ["Token"] = forms.GetAndStoreTokens(context),
            }, status);
        }
    }

    private static async Task<IResult> Draw(HttpContext context, IAntiforgery forms, IReadings readings, FormServices formServices,
        string? problem, string? made)
    {
        string at = Answers.OwnAddress(context.Request.HasFormContentType ? context.Request.Form["at"] : context.Request.Query["at"])
            ?? Links.SummaryPath(Workspace.Insights);
        (SummaryQuery query, Language language, Theme theme) = Reader.Of(context, at);
        if (await Reader.ViewAsync(context, readings, at) is not { } view)
            return await Drawing.PageAsync<EmptyStorePage>(context,
                new() { ["Language"] = language, ["Query"] = query, ["Theme"] = theme });
        Scope scope = context.Scope()!;
        return await Drawing.PageAsync<LinksPage>(context, new()
        {
            ["View"] = view,
            ["Theme"] = theme,
            ["Token"] = forms.GetAndStoreTokens(context),
            ["Problem"] = problem,
            ["Made"] = made,
            ["At"] = at,
            ["Shared"] = await formServices.Store.SharedLinks.ListAsync(scope, context.RequestAborted),
            ["Now"] = formServices.Clock.GetUtcNow(),
            ["Zone"] = ReportingSettings.Of(await formServices.Store.SettingsAsync(scope, context.RequestAborted)).Zone,
        }, problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static string Address(HttpContext context) =>
        context.RequestServices.GetService(typeof(Share.ShareServices)) is Share.ShareServices { PublicAddress: { } known }
            ? known.ToString().TrimEnd('/')
            : $"{context.Request.Scheme}://{context.Request.Host.ToUriComponent()}{context.Request.PathBase.ToUriComponent()}";

    private static byte[] Pack(string page)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest)) brotli.Write(Encoding.UTF8.GetBytes(page));
        return packed.ToArray();
    }

    private static byte[] Unpack(byte[] page)
    {
        using var brotli = new BrotliStream(new MemoryStream(page), CompressionMode.Decompress);
        using var text = new MemoryStream();
        brotli.CopyTo(text);
        return text.ToArray();
    }
}
