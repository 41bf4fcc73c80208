using Insights.Ingest;
using System.Globalization;
using Insights.Vocabulary;

namespace Insights.Sources;

/// <summary>A first draft of a mapping, guessed from the names of the columns and from what is in them. A person looks at it before
/// anything is read by it.</summary>
public static class MappingGuess
{
    /// <summary>Names by which other systems call our fields, in the languages of our users; compared by <see cref="Spelling"/>.</summary>
    private static readonly (string Field, string[] Names)[] Names =
    [
        ("id", ["id", "referral id", "lead id", "lead number", "opportunity id", "deal id", "record id", "case number", "number", "no",
            "nr", "nummer", "leadnummer", "key", "guid", "crm id", "identifier", "kenmerk", "vorgangsnummer", "numéro"]),
        ("created", ["created", "created on", "created at", "created date", "creation date", "create date", "date created", "entered on",
            "received", "received on", "aangemaakt", "aangemaakt op", "datum aangemaakt", "invoerdatum", "angelegt", "angelegt am",
            "erstellt am", "erstelldatum", "créé le", "date de création", "opened", "open date", "start date", "first contact date"]),
        ("accepted", ["accepted", "accepted on", "accepted at", "date accepted", "qualified on", "geaccepteerd op", "angenommen am"]),
        ("closed", ["closed", "closed on", "close date", "closed date", "date closed", "won date", "signed on", "gesloten op", "sluitdatum",
            "abgeschlossen am", "abschlussdatum", "clôturé le", "actual close date"]),
        ("updated", ["updated", "updated on", "modified", "modified on", "last modified", "last modified date", "gewijzigd op",
            "geändert am"]),
        ("state", ["state", "status", "stage", "phase", "fase", "phase", "lead status", "deal stage", "sales stage", "étape", "statut"]),
        ("type", ["type", "referral type", "lead type", "deal type", "soort", "art"]),
        ("customer", ["customer", "customer name", "account", "account name", "company", "company name", "client", "klant", "klantnaam",
            "bedrijf", "kunde", "kundenname", "firma", "société"]),
        ("deal_name", ["deal name", "opportunity", "opportunity name", "name", "title", "subject", "topic", "onderwerp", "naam", "titel",
            "betreff"]),
        ("country", ["country", "country region", "land", "pays", "customer country", "billing country"]),
        ("city", ["city", "plaats", "stad", "stadt", "ort", "ville"]),
        ("deal_value", ["deal value", "value", "amount", "revenue", "estimated value", "estimated revenue", "budget", "bedrag", "waarde",
            "omzet", "wert", "betrag", "umsatz", "montant", "contract value"]),
        ("currency", ["currency", "currency code", "valuta", "währung", "devise", "munt"]),
        ("team", ["owner", "owner email", "sales rep", "assigned to", "account manager", "eigenaar", "verkoper", "besitzer", "verkäufer",
            "responsable"]),
        ("program", ["program", "programme", "programma", "referral program", "programm"]),
        ("status_reason", ["reason", "status reason", "loss reason", "lost reason", "reden", "grund", "motif"]),
        ("lead_source", ["lead source", "source", "bron", "quelle", "origin"]),
    ];

    /// <summary>How dates are written elsewhere.</summary>
    public static IReadOnlyList<string> Patterns { get; } =
    [
        "dd.MM.yyyy", "d.M.yyyy", "dd.MM.yyyy HH:mm", "dd-MM-yyyy", "d-M-yyyy", "dd-MM-yyyy HH:mm", "d-M-yyyy H:mm", "MM-dd-yyyy",
        "M-d-yyyy", "MM-dd-yyyy HH:mm", "M-d-yyyy H:mm", "dd/MM/yyyy", "d/M/yyyy", "dd/MM/yyyy HH:mm", "d/M/yyyy h:mm tt", "MM/dd/yyyy",
        "M/d/yyyy", "MM/dd/yyyy HH:mm", "M/d/yyyy h:mm tt", "yyyy/MM/dd", "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd HH:mm", "d MMM yyyy", "MMM d, yyyy", "yyyyMMdd",
    ];

