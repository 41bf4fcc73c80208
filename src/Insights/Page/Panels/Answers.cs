using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Insights.Page.Panels;

/// <summary>What a form is answered with.</summary>
internal static class Answers
{
    /// <summary>The form's mark is missing or of another visit.</summary>
    public static IResult FormTooOld(HttpContext context) => Results.Text(Reader.Of(context).Language["form.problem.old"], statusCode: StatusCodes.Status400BadRequest);

    /// <summary>The answer to a form is an address, so that reloading does not send the form again.</summary>
    public static IResult SeeOther(HttpContext context, string address)
    {
        context.Response.Headers.Location = Encoded(address);
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

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
