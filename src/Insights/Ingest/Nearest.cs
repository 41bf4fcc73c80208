using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>What somebody probably meant by a name nobody knows: a usual other word for it, or the name it is a slip of the pen
/// of.</summary>
internal static class Nearest
{
    private const int LongestName = 64, MostNames = 1000, MostNamed = 3;

    private static readonly Dictionary<string, string[]> Usual = Spelling.Table<string[]>(
        (["id"], ["identifier", "number", "lead number", "deal number", "reference", "key", "record id", "referral id", "uid", "guid",
            "nummer"]),
        (["team"], ["owner", "owners", "sales rep", "rep", "salesperson", "account manager", "assigned to", "assignee", "user", "eigenaar",
            "verkoper", "agent"]),
        (["deal_value"],
            ["amount", "value", "revenue", "est revenue", "estimated revenue", "price", "total", "sum", "money", "budget", "bedrag",
            "omzet", "waarde", "deal amount"]),
        (["state"], ["status", "stage", "phase", "outcome", "result", "fase", "deal stage", "lead status"]),
        (["created"],
            ["created at", "created on", "created date", "creation date", "create date", "opened", "entered", "start", "added", "date",
            "aangemaakt"]),
        (["accepted"], ["accepted at", "accepted on", "qualified at", "taken", "geaccepteerd"]),
        (["closed"],
            ["closed at", "closed on", "close date", "closed date", "won at", "won on", "won date", "lost date", "end", "ended",
            "finished", "signed", "gesloten"]),
        (["updated"],
            ["updated at", "updated on", "modified", "modified on", "modified at", "last modified", "changed", "last activity",
            "gewijzigd"]),
        (["expires"], ["expiry", "expiration", "expiry date", "expires at", "expires on", "deadline", "valid until", "verloopt"]),
        (["expected_close"], ["expected close date", "estimated close", "estimated close date", "closing date", "forecast close"]),
        (["country"], ["region", "nation", "country code", "land", "geo", "location", "country region"]),
        (["city"], ["town", "place", "plaats", "stad"]),
        (["customer"],
            ["account", "company", "client", "customer name", "account name", "organization", "organisation", "klant", "bedrijf",
            "company name"]),
        (["deal_name"], ["name", "title", "topic", "subject", "opportunity", "opportunity name", "deal", "naam", "summary"]),
        (["currency"], ["currency code", "valuta", "curr", "iso currency", "munt"]),
        (["deal_value_usd"], ["amount usd", "value usd", "usd", "dollars", "revenue usd"]),
        (["status_reason"], ["reason", "lost reason", "loss reason", "close reason", "reden"]),
        (["type"], ["kind", "referral type", "category", "soort"]),
        (["lead_kind"], ["lead type", "kind of lead"]),
        (["lead_source"], ["source", "origin", "channel", "bron", "herkomst"]),
        (["solutions"], ["solution", "product", "products", "offer", "offers"]),
        (["sales_stage"], ["sales stage", "pipeline stage"]),
        (["notes"], ["note", "comment", "comments", "description", "remarks", "opmerking"]),
        (["crm_id"], ["crm", "opportunity id", "external id"]),
        (["campaign_id"], ["campaign", "utm campaign"]),
        (["shared_with_microsoft"], ["shared", "share", "shared with msft"]),
        (["program"], ["programme", "initiative"]));