    /// <param name="name">What such files are to be called.</param>
    public static MappingDraft Of(UnknownTable table, string name)
    {
        ArgumentNullException.ThrowIfNull(table);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string field, string[] names) in Names)
            if (names.Select(Spelling.Key).SelectMany(key => table.Columns.Where(c => Spelling.Key(c.Name) == key
                && !taken.Contains(c.Name))).FirstOrDefault() is { } column) Take(field, column);
        IEnumerable<UnknownColumn> Free() => table.Columns.Where(c => c.Name.Length > 0 && !taken.Contains(c.Name) && c.Values.Count > 0);
        if (!fields.ContainsKey("state") && Free().FirstOrDefault(c => c.Values.All(v => SourceWords.States.ContainsKey(Spelling.Key(v))))
            is { } states) Take("state", states);
        if (!fields.ContainsKey("created") && Free().FirstOrDefault(c => DatesOf([c]).Count > 0) is { } dates) Take("created", dates);
        if (!fields.ContainsKey("currency") && Free().FirstOrDefault(c => c.Values.All(v => Currencies.Exists(v))) is { } money)
            Take("currency", money);
        if (!fields.ContainsKey("id") && Free().FirstOrDefault(c => c.IsUnique) is { } id) Take("id", id);

        UnknownColumn[] moments = [.. table.Columns.Where(c => fields.Any(f => f.Value == c.Name
            && ReferralFields.Find(f.Key)?.Kind == FieldKind.Moment))];
        UnknownColumn[] amounts = [.. table.Columns.Where(c => fields.Any(f => f.Value == c.Name
            && ReferralFields.Find(f.Key)?.Kind == FieldKind.Amount))];
        IReadOnlyList<string> written = DatesOf(moments);
        return new MappingDraft
        {
            Name = name,
            Fields = fields,
            States = fields.TryGetValue("state", out string? state) ? StatesOf(table.Columns.First(c => c.Name == state))
                : new Dictionary<string, string>(),
            Type = "qualified",
            Dates = written is [{ Length: > 0 } pattern] ? pattern : null,
            AreDatesOpen = written.Count > 1,
            DecimalComma = amounts.Any(c => c.Values.Any(v => AmountMarks.Shown(v) == ',')),
        };

        void Take(string field, UnknownColumn column)
        {
            fields[field] = column.Name;
            taken.Add(column.Name);
        }
    }

    /// <summary>The words of a column of states we know ourselves, and those that are near to one of ours.</summary>
    public static Dictionary<string, string> StatesOf(UnknownColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column.Values.Select(word => (word, State: SourceWords.States.TryGetValue(Spelling.Key(word), out ObservedState state)
            ? ReferralFields.State.Words[(int)state] : Near(word))).Where(w => w.State is not null)
            .ToDictionary(w => w.word, w => w.State!, StringComparer.Ordinal);
    }

    private static string? Near(string word)
    {
        string key = Spelling.Key(word);
        foreach ((string part, string state) in Parts)
            if (key.Contains(part, StringComparison.Ordinal)) return state;
        return null;
    }

    // Words that stand within the names of stages elsewhere; won before lost, for "won" is short.
    private static readonly (string Part, string State)[] Parts =
    [
        ("lost", "lost"), ("verlor", "lost"), ("perdu", "lost"), ("declin", "declined"), ("reject", "declined"), ("afgewez", "declined"),
        ("abgelehnt", "declined"), ("expired", "expired"), ("verlopen", "expired"), ("won", "won"), ("gewon", "won"), ("gagn", "won"),
        ("new", "new"), ("nieuw", "new"), ("neu", "new"), ("nouveau", "new"), ("open", "active"), ("progress", "active"),
        ("active", "active"), ("actief", "active"), ("aktiv", "active"), ("qualif", "active"), ("propos", "active"), ("negot", "active"),
    ];

    /// <summary>The patterns all dates of some columns may be written in, of those that read the same days the first; an empty one is ISO
    /// 8601.</summary>
    private static IReadOnlyList<string> DatesOf(IReadOnlyList<UnknownColumn> columns)
    {
        string[] values = [.. columns.SelectMany(c => c.Values).Where(v => v.Any(char.IsAsciiDigit))];
        if (values.Length == 0) return [];
        if (values.All(v => Moments.Read(v, DateStyle.Iso, out When? moment) is null && moment is not null)) return [""];
        return [.. Patterns.Select(pattern => (pattern, Days: Read(values, pattern))).Where(one => one.Days is not null)
            .DistinctBy(one => string.Join(' ', one.Days!.Select(day => day.Ticks))).Select(one => one.pattern)];
    }

    private static DateTime[]? Read(string[] values, string pattern)
    {
        var days = new DateTime[values.Length];
        for (int i = 0; i < values.Length; i++)
            if (!DateTime.TryParseExact(values[i], pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out days[i])
                || days[i].Year is < 1990 or > 2100) return null;
        return days;
    }
}
