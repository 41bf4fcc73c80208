using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Insights.Page.Panels;

/// <summary>What somebody sent by a form that could not be taken because a session ended or began meanwhile: the answer carries it, so that
/// it can be sent again. Nothing of it is kept here.</summary>
/// <param name="Action">Where it was sent.</param>
/// <param name="Fields">Without files and secrets, and without the form's mark: it gets one of today.</param>
public sealed record SentForm(string Action, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    private const int Most = 64 * 1024;
    private static readonly string[] Secrets = ["password", "key"];

    /// <summary>Null for what is no form, is too much to be carried, or was not sent by a page of ours: what another site filled in is put
    /// before nobody to send.</summary>
    public static async Task<SentForm?> OfAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        HttpRequest request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || !request.HasFormContentType || request.ContentLength is null or > Most
            || !IsOurs(request)) return null;
        string mark = context.RequestServices.GetRequiredService<IAntiforgery>().GetTokens(context).FormFieldName;
        IFormCollection form = await request.ReadFormAsync(context.RequestAborted);
        return new SentForm(request.Path.ToUriComponent(),
            [.. form.Where(field => field.Key != mark && !Secrets.Contains(field.Key))
            .SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? "")))]);
    }

    // A browser says of every form that is posted where its page is from.
    private static bool IsOurs(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
        ? site == "same-origin" : Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out Uri? origin)
            && origin.Authority == request.Host.Value;
}
