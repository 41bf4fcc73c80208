using System.Globalization;
using System.Text.Json;
using Insights.Store;

namespace Insights.Sources.Live;

/// <summary>A page of referrals.</summary>
/// <param name="Next">The link to the next one as it is printed; null for none.</param>
/// <param name="IsPrintedRight">Whether the link that led here worked as it was printed; null for a first page.</param>
internal sealed record RecordPage(IReadOnlyList<ReferralRecord> Records, string? Next, DateTimeOffset? Date, bool? IsPrintedRight);

/// <summary>The pages of the referrals API (docs/live.md 2.1), one after the other, never two at once.</summary>
/// <param name="ask">Asks an address with a token that lets us in.</param>
internal sealed class RecordPages(Uri collection, Func<Uri, CancellationToken, Task<SourceAnswer>> ask)
{
    /// <summary>More pages than any partner has.</summary>
    public const int Most = 2000;

    private static readonly int[] Gone = [400, 404, 410];

    private readonly HashSet<string> links = new(StringComparer.Ordinal);

    /// <summary>The first page of what a method asks for.</summary>
    /// <returns>Null when the service does not understand the method.</returns>
    /// <exception cref="SourceException">It cannot be read.</exception>
    public async Task<RecordPage?> FirstAsync(ReadMethod method, DateTimeOffset? since, CancellationToken cancel)
    {
        SourceAnswer answer = await ask(new Uri(collection.OriginalString + Query(method, since)), cancel);
        if (answer.Status == 400 && method != ReadMethod.Bare) return null;
        return Page(Read(answer), null);
    }

    /// <summary>The page a link leads to.</summary>
    /// <param name="printedRight">Whether earlier links worked as they were printed; null when that is not known.</param>
    /// <returns>Null when the link is refused: it has died.</returns>
    /// <exception cref="SourceException">It leads elsewhere, or cannot be read.</exception>
    public async Task<RecordPage?> NextAsync(string link, bool? printedRight, CancellationToken cancel)
    {
        // The printed link says http and lacks a part of the path; where it leads to must be where we came from.
        if (!Uri.TryCreate(link, UriKind.Absolute, out Uri? printed)
            || !printed.Host.Equals(collection.Host, StringComparison.OrdinalIgnoreCase) || !links.Add(link))
            throw new SourceException(SourceTroubleKind.Pages);
        int question = link.IndexOf('?', StringComparison.Ordinal);
        string query = question < 0 ? "" : link[question..], root = collection.GetLeftPart(UriPartial.Authority);
        foreach (bool asPrinted in printedRight is false ? new[] { false, true } : [true, false])
        {
            SourceAnswer answer = await ask(new Uri(root + (asPrinted ? printed.AbsolutePath : collection.AbsolutePath) + query), cancel);
            if (!Gone.Contains(answer.Status)) return Page(Read(answer), asPrinted);
        }
        return null;
    }

    /// <summary>All sides of a deal that we may see.</summary>
    /// <returns>Null when the service cannot be asked so, or answers with something else.</returns>
    /// <exception cref="SourceException">It cannot be read.</exception>
    public async Task<RecordPage?> OfEngagementAsync(Guid engagement, CancellationToken cancel)
    {
        string filter = Uri.EscapeDataString($"engagementId eq '{engagement}'");
        SourceAnswer answer = await ask(new Uri($"{collection.OriginalString}?$filter={filter}"), cancel);
        if (answer.Status is 400 or 404) return null;
        RecordPage page = Page(Read(answer), null);
        return page.Records.All(record => record.Engagement == engagement) ? page : null;
    }

    /// <summary>Whether a first page is what its method asked for: newest first, and nothing older.</summary>
    public static bool Obeys(ReadMethod method, DateTimeOffset? since, IReadOnlyList<ReferralRecord> records)
    {
        if (method is ReadMethod.All or ReadMethod.Bare) return true;
        DateTimeOffset[] moments = [.. records.Select(r => r.Updated).OfType<DateTimeOffset>()];
        return !moments.Zip(moments.Skip(1), (one, next) => next > one).Any(later => later)
            && (method == ReadMethod.Order || since is null || moments.All(moment => moment >= since.Value.AddSeconds(-1)));
    }

    private static string Query(ReadMethod method, DateTimeOffset? since)
    {
        string literal = since?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
        string? filter = method switch
        {
            ReadMethod.Filter => $"updatedDateTime ge {literal}",
            ReadMethod.QuotedFilter => $"updatedDateTime ge '{literal}'",
            _ => null,
        };
        const string updated = "?$orderby=updatedDateTime%20desc&$top=100";
        return method switch
        {
            ReadMethod.Bare => "",
            ReadMethod.All => "?$orderby=createdDateTime%20desc&$top=100",
            ReadMethod.Order => updated,
            _ => $"{updated}&$filter={Uri.EscapeDataString(filter!)}",
        };
    }

    private static SourceAnswer Read(SourceAnswer answer) => answer.Status switch
    {
        200 => answer,
        401 => throw Trouble(answer.Code == "900421" ? SourceTroubleKind.SecondFactor : SourceTroubleKind.SignIn, answer),
        403 => throw Trouble(answer.AsksForClaims ? SourceTroubleKind.Policy : SourceTroubleKind.Role, answer),
        404 or (>= 300 and < 400) => throw Trouble(SourceTroubleKind.Address, answer),
        _ => throw Trouble(SourceTroubleKind.Service, answer),
    };

    private static SourceException Trouble(SourceTroubleKind kind, SourceAnswer answer) =>
        new(kind, answer.Status, answer.Code, answer.RequestId);

    private static RecordPage Page(SourceAnswer answer, bool? asPrinted)
    {
        JsonElement body = answer.Body!.Value;
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("value", out JsonElement list)
            || list.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
            throw Trouble(SourceTroubleKind.Answer, answer);
        IEnumerable<JsonElement> records = list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [list];
        return new RecordPage([.. records.Select(ReferralRecord.Of)], SourceTokens.Text(body, "@odata.nextLink") is { Length: > 0 } next
            ? next
            : null, answer.Date, asPrinted);
    }
}
