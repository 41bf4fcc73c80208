using System.Globalization;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Widgets.Lists;

/// <summary>Every address of lists and of single referrals, written in one place.</summary>
public static class ListLinks
{
    public const string ApiPath = "/api/v1/list";

    /// <summary>Customers' names that have a text, <c>?q=</c>, for a field to suggest.</summary>
    public const string Customers = "/api/v1/customers";

    /// <summary>The endings of the files a list can be downloaded as; the words are <c>list.download{ending}</c>.</summary>
    public static IReadOnlyList<string> FileEndings { get; } = [".xlsx", ".csv", ".tsv"];

    public static string Path(Workspace workspace) => $"/{Links.Folder(workspace)}/list";

    public static string ReferralPath(Workspace workspace) => $"/{Links.Folder(workspace)}/referral";

    /// <summary>The list behind a number of the page at <paramref name="query"/>.</summary>
    public static string List(SummaryQuery query, Population population, Filters? filters = null) => List(new ListQuery(query, population, filters ?? Filters.None));

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

    /// <summary>One referral, under the period its list was of.</summary>
    public static string Referral(SummaryQuery query, string id)
    {
        ArgumentNullException.ThrowIfNull(query);
        return $"{ReferralPath(query.Workspace)}/{Uri.EscapeDataString(id)}{Links.Text(Links.Parts(query, withQrp: false))}";
    }

    /// <summary>What the address holds besides its path, as name and value, defaults left out.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Parts(ListQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        (Population population, Filters filters) = (query.Population, query.Filters);
        (string Name, string? Value)[] parts =
        [
            ("of", population.Of),
            ("bucket", population.Bucket),
            ("kpi", population.Kpi),
            ("month", population.Month?.ToString("yyyy-MM", CultureInfo.InvariantCulture)),
            ("part", population.Part switch { RatePart.Numerator => "numerator", RatePart.Denominator => "denominator", _ => null }),
            ("score", population.Score?.ToString(CultureInfo.InvariantCulture)),
            ("step", population.Step),
            .. filters.Narrowed.SelectMany(dimension => filters[dimension].Select(value => (dimension.Key(), (string?)value))),
            ("q", query.Search),
            ("sort", query.Sort == ListSort.Newest ? null : query.Sort.Key),
            ("page", query.Page == 1 ? null : query.Page.ToString(CultureInfo.InvariantCulture)),
        ];
        return parts.Where(p => p.Value is not null).Select(p => new KeyValuePair<string, string>(p.Name, p.Value!)).Concat(Links.Parts(query.Summary, withQrp: false));
    }
}
