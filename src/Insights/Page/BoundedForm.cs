using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Insights.Page;

/// <summary>Reads a form when somebody asks for it, as the framework does, and says of one that cannot be taken that the sender sent it so:
/// 413 or 400, whichever way it is too large or broken, and not a fault of ours.</summary>
internal sealed class BoundedForm(HttpRequest request) : IFormFeature
{
    private readonly FormFeature inner = new(request);

    public bool HasFormContentType => inner.HasFormContentType;

    public IFormCollection? Form { get => inner.Form; set => inner.Form = value; }

    /// <summary>One that was read before, as the check of its mark does; nobody waits for a sender here.</summary>
    public IFormCollection ReadForm() => inner.Form ?? throw new BadHttpRequestException("No form was sent.");

    public async Task<IFormCollection> ReadFormAsync(CancellationToken cancellationToken)
    {
        if (inner.Form is { } read) return read;
        if (!HasFormContentType) throw new BadHttpRequestException("No form was sent.");
        // Refused unread.
        if (request.ContentLength > request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize)
            throw new BadHttpRequestException("The form is too large.", StatusCodes.Status413PayloadTooLarge);
        try
        {
            // No text has the sign 0, and not every store takes one.
            IFormCollection form = await inner.ReadFormAsync(cancellationToken);
            return form.All(field => !field.Key.Contains('\0', StringComparison.Ordinal)
                && field.Value.All(value => value?.Contains('\0', StringComparison.Ordinal) is not true)) ? form
                : throw new BadHttpRequestException("A field has a sign that no text has.");
        }
        catch (InvalidDataException e)
        {
            throw Refusal(e);
        }
        catch (Exception e) when (e is IOException and not BadHttpRequestException or NotSupportedException or ArgumentException)
        {
            throw new BadHttpRequestException(e.Message, StatusCodes.Status400BadRequest, e);
        }
    }

    /// <summary>413 of what is too much, 400 of what is broken.</summary>
    // The framework says of everything that is too much, and of nothing else, that a limit is exceeded.
    internal static BadHttpRequestException Refusal(InvalidDataException e) =>
        new(e.Message, e.Message.Contains("exceeded", StringComparison.Ordinal) ? StatusCodes.Status413PayloadTooLarge
            : StatusCodes.Status400BadRequest, e);
}
