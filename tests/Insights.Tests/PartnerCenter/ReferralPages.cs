using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Insights.Tests.PartnerCenter;

/// <summary>The records of the stand-in, and the pages that queries get of them. Every call is atomic.</summary>
/// <param name="collection">The address of the collection.</param>
/// <param name="clock">Tells when a record was touched.</param>
internal sealed partial class ReferralPages(Uri collection, TimeProvider clock)
{
    public const string LinkMarker = "Sk1pMarker";

    private const int Largest = 100;
    private const string Updated = "updatedDateTime", Created = "createdDateTime";
    private static readonly string[] Options = ["$filter", "$orderby", "$top", "$skiptoken"];

    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = [];
    private readonly Dictionary<string, Place> places = [];
    private readonly Random random = new(1);
    private long sequence, writes;
    private int tokens, gone;
    private (Query Query, string? Organization, Entry[] Entries)? sorted;

    /// <summary>What the stand-in answers: a body, or what went wrong.</summary>
    public readonly record struct Answer(byte[]? Body, Fault? Fault);

    private sealed record Entry(long Sequence, StoredReferral Record);

    /// <summary>A query that was understood; no field is the order in which records were put.</summary>
    private sealed record Query(string? Field, bool Descending, DateTimeOffset? Since, string? Engagement, int Size);

    /// <summary>Where a list goes on.</summary>
    private sealed record Place(Query Query, int Page, int Offset, DateTimeOffset AfterMoment, long AfterSequence, string Link);

    public QueryRules Queries { get; } = new();
    public PageRules Pages { get; } = new();
    /// <summary>The organisation whose records a list shows; others are found by id and by engagement. Null shows all.</summary>
    public string? Organization { get; set; }

    /// <summary>All records in the order in which they were put.</summary>
    public IReadOnlyList<StoredReferral> Records
    {
        get
        {
            lock (gate) return [.. entries.Values.OrderBy(entry => entry.Sequence).Select(entry => entry.Record)];
        }
    }

    /// <summary>Adds the record, or replaces the one of its key, which gets a new eTag.</summary>
    public void Put(StoredReferral record)
    {
        lock (gate)
        {
            entries[record.Key] = entries.TryGetValue(record.Key, out Entry? old) ? old with { Record = record.With(NewTag) }
                : new Entry(++sequence, record);
            sorted = null;
        }
    }

    public bool Remove(string key)
    {
        lock (gate)
        {
            sorted = null;
            return entries.Remove(key);
        }
    }

    /// <summary>Writes a record anew.</summary>
    /// <param name="moves">Whether its moment of change becomes now; the eTag changes in any case.</param>
    public void Touch(string key, Action<JsonObject>? change, bool moves)
    {
        lock (gate)
        {
            sorted = null;
            Entry old = entries[key];
            entries[key] = old with
            {
                Record = old.Record.With(json =>
                {
                    if (moves) json[Updated] = StoredReferral.Moment(clock.GetUtcNow());
                    NewTag(json);
                    change?.Invoke(json);
                }),
            };
        }
    }

    /// <summary>Refuses every link given so far.</summary>
    public void ForgetLinks()
    {
        lock (gate) places.Clear();
    }

    public Answer One(string id)
    {
        lock (gate)
            return entries.TryGetValue(id, out Entry? entry) ? new Answer(entry.Record.Written, null)
                : new Answer(null, Fault.Error(404, "ReferralNotFound"));
    }

    /// <param name="rawQuery">The query as it was sent.</param>
    /// <param name="complain">Is told what a good caller would not do.</param>
    public Answer List(IQueryCollection query, string rawQuery, Action<string> complain)
    {
        foreach (string name in query.Keys.Except(Options)) complain($"The option {name} is documented nowhere.");
        if (rawQuery.Contains('+', StringComparison.Ordinal)) complain("A blank in a query is written %20.");
        lock (gate)
        {
            if (query["$skiptoken"].ToString() is not { Length: > 0 } token)
                return Read(query) is { } read ? Page(new Place(read, 1, 0, default, 0, ""))
                    : new Answer(null, Fault.Error(400, "BadQuery"));
            if (!places.TryGetValue(token, out Place? place)) return new Answer(null, Fault.Error(Pages.GoneStatus, "TokenGone"));
            if (!place.Link.EndsWith(rawQuery, StringComparison.Ordinal)) complain("The query of a link was not sent as it was printed.");
            if (place.Page - 1 <= Pages.GoneAfter.GetValueOrDefault(int.MaxValue) || gone >= Pages.GoneTimes) return Page(place);
            // It stays refused when it is tried again, at another path perhaps.
            gone += places.Remove(token) ? 1 : 0;
            return new Answer(null, Fault.Error(Pages.GoneStatus, "TokenGone"));
        }
    }

