using Insights.Access;
using Insights.Page.Panels;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Widgets;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Insights.Page.SignIn;

/// <summary>By which ways one can come in.</summary>
/// <param name="Provider">The authentication scheme of the company's identity provider; null when there is none.</param>
/// <param name="Contact">Whom to ask for a role; null when nobody said.</param>
public sealed record SignInWays(string? Provider, string? Contact);

/// <summary>Signing in and out, and what somebody is told who may not come in.</summary>
public static class SignInRoutes
{
    private const int LongestKey = 200;

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetService<SignInWays>() is null) return;
        app.MapGet(SignInLinks.Page, (Delegate)Come);
        app.MapPost(SignInLinks.Page, Enter);
        app.MapPost(SignInLinks.Out, Leave);
    }

    /// <summary>The page, or document, for somebody who is not let in.</summary>
    public static async Task TurnAwayAsync(HttpContext context, Denial denial, Right? needed)
    {
        ArgumentNullException.ThrowIfNull(context);
        SignInWays ways = context.RequestServices.GetRequiredService<SignInWays>();
        int status = denial == Denial.NotSignedIn ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
        bool reads = context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
        if (!reads)
        {
            if (denial == Denial.NotSignedIn) context.Response.Headers.WWWAuthenticate = "Bearer";
            string why = Language.English["denial." + Key(denial)] +
                (needed is { } right ? " " +
                Language.English.Say("denial.needed",
                string.Join(", ", RoleTable.Of(right).Select(role => Language.English["role." + Visitor.Key(role)]))) : "");
            await Results.Problem(statusCode: status, title: status == StatusCodes.Status401Unauthorized ? "Sign in first."
                : "Not for you.", detail: why).ExecuteAsync(context);
            return;
        }
        string path = context.Request.PathBase + context.Request.Path + context.Request.QueryString;
        if (denial == Denial.NotSignedIn && ways.Provider is { } scheme && HttpMethods.IsGet(context.Request.Method))
        {
            await context.ChallengeAsync(scheme, new AuthenticationProperties { RedirectUri = path });
            return;
        }
        await DrawAsync(context, denial, needed, null, status);
    }

    /// <summary>Uses nothing up, and tells nothing of the key in the address: whoever only looks, a preview of a link or a HEAD,
    /// has signed nobody in.</summary>
    private static Task<IResult> Come(HttpContext context)
    {
        string problem = context.Request.Query["problem"].ToString();
        return DrawAsync(context, Denial.NotSignedIn, null, problem.Length > 0 ? Known(problem) : null, StatusCodes.Status200OK);

        static string Known(string code) => Language.English.Has("signin.problem." + code) ? "signin.problem." + code
            : "signin.problem.other";
    }

    private static async Task<IResult> Enter(HttpContext context, ReferralStore store, SignInWays ways)
    {
        IFormCollection form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted)
            : FormCollection.Empty;
        string word = form["key"].ToString().Trim();
        if (word.Length == 0)
            return ways.Provider is { } scheme
                ? Results.Challenge(new AuthenticationProperties { RedirectUri = context.Request.PathBase + Back(context) }, [scheme])
                : await DrawAsync(context, Denial.NotSignedIn, null, "signin.problem.link", StatusCodes.Status400BadRequest);
        if (await KeyEntry.TryAsync(context, store, word) is { } refused)
            return await DrawAsync(context, Denial.NotSignedIn, null, refused.Word, refused.Status);
        // The key must not stay in the address, where it would be copied and shared.
        return Answers.SeeOther(context, Back(context));
    }

    private static async Task<IResult> Leave(HttpContext context, IAntiforgery forms, SignInWays ways)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        // What a browser kept of the pages to go back to. No more than that: cookies and storage may be others' on the same host.
        context.Response.Headers["Clear-Site-Data"] = "\"cache\"";
        AuthenticateResult known = await context.AuthenticateAsync(SessionTickets.Scheme);
        if (!known.Succeeded) return Answers.SeeOther(context, SignInLinks.Page);
        bool byProvider = ways.Provider is not null && known.Principal.HasClaim(claim => claim.Type == PersonClaims.Issuer);
        var then = new AuthenticationProperties { RedirectUri = context.Request.PathBase + SignInLinks.Page };
        return byProvider ? Results.SignOut(then, [SessionTickets.Scheme, ways.Provider!]) : Results.SignOut(then, [SessionTickets.Scheme]);
    }

    private static async Task<IResult> DrawAsync(HttpContext context, Denial denial, Right? needed, string? problem, int status)
    {
        (SummaryQuery query, Language language, Theme theme) = Reader.Of(context);
        AuthenticateResult known = await context.AuthenticateAsync(SessionTickets.Scheme);
        return await Drawing.PageAsync<SignInPage>(context, new()
        {
            ["Language"] = language,
            ["Query"] = query,
            ["Theme"] = theme,
            ["Why"] = status == StatusCodes.Status200OK ? null : denial,
            ["Needed"] = needed,
            ["Problem"] = problem,
            ["Person"] = known.Succeeded ? known.Principal : null,
            ["Ways"] = context.RequestServices.GetRequiredService<SignInWays>(),
            ["Token"] = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context),
            ["Back"] = Back(context),
            ["Sent"] = denial == Denial.NotSignedIn && context.Request.Path != SignInLinks.Page ? await SentForm.OfAsync(context) : null,
            ["Key"] = status == StatusCodes.Status200OK && context.Request.Query["key"] is [{ Length: > 0 and <= LongestKey } key] ? key
                : null,
        }, status);
    }

    private static string Back(HttpContext context)
    {
        string? asked = context.Features.Get<IFormFeature>()?.Form is { } form ? form["return"] : context.Request.Query["return"];
        if (Answers.OwnAddress(asked) is { } own) return own;
        PathString here = context.Request.Path;
        // Who was turned away with a form comes back to where it was filled in.
        return !HttpMethods.IsGet(context.Request.Method) && here != SignInLinks.Page && here != SignInLinks.Out ? Answers.CameFrom(context)
            ?? "/"
            : here == SignInLinks.Page || here == SignInLinks.Out ? "/" : here.ToUriComponent() + context.Request.QueryString;
    }

    private static string Key(Denial denial) =>
        denial switch
        {
            Denial.NotSignedIn => "signin",
            Denial.NoOrganization => "organization",
            Denial.NoRole => "role",
            Denial.NoRight =>
        "right",
            _ => "closed"
        };

    /// <summary>The word for a denial.</summary>
    public static string Word(Denial denial) => "denial." + Key(denial);
}
