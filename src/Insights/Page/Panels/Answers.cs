using System.Buffers;
using System.Globalization;
using System.Text;
using Insights.Vocabulary;
using Insights.Widgets;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Insights.Page.Panels;

/// <summary>What a form is answered with.</summary>
internal static class Answers
{
    /// <summary>The form's mark is missing or of another visit.</summary>
    public static IResult FormTooOld(HttpContext context) => new OldForm(CameFrom(context) ?? "/");

    private sealed class OldForm(string back) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            (SummaryQuery query, Language language, Theme theme) = Reader.Of(httpContext, back);
            await Drawing.PageAsync<OldFormPage>(httpContext, new()
            {
                ["Language"] = language,
                ["Query"] = query,
                ["Theme"] = theme,
                ["Token"] = httpContext.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(httpContext),
                ["Sent"] = await SentForm.OfAsync(httpContext),
                ["Back"] = back,
            }, StatusCodes.Status400BadRequest);
        }
    }

    /// <summary>The answer to a form is an address, so that reloading does not send the form again.</summary>
    public static IResult SeeOther(HttpContext context, string address)
    {
        context.Response.Headers.Location = context.Request.PathBase.ToUriComponent() + Encoded(address);
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>Leads a reader on to an address of this program.</summary>
    public static IResult Redirect(HttpContext context, string address) =>
        Results.Redirect(context.Request.PathBase.ToUriComponent() + Encoded(address));

    /// <summary>The page a form was filled in on, or a link was followed from, when it is one of ours.</summary>
    public static string? CameFrom(HttpContext context) =>
        context.Request.GetTypedHeaders().Referer is { IsAbsoluteUri: true } page && page.Authority == context.Request.Host.Value
            && new PathString(page.AbsolutePath).StartsWithSegments(context.Request.PathBase, out PathString rest)
            ? OwnAddress(rest.ToUriComponent() + page.Query) : null;

    /// <summary>An address of this program, path and query, as a header can hold it, or null: a form cannot send its reader
    /// elsewhere.</summary>
    public static string? OwnAddress(string? address) =>
        address is { Length: > 0 and <= 2000 } && address[0] == '/' && !(address.Length > 1 && address[1] is '/' or '\\')
            && !address.Any(char.IsControl)
            && Encoded(address) is { Length: <= 4000 } own ? own : null;

    /// <summary>What is no character of an address is written by its bytes; what is written so already stays.</summary>
    public static string Encoded(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var encoded = new StringBuilder(address.Length);
        Span<byte> bytes = stackalloc byte[4];
        int at = 0;
        foreach (Rune rune in address.EnumerateRunes())
        {
            bool stays = rune.IsAscii && (OfAddresses.Contains((char)rune.Value)
                || (address.AsSpan(at) is ['%', var high, var low, ..] && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low)));
            at += rune.Utf16SequenceLength;
            if (stays) encoded.Append((char)rune.Value);
            else foreach (byte one in bytes[..rune.EncodeToUtf8(bytes)]) encoded.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
        }
        return encoded.ToString();
    }

    private static readonly SearchValues<char> OfAddresses =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=");
}