    private Answer Page(Place place)
    {
        Query query = place.Query;
        Entry[] all = Ordered(query);
        int from = Pages.OffsetTokens ? Math.Min(place.Offset, all.Length) : Array.FindIndex(all, entry => IsLeft(entry, place));
        int left = from < 0 ? 0 : all.Length - from, size = Math.Min(query.Size, Pages.Size?.Invoke(place.Page) ?? Largest);
        Entry[] shown = left == 0 ? [] : all[from..(from + Math.Min(left, size))];
        string? link = null;
        if (left > size || (Pages.TrailingLink && shown.Length == size && size > 0))
        {
            Entry? last = shown.LastOrDefault();
            link = Link(place with
            {
                Page = place.Page + 1,
                Offset = place.Offset + shown.Length,
                AfterMoment = last is null ? place.AfterMoment : Moment(last, query),
                AfterSequence = last?.Sequence ?? place.AfterSequence,
            });
        }
        if (Pages.RepeatsAt <= place.Page && place.Link.Length > 0) link = place.Link;
        if (Pages.StraysAt == place.Page) link = $"http://partner.example.net/v1.0/referrals?$skiptoken={LinkMarker}";
        using var body = new MemoryStream();
        Write($"{{\"@odata.context\":\"http://api.partner.microsoft.com/v1.0/$metadata#Referrals\",\"@odata.count\":{shown.Length},");
        Write("\"value\":[");
        for (int i = 0; i < shown.Length; i++)
        {
            if (i > 0) Write(",");
            body.Write(shown[i].Record.Written);
        }
        Write(link is null ? "]}" : $"],\"@odata.nextLink\":\"{link}\"}}");
        return new Answer(body.ToArray(), null);

        void Write(string text) => body.Write(Encoding.UTF8.GetBytes(text));
    }

    // Kept until a write: a thousand pages would else sort everything a thousand times.
    private Entry[] Ordered(Query query)
    {
        if (sorted is { } kept && kept.Query == query && kept.Organization == Organization) return kept.Entries;
        IEnumerable<Entry> all = entries.Values.Where(entry =>
            (query.Engagement is null ? Organization is null || entry.Record.OrganizationId == Organization
                : entry.Record.EngagementId == query.Engagement)
            && (query.Since is null || entry.Record.Updated >= query.Since));
        IOrderedEnumerable<Entry> order = query.Descending ? all.OrderByDescending(entry => Moment(entry, query))
            : all.OrderBy(entry => Moment(entry, query));
        Entry[] entriesInOrder = [.. order.ThenBy(entry => entry.Sequence)];
        sorted = (query, Organization, entriesInOrder);
        return entriesInOrder;
    }

    private static bool IsLeft(Entry entry, Place place)
    {
        if (place.AfterSequence == 0) return true;
        int order = Moment(entry, place.Query).CompareTo(place.AfterMoment);
        if (place.Query.Descending) order = -order;
        return order > 0 || (order == 0 && entry.Sequence > place.AfterSequence);
    }

    private static DateTimeOffset Moment(Entry entry, Query query) =>
        query.Field switch { null => default, Created => entry.Record.Created, _ => entry.Record.Updated };

    // Base64 with its signs escaped in small letters, as the service prints it: who writes the query anew changes it.
    private string Link(Place place)
    {
        var bytes = new byte[48];
        random.NextBytes(bytes);
        string token = $"{LinkMarker}{++tokens}+/{Convert.ToBase64String(bytes)}";
        string query = "?$skiptoken=" + token.Replace("+", "%2b", StringComparison.Ordinal).Replace("/", "%2f", StringComparison.Ordinal);
        string link = Pages.RightLinks ? $"{collection}{query}"
            : $"{collection}{query}".Replace("/engagements", "", StringComparison.Ordinal);
        places[token] = place with { Link = link };
        return link;
    }

    // Null when something in it is refused.
    private Query? Read(IQueryCollection query)
    {
        var read = new Query(null, false, null, null, Largest);
        if (query["$top"].ToString() is { Length: > 0 } top && Queries.Top != Obedience.Ignored)
        {
            bool counts = int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out int size);
            if (Queries.Top == Obedience.Refused || !counts) return null;
            read = read with { Size = size is > 0 and <= Largest ? size : Largest };
        }
        if (query["$orderby"].ToString() is { Length: > 0 } orderBy)
        {
            Match order = OrderForm().Match(orderBy);
            Obedience met = !order.Success ? Obedience.Refused
                : order.Groups["field"].Value == Created ? Queries.CreatedOrder : Queries.Order;
            if (met == Obedience.Refused) return null;
            if (met == Obedience.Honoured)
                read = read with { Field = Queries.OrdersBy ?? order.Groups["field"].Value, Descending = order.Groups["desc"].Success };
        }
        if (query["$filter"].ToString() is not { Length: > 0 } filter) return read;
        Match engagement = EngagementForm().Match(filter), since = SinceForm().Match(filter);
        Obedience obeyed = engagement.Success ? Queries.EngagementFilter : !since.Success ? Obedience.Refused
            : since.Groups["quote"].Length > 0 ? Queries.QuotedFilter : Queries.Filter;
        if (obeyed == Obedience.Refused) return null;
        if (obeyed == Obedience.Ignored) return read;
        if (engagement.Success) return read with { Engagement = engagement.Groups["id"].Value };
        return DateTimeOffset.TryParse(since.Groups["at"].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? read with { Since = at } : null;
    }

    private void NewTag(JsonObject json) => json["eTag"] = $"\"{++writes:x8}-ffff-0000-0000-000000000000\"";

    [GeneratedRegex("^(?<field>updatedDateTime|createdDateTime)(?: asc|(?<desc> desc))?$", RegexOptions.CultureInvariant)]
    private static partial Regex OrderForm();

    [GeneratedRegex("^updatedDateTime ge (?<quote>'?)(?<at>[0-9T:.Z-]+)\\k<quote>$", RegexOptions.CultureInvariant)]
    private static partial Regex SinceForm();

    [GeneratedRegex("^engagementId eq '(?<id>[^']+)'$", RegexOptions.CultureInvariant)]
    private static partial Regex EngagementForm();
}
