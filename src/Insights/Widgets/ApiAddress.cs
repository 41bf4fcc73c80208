using Insights.Metrics.Dashboards;
using Insights.Metrics.Lists;
using Insights.Vocabulary;
using Insights.Widgets.Lists;

namespace Insights.Widgets;

/// <summary>Something an address of the API may say.</summary>
/// <param name="Name">In the query string; its meaning is the word <c>api.parameter.{Name}</c>, of a dimension its own.</param>
/// <param name="Values">What it may be; empty where the data says it, or it is free.</param>
/// <param name="Format">How a free one is written, as OpenAPI names it: <c>date</c>, <c>int32</c> or null for text.</param>
/// <param name="Several">True when it may be said several times.</param>
public sealed record ApiParameter(string Name, IReadOnlyList<string> Values, string? Format = null, bool Several = false)
{
    /// <summary>What it means, in one sentence.</summary>
    public string Meaning(Language language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return Dimensions.Parse(Name) is { } dimension && !language.Has("api.parameter." + Name)
            ? language.Say("api.parameter.dimension", language["dimension." + dimension.Key()]) : language["api.parameter." + Name];
    }
}

/// <summary>An address of the API (`/api/v1`): the OpenAPI document, the page about it and the tests read this table.</summary>
/// <param name="Key">What it gives is the word <c>api.{Key}</c>.</param>
/// <param name="ContentType">What it answers with.</param>
public sealed record ApiAddress(string Path, string Key, string ContentType, IReadOnlyList<ApiParameter> Parameters)
{
    private const string Json = "application/json", Csv = "text/csv", Pdf = "application/pdf",
        Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private static readonly ApiParameter Language = new("lang", [.. Vocabulary.Language.All.Select(l => l.Code)]);

    /// <summary>What every address takes: the days that are asked for.</summary>
    private static readonly ApiParameter[] Period =
    [
        new("range", [.. Enum.GetValues<Preset>().Select(p => p.Key() ?? "custom")]), new("from", [], "date"), new("to", [], "date"),
        new("compare", [.. Enum.GetValues<Comparison>().Select(c => c.Key())]),
        new("granularity", [.. Enum.GetValues<Granularity>().Select(g => g.Key())]), Language,
    ];

    private static readonly ApiParameter[] Sheet =
    [
        new("paper", ["a4", "letter"]), new("orientation", ["portrait", "landscape"]),
    ];

    private static readonly ApiParameter[] QrpTable = [new("program", []), new("country", []), new("sort", [])];

    private static readonly ApiParameter[] ListOf =
    [
        new("of", []), .. Dimensions.All.Select(Of), new("q", []),
        new("sort", ["-created", "created", "-accepted", "accepted", "-closed", "closed", "-value", "value", "customer", "-customer"]),
        new("bucket", []), new("kpi", []), new("month", []), new("part", ["numerator", "denominator"]), new("score", [], "int32"),
        new("step", []), .. Period,
    ];

    /// <summary>Every one of them.</summary>
    public static IReadOnlyList<ApiAddress> All { get; } =
    [
        new("/api/v1/summary", "summary", Json, Period),
        new("/api/v1/summary.csv", "summary.csv", Csv, [.. Period, .. QrpTable]),
        new("/api/v1/summary.xlsx", "summary.xlsx", Xlsx, [.. Period, .. QrpTable]),
        new("/api/v1/summary.pdf", "summary.pdf", Pdf, [.. Period, .. QrpTable, .. Sheet]),
        .. Enum.GetValues<Dashboard>().SelectMany(dashboard => (ApiAddress[])
        [
            new(Links.JsonPath(dashboard), Links.DetailName(dashboard), Json, OfDashboard(dashboard)),
            new(DownloadLinks.PdfPath(dashboard), Links.DetailName(dashboard) + ".pdf", Pdf, [.. OfDashboard(dashboard), .. Sheet]),
        ]),
        new(ListLinks.ApiPath, "list", Json, [.. ListOf, new("page", [], "int32"), new("size", [], "int32")]),
        new(ListLinks.ApiPath + ".csv", "list.csv", Csv, ListOf),
        new(ListLinks.ApiPath + ".tsv", "list.tsv", "text/tab-separated-values", ListOf),
        new(ListLinks.ApiPath + ".xlsx", "list.xlsx", Xlsx, ListOf),
    ];

    public static ApiAddress? Find(string? path) => All.FirstOrDefault(address => address.Path == path);

    private static ApiParameter Of(Dimension dimension) => new(dimension.Key(), dimension.Values(), Several: true);

    private static ApiParameter[] OfDashboard(Dashboard dashboard) =>
    [
        new("tab", [.. DashboardTab.Of(dashboard).Select(tab => tab.Key)]),
        .. DashboardTab.Of(dashboard).SelectMany(tab => tab.FilterBy).Distinct().Order().Select(Of),
        new("measure", [.. DashboardTab.Of(dashboard).SelectMany(tab => tab.CompareMetrics).Distinct()]),
        new("by", [.. DashboardTab.Of(dashboard).SelectMany(tab => tab.CompareDimensions).Distinct().Select(by => by.Key())]),
        new("with", [], Several: true), .. Period,
    ];
}
