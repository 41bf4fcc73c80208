namespace Insights.Ingest;

/// <summary>One answer of the API as a file holds it: a list of records, and whether it says that there are more.</summary>
/// <param name="Line">The line it begins on.</param>
/// <param name="Records">How many records it holds.</param>
/// <param name="Next">The property that leads to the next page; null when there is none.</param>
/// <param name="Total">How many records it says there are in all; null when it does not say.</param>
/// <param name="TotalName">The property that says it.</param>
/// <param name="Contents">Differs where the records differ.</param>
internal sealed record JsonPage(long Line, long Records, string? Next, long? Total, string TotalName, ulong Contents);

/// <summary>Tells whether the answers of one import are whole lists, or whether pages are missing.</summary>
internal static class JsonPages
{
    /// <summary>The answer after which pages are missing, and the sentence about it; null when nothing says that any are.</summary>
    /// <param name="pages">All answers of the import, with the file each stands in.</param>
    public static (string File, string Text)? Missing(IReadOnlyList<(string File, JsonPage Page)> pages)
    {
        // The same page twice is one page.
        (string File, JsonPage Page)[] all = [.. pages.DistinctBy(page => (page.Page.Records, page.Page.Contents, page.Page.Next is null))];
        long records = all.Sum(page => page.Page.Records);
        if (TooFew(all) is (string, JsonPage) few)
            return (few.File, $"The answer from line {few.Page.Line} on is not the whole list: its '{few.Page.TotalName}' is " +
                $"{few.Page.Total}, "
                + $"and {Held(records, all.Length)}. {Advice}");
        if (all.LastOrDefault(page => page.Page.Next is not null) is not { File: not null } open || HasEnd(all)) return null;
        return (open.File, $"The answer from line {open.Page.Line} on is not the last page: its '{open.Page.Next}' leads to more, "
            + $"and {Held(records, all.Length)}. {Advice}");
    }

    private const int SmallestPage = 10;
    private const string Advice =
        "What follows is not imported: fetch the other pages and import them too, together with this one or later.";

    private static string Held(long records, int answers) =>
        (records == 1 ? "1 record is" : $"{Spelling.Invariant(records)} records are")
        + (answers == 1 ? " in it" : $" in the {answers} answers of this import");

    // A list is whole when its last page is here: one that leads no further and, where pages have a size to speak of, is no longer than the
    // full ones. Or when several pages together have as many records as one of them says there are.
    private static bool HasEnd((string File, JsonPage Page)[] all)
    {
        long full = all.Where(page => page.Page.Next is not null).Max(page => page.Page.Records);
        if (all.Any(page => page.Page.Next is null && (full < SmallestPage || page.Page.Records <= full))) return true;
        return all.Length > 1 && all.Max(page => page.Page.Total) is long total && all.Sum(page => page.Page.Records) >= total;
    }

    // Pages of one list tell the same total, or only the first tells it; the total of a list that grows while it is fetched may grow too.
    private static (string File, JsonPage Page)? TooFew((string File, JsonPage Page)[] all)
    {
        (string File, JsonPage Page)[][] lists = [.. all.Where(page => page.Page.Total is not null).GroupBy(page => page.Page.Total)
            .Select(pages => pages.ToArray()).Where(pages => pages.Sum(page => page.Page.Records) < pages[0].Page.Total)];
        if (lists.Length == 0) return null;
        long silent = all.Where(page => page.Page.Total is null).Sum(page => page.Page.Records);
        long here = lists.Sum(pages => pages.Sum(page => page.Page.Records)) + silent;
        long? needed = silent > 0 ? lists.Sum(pages => pages[0].Page.Total) : lists.Max(pages => pages[0].Page.Total);
        return here >= needed ? null : lists[^1][^1];
    }
}

/// <summary>Notes, while a list answer is read, what it says about pages and totals.</summary>
internal sealed class JsonPageSigns
{
    private static readonly Dictionary<string, bool> Next = Spelling.Table<bool>((true,
    [
        "@odata.nextLink", "odata.nextLink", "@nextLink", "nextLink", "next", "nextPage", "nextPageLink", "nextPageUrl", "nextUrl",
            "nextUri",
        "next_href", "continuationToken", "continuation", "nextToken", "nextPageToken", "nextMarker", "nextCursor", "skipToken",
            "$skiptoken",
        "hasMore", "hasNext", "hasNextPage", "moreRecords", "more",
    ]));

    private static readonly Dictionary<string, bool> Last = Spelling.Table<bool>((true,
        ["isLastPage", "isLast", "last", "lastPage", "done", "complete"]));

    private static readonly Dictionary<string, bool> Around = Spelling.Table<bool>((true,
        ["links", "_links", "paging", "pagination", "pageInfo", "page", "meta", "metadata"]));

    private static readonly Dictionary<string, bool> Addresses =
        Spelling.Table<bool>((true, ["uri", "href", "link", "url", "after", "cursor"]));

    private static readonly Dictionary<string, bool> Totals = Spelling.Table<bool>((true,
    [
        "@odata.count", "odata.count", "count", "totalCount", "total", "totalItems", "totalRecords", "totalResults", "totalRows",
            "totalSize",
        "totalElements",
    ]));

    public string? NextName { get; private set; }
    public long? Total { get; private set; }
    public string TotalName { get; private set; } = "";

    /// <summary>Notes a property of the root, or of an object in it.</summary>
    /// <param name="path">The names that lead to it.</param>
    /// <param name="filled">True for a text that is not empty, a number above zero and <c>true</c>.</param>
    public void Note(ReadOnlySpan<string> path, bool filled, bool? flag, long? number)
    {
        int at = path.Length > 1 && Around.ContainsKey(Spelling.Key(path[0])) ? 1 : 0;
        string name = Spelling.Key(path[at]);
        // links.next is a text, or an object whose uri or href is one.
        bool leaf = path.Length == at + 1;
        bool leads = filled && Next.ContainsKey(name) && (leaf || Addresses.ContainsKey(Spelling.Key(path[^1])));
        if (leads || (flag == false && leaf && Last.ContainsKey(name))) NextName ??= string.Join('.', path!);
        if (leaf && number is long total && Totals.ContainsKey(name) && !(total <= Total))
            (Total, TotalName) = (total, string.Join('.', path!));
    }
}
