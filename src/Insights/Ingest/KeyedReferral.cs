using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>How a file whose columns are named by our own keys is read: our own export, or any other file through a mapping.</summary>
internal sealed record KeyedReading
{
    /// <summary>Where the columns of a key stand: the first that is not empty is read, but an id is made of all.</summary>
    public required Func<Field, Place[]> Places { get; init; }
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

/// <summary>Reads referrals from columns named by our own keys (<see cref="ReferralFields"/>).</summary>
internal sealed class KeyedReferral : ITable
{
    private sealed record Cell(Field<ReferralObservation> Field, Place[] Places, string? Constant, Wordbook? Words,
        IReadOnlySet<string>? Empty)
    {
        /// <summary>How the column is named in messages.</summary>
        public Place Place { get; } = Places is [Place first, ..] ? first : new Place(-1, Field.Name(Language.English));
        /// <summary>One column, written as the file writes everything.</summary>
        public bool IsPlain => Places.Length <= 1 && Words is null && Empty is null;
        public bool MaySay => Places.Length > 0 || Constant is not null;
    }

    private readonly KeyedReading how;
    private readonly Cell[] cells;
    private readonly Cell id, state, currency;
    private long untyped;

    public KeyedReferral(KeyedReading how)
    {
        this.how = how;
        Cell[] all = [.. ReferralFields.InFile.Select(field =>
            new Cell(field, how.Places(field), how.Constants.GetValueOrDefault(field.Key), how.Words.GetValueOrDefault(field.Key),
                how.Empty(field.Key)))];
        (id, state, currency) = (Of(ReferralFields.Id), Of(ReferralFields.State), Of(ReferralFields.Currency));
        Amounts = [.. all.Where(cell => cell.Field is AmountField<ReferralObservation>).SelectMany(cell => cell.Places)];
        cells = [.. all.Where(cell => cell.MaySay && cell != id && cell != currency)];

        Cell Of(Field field) => all.First(cell => cell.Field == field);
    }

    public IReadOnlyList<Place> Amounts { get; }
    public char? DecimalMark => how.DecimalMark;

    public bool Ends(Row row) => how.Rows?.Ends(row) == true;
    public string? LeavesOut(Row row) => how.Rows?.LeavesOut(row);

    public IEnumerable<string> Notes => how.TypeIsSaid || untyped == 0 ? []
        : [$"{(untyped == 1 ? "1 row says" : $"{untyped} rows say")} no type: they count as qualified leads, unless another file says what "
            + "they are. A constant says it, such as \"type\": \"outbound\"."];

    public Told Read(Row row)
    {
        var referral = new ReferralObservation { ReferralId = row.Id(id.Place, Id(row)) };
        string? money = currency.Constant;
        bool inCurrency = false;
        if (Told(row, currency) is (string code, Place said, _)) (inCurrency, money) = (true, row.Currency(said, code));
        var details = new Details();
        foreach (Cell cell in cells) Read(row, cell, referral, ref money, ref details);
        referral.Details = details.Kept;
        // A constant currency belongs to an amount; without one it would say nothing and still be a difference.
        if (inCurrency || referral.DealValue is not null) referral.Currency = money;
        // Both may be told: a word we do not know, and the last state we did.
        if (referral.State is null) referral.UnknownState ??= Text(row, state);
        if (referral.Type is null && row.Problems.Reason is null) untyped++;
        return referral;
    }

    /// <param name="money">The currency of the deal's value.</param>
    private void Read(Row row, Cell cell, ReferralObservation referral, ref string? money, ref Details details)
    {
        switch (cell.Field)
        {
            case TextField<ReferralObservation> text:
                text.Set(referral, Text(row, cell) is not string written ? null : text.Style switch
                {
                    TextStyle.Id => Legible.Id(written),
                    TextStyle.Country => CountryCodes.Normalise(written),
                    _ => written,
                });
                break;
            case WordField<ReferralObservation> word when Word(row, cell, word) is { } meant:
                word.Set(referral, meant);
                break;
            case MomentField<ReferralObservation> moment:
                moment.Set(referral, Moment(row, cell, moment.IsLenient));
                break;
            case AmountField<ReferralObservation> { Money: { } always } amount:
                string? itsOwn = always;
                amount.Set(referral, Amount(row, cell, ref itsOwn));
                break;
            case AmountField<ReferralObservation> amount:
                amount.Set(referral, Amount(row, cell, ref money));
                break;
            case FlagField<ReferralObservation> flag:
                flag.Set(referral, row.YesNo(cell.Place, Text(row, cell)));
                break;
            case ThingsField<ReferralObservation> things when Text(row, cell) is string listed:
                things.Set(referral, [.. CellLists.ReadNamed(listed).Select(one => one with { Id = Legible.Id(one.Id) })]);
                break;
            case TextsField<ReferralObservation> texts when Text(row, cell) is string listed:
                texts.Set(referral, [.. CellLists.ReadWords(listed).Select(one => one.ToLowerInvariant())]);
                break;
            case DetailField<ReferralObservation>:
                details.Add(cell.Field.Key, Text(row, cell));
                break;
        }
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
        Unguarded(IsProse(cell.Field) ? row.Prose(place) : row.Text(place)) is string text
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

    private static bool IsProse(Field field) =>
        field is TextField<ReferralObservation> { Style: TextStyle.Prose } or DetailField<ReferralObservation> { Style: TextStyle.Prose };

    private long? Word(Row row, Cell cell, WordField<ReferralObservation> field)
    {
        if (Text(row, cell) is not string text) return null;
        if (SourceWords.Of(field).TryGetValue(Spelling.Key(text), out long word)) return word;
        row.Problems.Unknown(cell.Place.Name, text);
        return null;
    }

    private When? Moment(Row row, Cell cell, bool lenient)
    {
        if (cell.IsPlain) return row.Moment(cell.Place, how.Dates, lenient);
        return Told(row, cell) is (string text, Place place, bool ours) ? row.Moment(place, text, ours ? DateStyle.Iso : how.Dates, lenient)
            : null;
    }

    private decimal? Amount(Row row, Cell cell, ref string? money)
    {
        decimal? amount = cell.IsPlain ? row.Amount(cell.Place, ref money)
            : Told(row, cell) is (string text, Place place, bool ours) ? row.Amount(place, text, ref money, ours ? '.' : null) : null;
        return amount <= 0 && how.PositiveOnly.Contains(cell.Field.Key) ? null : amount;
    }
}

/// <summary>Our own referrals file, with the headers of any language.</summary>
internal static class OwnExport
{
    public static readonly TableFormat Format = new("own_referrals", "our own referrals file",
        [.. new Field[] { ReferralFields.Id, ReferralFields.Type, ReferralFields.State, ReferralFields.Created }.Select(Named)], [],
        header => new KeyedReferral(new KeyedReading
        {
            Places = field => header.Find(Named(field)) is { Exists: true } place ? [place] : [],
            Guarded = true,
            DecimalMark = '.',
        }))
    {
        Each = "a referral",
    };

    private static Column Named(Field field) => new(field.Name(Language.English), [.. Language.All.Skip(1).Select(field.Name)]);
}
