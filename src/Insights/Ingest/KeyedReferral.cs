using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>How a file whose columns are named by our own keys is read: our own export, or any other file through a mapping.</summary>
internal sealed record KeyedReading
{
    /// <summary>Where the columns of a key stand: the first that is not empty is read, but an id is made of all.</summary>
    public required Func<OwnColumn, Place[]> Places { get; init; }
    /// <summary>Values that hold for every row, by key; a filled cell goes before them.</summary>
    public IReadOnlyDictionary<string, string> Constants { get; init; } = new Dictionary<string, string>();
    /// <summary>The file's own words, by key, to our words.</summary>
    public IReadOnlyDictionary<string, Wordbook> Words { get; init; } = new Dictionary<string, Wordbook>();
    /// <summary>The file's words for nothing, by key; null when it has none.</summary>
    public Func<string, IReadOnlySet<string>?> Empty { get; init; } = _ => null;
    /// <summary>Which rows are read; null when all are.</summary>
    public RowFilter? Rows { get; init; }
    /// <summary>Amounts that are none unless they are more than zero.</summary>
    public IReadOnlySet<string> PositiveOnly { get; init; } = new HashSet<string>();
    public DateStyle Dates { get; init; } = DateStyle.Iso;
    /// <summary>Null where nobody said it: a point, unless the file shows otherwise.</summary>
    public char? DecimalMark { get; init; }
    /// <summary>False where rows may say no type, which must then be said on the receipt.</summary>
    public bool TypeIsSaid { get; init; } = true;
    /// <summary>True for our own export: a quote that keeps a spreadsheet from running a cell is taken off again.</summary>
    public bool Guarded { get; init; }
}

/// <summary>Reads referrals from columns named by our own keys (<see cref="OwnColumns"/>).</summary>
internal sealed class KeyedReferral : ITable
{
    private sealed record Cell(OwnColumn Column, Place[] Places, string? Constant, Wordbook? Words, IReadOnlySet<string>? Empty)
    {
        /// <summary>How the column is named in messages.</summary>
        public Place Place { get; } = Places is [Place first, ..] ? first : new Place(-1, Column.English);
        /// <summary>One column, written as the file writes everything.</summary>
        public bool IsPlain => Places.Length <= 1 && Words is null && Empty is null;
    }

    private readonly KeyedReading how;
    private long untyped;
    private readonly Dictionary<string, Cell> cells;
    private readonly Cell[] details;
    private readonly Cell id, engagement, type, leadKind, state, created, accepted, closed, updated, expires, country, city, customer, dealName, program, value, currency, valueUsd,
        reason, solutions, team, microsoftState, msx, side, owner, apiType, qualification, direction, invitedBy, shared, unknownState;

    public KeyedReferral(KeyedReading how)
    {
        this.how = how;
        cells = OwnColumns.All.ToDictionary(column => column.Key, column =>
            new Cell(column, how.Places(column), how.Constants.GetValueOrDefault(column.Key),
            how.Words.GetValueOrDefault(column.Key), how.Empty(column.Key)), StringComparer.Ordinal);
        details = [.. cells.Values.Where(cell =>
            cell.Column.Kind == OwnKind.Detail && (cell.Places.Length > 0 || cell.Constant is not null))];
        (id, engagement, type, leadKind, state) = (cells["id"], cells["engagement_id"], cells["type"], cells["lead_kind"], cells["state"]);
        (created, accepted, closed, updated, expires) = (cells["created"], cells["accepted"], cells["closed"], cells["updated"], cells["expires"]);
        (country, city, customer, dealName, program) = (cells["country"], cells["city"], cells["customer"], cells["deal_name"], cells["program"]);
        (value, currency, valueUsd, reason, solutions, team) = (cells["deal_value"], cells["currency"], cells["deal_value_usd"], cells["status_reason"], cells["solutions"], cells["team"]);
        (microsoftState, msx, side, owner) = (cells["microsoft_state"], cells["microsoft_msx_id"], cells["side"], cells["owner_organization_id"]);
        (apiType, qualification, direction, invitedBy) = (cells["api_type"], cells["qualification"], cells["direction"], cells["invited_by"]);
        (shared, unknownState) = (cells["shared_with_microsoft"], cells["unknown_state"]);
    }

    public IReadOnlyList<Place> Amounts => [.. value.Places, .. valueUsd.Places];
    public char? DecimalMark => how.DecimalMark;

    public bool Ends(Row row) => how.Rows?.Ends(row) == true;
    public string? LeavesOut(Row row) => how.Rows?.LeavesOut(row);

    public IEnumerable<string> Notes => how.TypeIsSaid || untyped == 0 ? []
        : [$"{(untyped == 1 ? "1 row says" : $"{untyped} rows say")} no type: they count as qualified leads, unless another file says what "
            + "they are. A constant says it, such as \"type\": \"outbound\"."];

