using System.Net;
using System.Security.Claims;
using AngleSharp.Html.Dom;
using Insights.Access;
using Insights.Cli;
using Insights.Store;
using Insights.Tests.Widgets;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Insights.Tests.Access;

/// <summary>Comes in by the one-time link, as whoever sits at the machine does, and hands the session on to clients and browsers.</summary>
internal static class Admission
{
    public static async Task<System.Net.Cookie> OfAsync(ReferralStore store, TimeProvider clock, string address, long organizationId = 0) =>
        await OpenAsync(await LinkVerb.NewAsync(store, clock, organizationId, address, TestContext.Current.CancellationToken));

    /// <summary>Opens a link and presses its button; the session it began.</summary>
    public static async Task<System.Net.Cookie> OpenAsync(string link)
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });
        using HttpResponseMessage answer = await client.PressAsync(link);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther, "the link lets in");
        string[] cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.Contains("insights.session", StringComparison.Ordinal))
            .Split(';')[0].Split('=', 2);
        return new System.Net.Cookie(cookie[0], cookie[1], "/", new Uri(link).Host);
    }

    /// <summary>Opens a link and presses its button, as a person does; the answer to that.</summary>
    public static async Task<HttpResponseMessage> PressAsync(this HttpClient client, string link)
    {
        IHtmlDocument page = WidgetTests.Parse(await client.GetStringAsync(link, TestContext.Current.CancellationToken));
        var form = (IHtmlFormElement)page.QuerySelector("form:has(input[type=hidden][name=key])")!;
        return await client.PostAsync(new Uri(new Uri(link), form.GetAttribute("action")),
            new FormUrlEncodedContent(form.QuerySelectorAll("input")
            .Select(i => KeyValuePair.Create(i.GetAttribute("name")!, i.GetAttribute("value") ?? ""))),
            TestContext.Current.CancellationToken);
    }

    /// <summary>A session of anybody, begun without any way in.</summary>
    public static async Task<System.Net.Cookie> AsAsync(WebApplication app, ClaimsPrincipal person)
    {
        await using AsyncServiceScope request = app.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = request.ServiceProvider };
        await context.SignInAsync(SessionTickets.Scheme, person);
        string[] cookie = context.Response.Headers.SetCookie.Single()!.Split(';')[0].Split('=', 2);
        return new System.Net.Cookie(cookie[0], cookie[1], "/", new Uri(app.Urls.First()).Host);
    }

    /// <summary>A client that is signed in and keeps what else it is given.</summary>
    public static HttpClient Client(this System.Net.Cookie session, string address, bool follow = true)
    {
        var jar = new CookieContainer();
        jar.Add(session);
        return new HttpClient(new HttpClientHandler { AllowAutoRedirect = follow, CookieContainer = jar })
        {
            BaseAddress = new Uri(address),
            Timeout = TimeSpan.FromMinutes(2)
        };
    }

    /// <summary>Opens a link in a browser and presses its button.</summary>
    public static async Task ComeInAsync(this IPage page, string link)
    {
        await page.GotoAsync(link);
        await page.Locator("form:has(input[name=key]) button").ClickAsync();
    }

    public static Task AdmitAsync(this IPage page, System.Net.Cookie session) =>
        page.Context.AddCookiesAsync([new() { Name = session.Name, Value = session.Value, Domain = session.Domain, Path = "/",
            HttpOnly = true }]);
}