    private static readonly Dictionary<string, string[]> UsualProperties = Spelling.Table<string[]>(
        (["requires"], ["required", "columns", "headers", "match", "needs", "required columns"]),
        (["fields"], ["field", "mapping", "mappings", "map", "column map"]),
        (["constants"], ["constant", "defaults", "default", "fixed", "static"]),
        (["dates"], ["date", "date format", "date formats", "format", "formats", "patterns", "pattern"]),
        (["timeZone"], ["tz", "zone"]),
        (["decimalMark"], ["decimal", "decimal separator", "decimal point", "decimals", "decimal sign"]),
        (["words"], ["values", "value map", "translate", "translations", "word", "synonyms", "replace"]),
        (["empty"], ["null", "nulls", "null values", "null words", "na values", "nothing", "missing", "blank", "none"]),
        (["skipLines"], ["skip", "skip rows", "header row", "header line", "header", "skip header"]),
        (["footer"], ["footers", "skip footer", "trailer", "ends with", "until"]),
        (["encoding"], ["charset", "code page", "character set"]),
        (["only"], ["filter", "where", "include", "rows", "keep"]),
        (["except"], ["exclude", "ignore", "not", "without", "drop"]),
        (["positiveOnly"], ["positive", "non negative"]),
        (["about"], ["comment", "note", "notes", "description", "comments"]),
        (["files"], ["file", "tables", "sheets", "sources"]),
        (["name"], ["title", "label"]));

    private static readonly Dictionary<string, string[]> UsualWords = Spelling.Table<string[]>(
        (["won", "lost"], ["closed", "close", "done", "finished", "completed", "gesloten"]),
        (["active"], ["open", "working", "ongoing", "in process", "contacted", "running", "loopt", "lopend"]),
        (["won"], ["win", "success", "successful", "signed", "sold"]),
        (["lost"], ["lose", "loss", "failed", "abandoned", "cancelled", "canceled"]),
        (["declined"], ["refused", "rejection", "disqualified"]),
        (["qualified"], ["lead", "leads", "mql", "sql"]),
        (["inbound", "outbound"], ["co-sell", "cosell", "deal", "opportunity"]),
        (["outbound"], ["outgoing", "sent", "sourced"]),
        (["inbound"], ["incoming", "received"]),
        (["yes"], ["oui", "si", "x", "t", "on", "checked"]),
        (["no"], ["non", "f", "off", "unchecked"]));

    public static string Field(string written, IEnumerable<string> known) => Meant(written, known, Usual);
    public static string Property(string written, IEnumerable<string> known) => Meant(written, known, UsualProperties);
    public static string Word(string written, IEnumerable<string> known) => Meant(written, known, UsualWords);
    public static string Column(string written, IEnumerable<string> known) => Meant(written, known, []);

    /// <summary>The end of a sentence: <c>; did you mean 'team'?</c>, or nothing.</summary>
    private static string Meant(string written, IEnumerable<string> known, Dictionary<string, string[]> usual)
    {
        string key = Spelling.Key(written.Length > LongestName ? written[..LongestName] : written);
        int far = Math.Max(1, key.Length / 3);
        string[] names = [.. known.Where(name => name.Length <= LongestName).Take(MostNames).Distinct(StringComparer.Ordinal)];
        var close = names.Select(name => (name, key: Spelling.Key(name)))
            .Where(near => near.key.Length > 0 && Math.Abs(near.key.Length - key.Length) <= far)
            .Select(near => (near.name, distance: Distance(key, near.key)))
            .Where(near => near.distance <= far && near.distance < key.Length)
            .OrderBy(near => near.distance).ThenBy(near => near.name, StringComparer.Ordinal).ToArray();
        IEnumerable<string> slips = close.Where(near => near.distance == close[0].distance).Select(near => near.name);
        string[] others = usual.TryGetValue(key, out string[]? meant) ? [.. meant.Where(names.Contains)] : [];
        string[] named = [.. (others.Length > 0 ? others : slips).Take(MostNamed).Select(name => $"'{Spelling.Shown(name)}'")];
        return named.Length == 0 ? "" : $"; did you mean {string.Join(" or ", named)}?";
    }

    // Typed, left out, put in, or two neighbours exchanged.
    private static int Distance(string one, string other)
    {
        int[] before = new int[other.Length + 1], last = [.. Enumerable.Range(0, other.Length + 1)], now = new int[other.Length + 1];
        for (int i = 1; i <= one.Length; i++)
        {
            now[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                now[j] = Math.Min(Math.Min(now[j - 1], last[j]) + 1, last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                bool exchanged = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
                if (exchanged) now[j] = Math.Min(now[j], before[j - 2] + 1);
            }
            (before, last, now) = (last, now, before);
        }
        return last[other.Length];
    }
}
