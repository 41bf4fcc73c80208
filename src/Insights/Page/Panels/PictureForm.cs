using Insights.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Insights.Page.Panels;

/// <summary>A form somebody sent, and the picture that came with it.</summary>
/// <param name="Fields">Empty when it could not be read.</param>
/// <param name="Picture">A PNG written anew (<see cref="PngPicture"/>); null when none came.</param>
/// <param name="Problem">The word for what keeps it from being taken; null when nothing does.</param>
/// <param name="Status">What to answer a form with a problem.</param>
public sealed record PictureForm(IFormCollection Fields, byte[]? Picture, string? Problem, int Status)
{
    /// <summary>The picture, the text and the form around them.</summary>
    private const long Largest = PngPicture.LargestInBytes + 64 * 1024;

    /// <summary>Takes only a form of ours, not too large and not too often from one address or one account.</summary>
    public static async Task<PictureForm> ReadAsync(HttpContext context, IAntiforgery forms, Gate gate)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(forms);
        ArgumentNullException.ThrowIfNull(gate);
        CancellationToken cancel = context.RequestAborted;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = Largest;
        IFormCollection fields = FormCollection.Empty;
        PictureForm Refused(string problem, int status) => new(fields, null, problem, status);
        try
        {
            if (!context.Request.HasFormContentType) return Refused("form.problem.old", StatusCodes.Status400BadRequest);
            fields = await context.Request.ReadFormAsync(cancel);
        }
        catch (BadHttpRequestException e)
        {
            return Refused(e.StatusCode == StatusCodes.Status413PayloadTooLarge ? "form.problem.large" : "refused.400", e.StatusCode);
        }
        if (!await forms.IsRequestValidAsync(context)) return Refused("form.problem.old", StatusCodes.Status400BadRequest);
        if (!LetsIn(context, gate)) return Refused("form.problem.often", StatusCodes.Status429TooManyRequests);
        if (fields.Files.GetFile("picture") is not { Length: > 0 } file)
            return new PictureForm(fields, null, null, StatusCodes.Status200OK);

        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancel);
        return PngPicture.Cleaned(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)) is { } picture
            ? new PictureForm(fields, picture, null, StatusCodes.Status200OK)
            : Refused("form.problem.picture", StatusCodes.Status400BadRequest);
    }

    // Who sits at the machine has no account.
    private static bool LetsIn(HttpContext context, Gate gate)
    {
        string address = "form from " + Gate.Address(context);
        return context.Scope() is { Person: { } person, OrganizationId: var organization }
            ? gate.LetsIn(address, $"form of {organization} {person}") : gate.LetsIn(address);
    }
}
