using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>How a file whose columns are named by our own keys is read: our own export, or any other file through a mapping.</summary>
internal sealed record KeyedReading
{
    /// <summary>Where the column of a key stands.</summary>
    public required Func<OwnColumn, Place> Place { get; init; }
    /// <summary>Values that hold for every row, by key; a filled cell goes before them.</summary>
    public IReadOnlyDictionary<string, string> Constants { get; init; } = new Dictionary<string, string>();
    /// <summary>The file's own words, by key, spelled as <see cref="Spelling.Key"/>, to our words.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, string>> Words { get; init; } = new Dictionary<string, Dictionary<string, string>>();
    /// <summary>Amounts that are none unless they are more than zero.</summary>
    public IReadOnlySet<string> PositiveOnly { get; init; } = new HashSet<string>();
    public DateStyle Dates { get; init; } = DateStyle.Iso;
    public char DecimalMark { get; init; } = '.';
    /// <summary>True for our own export: a quote that keeps a spreadsheet from running a cell is taken off again.</summary>
    public bool Guarded { get; init; }
}

/// <summary>Reads referrals from columns named by our own keys (<see cref="OwnColumns"/>).</summary>
internal sealed class KeyedReferral : ITable
{
    private sealed record Cell(OwnColumn Column, Place Place, string? Constant);

    private readonly KeyedReading how;
    private readonly Dictionary<string, Cell> cells;
    private readonly Cell[] details;
    private readonly Cell id, engagement, type, leadKind, state, created, accepted, closed, updated, expires, country, city, customer, dealName, program, value, currency, valueUsd,
        reason, solutions, team, microsoftState, msx, side, owner, apiType, qualification, direction, invitedBy, shared, unknownState;

    public KeyedReferral(KeyedReading how)
    {
        this.how = how;
        cells = OwnColumns.All.ToDictionary(column => column.Key, column => new Cell(column, how.Place(column), how.Constants.GetValueOrDefault(column.Key)), StringComparer.Ordinal);
        details = [.. cells.Values.Where(cell => cell.Column.Kind == OwnKind.Detail && (cell.Place.Exists || cell.Constant is not null))];
        (id, engagement, type, leadKind, state) = (cells["id"], cells["engagement_id"], cells["type"], cells["lead_kind"], cells["state"]);
        (created, accepted, closed, updated, expires) = (cells["created"], cells["accepted"], cells["closed"], cells["updated"], cells["expires"]);
        (country, city, customer, dealName, program) = (cells["country"], cells["city"], cells["customer"], cells["deal_name"], cells["program"]);
        (value, currency, valueUsd, reason, solutions, team) = (cells["deal_value"], cells["currency"], cells["deal_value_usd"], cells["status_reason"], cells["solutions"], cells["team"]);
        (microsoftState, msx, side, owner) = (cells["microsoft_state"], cells["microsoft_msx_id"], cells["side"], cells["owner_organization_id"]);
        (apiType, qualification, direction, invitedBy) = (cells["api_type"], cells["qualification"], cells["direction"], cells["invited_by"]);
        (shared, unknownState) = (cells["shared_with_microsoft"], cells["unknown_state"]);
    }

    public Told Read(Row row)
    {
        ObservedState? told = Word(row, state, SourceWords.States);
        decimal? worth = Amount(row, value);
        var kept = new Details();
        foreach (Cell cell in details) kept.Add(cell.Column.Key, Text(row, cell));
        return new ReferralObservation
        {
            ReferralId = Unguarded(row.Id(id.Place))!,
            Side = Word(row, side, SourceWords.Sides) ?? Side.Ours,
            EngagementId = Text(row, engagement),
            OwnerOrganizationId = Text(row, owner),
            Type = Word(row, type, SourceWords.Types),
            LeadKind = Word(row, leadKind, SourceWords.LeadKinds),
            ApiType = Text(row, apiType),
            Qualification = Text(row, qualification),
            Direction = Text(row, direction),
            InvitedBy = Text(row, invitedBy),
            SharedWithMicrosoft = row.YesNo(shared.Place),
            State = told,
            // Both may be told: a word we do not know, and the last state we did.
            UnknownState = Text(row, unknownState) ?? (told is null ? Text(row, state) : null),
            Created = row.Moment(created.Place, how.Dates),
            Accepted = row.Moment(accepted.Place, how.Dates),
            Closed = row.Moment(closed.Place, how.Dates),
            Updated = row.Moment(updated.Place, how.Dates),
            Expires = row.Moment(expires.Place, how.Dates),
            MicrosoftState = Word(row, microsoftState, SourceWords.States),
            MicrosoftMsxId = Text(row, msx),
            Country = Countries.Normalise(Text(row, country)),
            City = Text(row, city),
            CustomerName = Text(row, customer),
            DealName = Text(row, dealName),
            Program = Text(row, program),
            DealValue = worth,
            // A constant currency belongs to an amount; without one it would say nothing and still be a difference.
            Currency = currency.Place.Exists ? row.Currency(currency.Place) : worth is null ? null : currency.Constant,
            DealValueUsd = Amount(row, valueUsd),
            StatusReason = Text(row, reason),
            Solutions = Text(row, solutions) is string listed ? OwnLists.ReadNamed(listed) : null,
            Team = Text(row, team) is string members ? [.. OwnLists.ReadWords(members).Select(mail => mail.ToLowerInvariant())] : null,
            Details = kept.Kept,
        };
    }

    private string? Text(Row row, Cell cell)
    {
        string? text = Unguarded(row.Text(cell.Place));
        if (text is not null && how.Words.TryGetValue(cell.Column.Key, out Dictionary<string, string>? words) && words.TryGetValue(Spelling.Key(text), out string? ours)) text = ours;
        return text ?? cell.Constant;
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

    private decimal? Amount(Row row, Cell cell)
    {
        decimal? amount = row.Amount(cell.Place, how.DecimalMark);
        return amount <= 0 && how.PositiveOnly.Contains(cell.Column.Key) ? null : amount;
    }
}

/// <summary>Our own referrals file, with English or Dutch headers.</summary>
internal static class OwnExport
{
    public static readonly TableFormat Format = new("own_referrals", "our own referrals file", [.. new[] { "id", "type", "state", "created" }.Select(key => Named(OwnColumns.Find(key)!))], [],
        header => new KeyedReferral(new KeyedReading { Place = column => header.Find(Named(column)), Guarded = true }));

    private static Column Named(OwnColumn column) => new(column.English, column.Dutch);
}
