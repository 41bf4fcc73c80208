using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Widgets.Lists;

/// <summary>Every address of lists and of single referrals, written in one place.</summary>
public static class ListLinks
{
    /// <summary>How long an id may be in an address, as it is written there.</summary>
    private const int LongestId = 1000;

    public const string ApiPath = "/api/v1/list";

    /// <summary>Customers' names that have a text, <c>?q=</c>, for a field to suggest.</summary>
    public const string Customers = "/api/v1/customers";

    /// <summary>The endings of the files a list can be downloaded as; the words are <c>list.download{ending}</c>.</summary>
    public static IReadOnlyList<string> FileEndings { get; } = [".xlsx", ".csv", ".tsv"];

    public static string Path(Workspace workspace) => $"/{Links.Folder(workspace)}/list";

    public static string ReferralPath(Workspace workspace) => $"/{Links.Folder(workspace)}/referral";

    /// <summary>The list behind a number of the page at <paramref name="query"/>.</summary>
    public static string List(SummaryQuery query, Population population, Filters? filters = null) =>
        List(new ListQuery(query, population, filters ?? Filters.None));

    public static string List(ListQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Path(query.Summary.Workspace) + Links.Text(Parts(query));
    }

    /// <summary>The same list as a file or document; every page of it, for a file.</summary>
    /// <param name="ending">"" for JSON, or one of <see cref="FileEndings"/>.</param>
    public static string Data(ListQuery query, string ending)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ApiPath + ending + Links.Text(Parts(query with { Page = 1, Summary = query.Summary with { Theme = Theme.System } }));
    }

    /// <summary>One referral, under the period its list was of. Its id stands behind the question mark: in a path, browsers and
    /// proxies read some ids as
    /// something else (a slash, two dots). One too long for an address is asked for by its digest.</summary>
    public static string Referral(SummaryQuery query, string id)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(id);
        KeyValuePair<string, string> which = id.Length <= LongestId && Uri.EscapeDataString(id).Length <= LongestId ? new("id", id)
            : new("digest", Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(id.AsSpan()))));
        return ReferralPath(query.Workspace) + Links.Text(Links.Parts(query, withQrp: false).Prepend(which));
    }

    /// <summary>What the address holds besides its path, as name and value, defaults left out.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Parts(ListQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        Population population = query.Population;
        yield return new("of", population.Of);
        if (population.Bucket is { } bucket) yield return new("bucket", bucket);
        if (population.Kpi is { } kpi) yield return new("kpi", kpi);
        if (population.Month is { } month) yield return new("month", month.ToString("yyyy-MM", CultureInfo.InvariantCulture));
        if (population.Part is { } part) yield return new("part", part == RatePart.Numerator ? "numerator" : "denominator");
        if (population.Score is { } score) yield return new("score", score.ToString(CultureInfo.InvariantCulture));
        if (population.Step is { } step) yield return new("step", step);
        foreach (Dimension dimension in query.Filters.Narrowed)
            foreach (string value in query.Filters[dimension]) yield return new(dimension.Key(), value);
        if (query.Search is { } search) yield return new("q", search);
        if (query.Sort != ListSort.Newest) yield return new("sort", query.Sort.Key);
        if (query.Page != 1) yield return new("page", query.Page.ToString(CultureInfo.InvariantCulture));
        foreach (KeyValuePair<string, string> said in Links.Parts(query.Summary, withQrp: false)) yield return said;
    }
}