    public Told Read(Row row)
    {
        ObservedState? told = Word(row, state, SourceWords.States);
        string? money = currency.Constant, dollars = "USD";
        bool inCurrency = false;
        if (Told(row, currency) is (string code, Place said, _)) (inCurrency, money) = (true, row.Currency(said, code));
        decimal? worth = Amount(row, value, ref money);
        var kept = new Details();
        foreach (Cell cell in details) kept.Add(cell.Column.Key, Text(row, cell));
        var referral = new ReferralObservation
        {
            ReferralId = row.Id(id.Place, Id(row)),
            Side = Word(row, side, SourceWords.Sides) ?? Side.Ours,
            EngagementId = Legible.Id(Text(row, engagement)),
            OwnerOrganizationId = Legible.Id(Text(row, owner)),
            Type = Word(row, type, SourceWords.Types),
            LeadKind = Word(row, leadKind, SourceWords.LeadKinds),
            ApiType = Text(row, apiType),
            Qualification = Text(row, qualification),
            Direction = Text(row, direction),
            InvitedBy = Legible.Id(Text(row, invitedBy)),
            SharedWithMicrosoft = row.YesNo(shared.Place, Text(row, shared)),
            State = told,
            // Both may be told: a word we do not know, and the last state we did.
            UnknownState = Text(row, unknownState) ?? (told is null ? Text(row, state) : null),
            Created = Moment(row, created),
            Accepted = Moment(row, accepted),
            Closed = Moment(row, closed),
            Updated = Moment(row, updated),
            Expires = Moment(row, expires, lenient: true),
            MicrosoftState = Word(row, microsoftState, SourceWords.States),
            MicrosoftMsxId = Text(row, msx),
            Country = Countries.Normalise(Text(row, country)),
            City = Text(row, city),
            CustomerName = Text(row, customer),
            DealName = Text(row, dealName),
            Program = Text(row, program),
            DealValue = worth,
            // A constant currency belongs to an amount; without one it would say nothing and still be a difference.
            Currency = inCurrency || worth is not null ? money : null,
            DealValueUsd = Amount(row, valueUsd, ref dollars),
            StatusReason = Text(row, reason),
            Solutions = Text(row, solutions) is not string listed ? null
                : [.. OwnLists.ReadNamed(listed).Select(one => one with { Id = Legible.Id(one.Id) })],
            Team = Text(row, team) is string members ? [.. OwnLists.ReadWords(members).Select(mail => mail.ToLowerInvariant())] : null,
            Details = kept.Kept,
        };
        if (referral.Type is null && row.Findings.Reason is null) untyped++;
        return referral;
    }

    /// <summary>What a row says in a field, where, and whether a word of ours stands for it; null when it says nothing.</summary>
    private (string Text, Place Place, bool Ours)? Told(Row row, Cell cell)
    {
        foreach (Place place in cell.Places)
            if (Text(row, cell, place) is string text)
                return cell.Words?.Find(text) is string ours ? (ours, place, true) : (text, place, false);
        return null;
    }

    private string? Text(Row row, Cell cell) => Told(row, cell)?.Text ?? cell.Constant;

    private string? Text(Row row, Cell cell, Place place) =>
        Unguarded(cell.Column.Key is "notes" or "deal_name" ? row.Prose(place) : row.Text(place)) is string text
        && cell.Empty?.Contains(Spelling.Exact(text)) != true ? text : null;

    // Of several columns, with a backslash before a mark that belongs to the text: no two rows that differ become one.
    private string? Id(Row row)
    {
        if (id.Places.Length <= 1) return Told(row, id)?.Text;
        string[] parts = [.. id.Places.Select(place => Text(row, id, place) ?? "")];
        return Array.TrueForAll(parts, part => part.Length == 0) ? null
            : string.Join('|', parts.Select(part => part.Replace("\\", "\\\\").Replace("|", "\\|")));
    }

    private string? Unguarded(string? text) =>
        how.Guarded ? FormulaGuard.Off(text) : text;

    private T? Word<T>(Row row, Cell cell, Dictionary<string, T> known) where T : struct
    {
        if (Text(row, cell) is not string text) return null;
        if (known.TryGetValue(Spelling.Key(text), out T word)) return word;
        row.Findings.Unknown(cell.Place.Name, text);
        return null;
    }

    private When? Moment(Row row, Cell cell, bool lenient = false)
    {
        if (cell.IsPlain) return row.Moment(cell.Place, how.Dates, lenient);
        return Told(row, cell) is (string text, Place place, bool ours) ? row.Moment(place, text, ours ? DateStyle.Iso : how.Dates, lenient) : null;
    }

    private decimal? Amount(Row row, Cell cell, ref string? money)
    {
        decimal? amount = cell.IsPlain ? row.Amount(cell.Place, ref money)
            : Told(row, cell) is (string text, Place place, bool ours) ? row.Amount(place, text, ref money, ours ? '.' : null) : null;
        return amount <= 0 && how.PositiveOnly.Contains(cell.Column.Key) ? null : amount;
    }
}

/// <summary>Our own referrals file, with English or Dutch headers.</summary>
internal static class OwnExport
{
    public static readonly TableFormat Format = new("own_referrals", "our own referrals file", [.. new[] { "id", "type", "state", "created" }.Select(key => Named(OwnColumns.Find(key)!))], [],
        header => new KeyedReferral(new KeyedReading
        {
            Places = column => header.Find(Named(column)) is { Exists: true } place ? [place] : [],
            Guarded = true,
            DecimalMark = '.',
        }))
    {
        Each = "a referral",
    };

    private static Column Named(OwnColumn column) => new(column.English, column.Dutch);
}
