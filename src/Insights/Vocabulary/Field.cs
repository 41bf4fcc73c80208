namespace Insights.Vocabulary;

/// <summary>What the values of a field are, and so how a cell of our own file is written.</summary>
public enum FieldKind
{
    /// <summary>Plain text.</summary>
    Text,
    /// <summary>A word of a fixed list: the wire word, or its English or Dutch name.</summary>
    Word,
    /// <summary>ISO 8601: an instant of UTC, <c>2024-01-31T13:45:00Z</c>, or a day without a time, of the reporting zone.</summary>
    Moment,
    /// <summary>Digits with a decimal point, no grouping.</summary>
    Amount,
    /// <summary>Yes or no.</summary>
    Flag,
    /// <summary>Several things in one cell, as <see cref="CellLists"/> writes them.</summary>
    List,
    /// <summary>Kept as text under its key with others of its kind (<see cref="DetailKeys"/>).</summary>
    Detail,
    /// <summary>A whole number.</summary>
    Number,
}

/// <summary>How a newer statement of a field joins what is known of it (docs/metrics.md 6).</summary>
public enum Joining
{
    /// <summary>The newest statement that says anything.</summary>
    Newest,
    /// <summary>The oldest statement: what never changes.</summary>
    Oldest,
    /// <summary>The newest moment, unless it only repeats the day of an instant that is known.</summary>
    Moment,
    /// <summary>The state furthest on in life.</summary>
    State,
    /// <summary>The newest word for a state nobody knows, gone when a known state is told after it.</summary>
    UnknownState,
    /// <summary>An amount, its currency and its conversion are one statement.</summary>
    Amount,
    /// <inheritdoc cref="Amount"/>
    Currency,
    /// <summary>The newest list; what is told at one moment in several rows is one list.</summary>
    List,
    /// <summary>By key, the newest of each.</summary>
    ByKey,
}

/// <summary>A field of what sources tell, once: how the store keeps it, what our own file calls it, and how two statements of it join.
/// Store, import, facts, lists and exports read the tables of these (<see cref="ReferralFields"/>, <see cref="OtherFields"/>).</summary>
public abstract class Field
{
    /// <summary>The wire word; also how a mapping file names the field. Empty where no file of ours has it.</summary>
    public string Key { get; init; } = "";

    /// <summary>The header of our own file.</summary>
    public string Name(Language language) => language["field." + Key];

    public abstract FieldKind Kind { get; }

    /// <summary>The column of the store; empty for a detail, which is kept with others.</summary>
    public string Column { get; init; } = "";

    /// <summary>Which of the store's columns it is, from 0. A new field takes the next: the digests of rows go by this order.</summary>
    public int Place { get; init; } = -1;

    public Joining Joining { get; init; }
}

/// <inheritdoc/>
public abstract class Field<T> : Field where T : Observation
{
    public abstract bool IsSaid(T told);

    /// <summary>The cell of our own file; null when the observation does not say.</summary>
    public abstract string? Cell(T told);

    /// <summary>Makes one observation say what another says, also when that is nothing.</summary>
    public abstract void Copy(T from, T to);
}

/// <summary>A field with a value of its own; null is "not said".</summary>
public abstract class Field<T, TValue>(Func<T, TValue> get, Action<T, TValue> set) : Field<T> where T : Observation
{
    public Func<T, TValue> Get { get; } = get;
    public Action<T, TValue> Set { get; } = set;

    public override bool IsSaid(T told) => Get(told) is not null;

    public override void Copy(T from, T to) => Set(to, Get(from));

    public override string? Cell(T told) => Get(told) is { } said ? Write(said) : null;

    protected abstract string Write(TValue said);
}

/// <summary>How a text is taken from a cell.</summary>
public enum TextStyle { Plain, Id, Country, Currency, Prose }

public sealed class TextField<T>(Func<T, string?> get, Action<T, string?> set) : Field<T, string?>(get, set) where T : Observation
{
    public override FieldKind Kind => FieldKind.Text;

    public TextStyle Style { get; init; }

    /// <summary>The column behind it that has 64 bits of the text, to be found by; empty when there is none.</summary>
    public string KeyColumn { get; init; } = "";

    protected override string Write(string? said) => said!;
}

/// <summary>A number that stands for a word, <paramref name="words"/>[number].</summary>
public sealed class WordField<T>(IReadOnlyList<string> words, Func<T, long?> get, Action<T, long?> set) : Field<T, long?>(get, set) where T
    : Observation
{
    public override FieldKind Kind => FieldKind.Word;

    /// <summary>The wire words, by number.</summary>
    public IReadOnlyList<string> Words { get; } = words;

    protected override string Write(long? said) => Words[(int)said!];
}

public sealed class MomentField<T>(Func<T, When?> get, Action<T, When?> set) : Field<T, When?>(get, set) where T : Observation
{
    public override FieldKind Kind => FieldKind.Moment;

    /// <summary>True where a moment that makes no sense is left out rather than refused: no number rests on it.</summary>
    public bool IsLenient { get; init; }

    protected override string Write(When? said) => WireText.Moment(said)!;
}

public sealed class AmountField<T>(Func<T, decimal?> get, Action<T, decimal?> set) : Field<T, decimal?>(get, set) where T : Observation
{
    public override FieldKind Kind => FieldKind.Amount;

    /// <summary>The currency it is always in; null where the row says it.</summary>
    public string? Money { get; init; }

    protected override string Write(decimal? said) => WireText.Amount(said)!;
}

public sealed class FlagField<T>(Func<T, bool?> get, Action<T, bool?> set) : Field<T, bool?>(get, set) where T : Observation
{
    public override FieldKind Kind => FieldKind.Flag;

    protected override string Write(bool? said) => said == true ? "Yes" : "No";
}

/// <summary>Things that have an id, a name or both.</summary>
public sealed class ThingsField<T>(Func<T, IReadOnlyList<NamedId>?> get, Action<T, IReadOnlyList<NamedId>?> set)
    : Field<T, IReadOnlyList<NamedId>?>(get, set) where T : Observation
{
    public override FieldKind Kind => FieldKind.List;

    protected override string Write(IReadOnlyList<NamedId>? said) => CellLists.Write(said!);
}

/// <summary>Several texts.</summary>
public sealed class TextsField<T>(Func<T, IReadOnlyList<string>?> get, Action<T, IReadOnlyList<string>?> set)
    : Field<T, IReadOnlyList<string>?>(get, set) where T : Observation
{
    public override FieldKind Kind => FieldKind.List;

    protected override string Write(IReadOnlyList<string>? said) => CellLists.Write(said!);
}

/// <summary>All details together; our own file has a column for each (<see cref="DetailField{T}"/>).</summary>
public sealed class DetailsField<T>(Func<T, IReadOnlyDictionary<string, string>?> get, Action<T, IReadOnlyDictionary<string, string>?> set)
    : Field<T, IReadOnlyDictionary<string, string>?>(get, set) where T : Observation
{
    public override FieldKind Kind => FieldKind.Detail;

    protected override string Write(IReadOnlyDictionary<string, string>? said) =>
        throw new InvalidOperationException("Details have a cell each.");
}

/// <summary>One of the details.</summary>
public sealed class DetailField<T>(DetailsField<T> details) : Field<T> where T : Observation
{
    public override FieldKind Kind => FieldKind.Detail;

    public TextStyle Style { get; init; }

    public override bool IsSaid(T told) => Cell(told) is not null;

    public override string? Cell(T told) => details.Get(told)?.GetValueOrDefault(Key);

    public override void Copy(T from, T to) => throw new InvalidOperationException("Details are copied together.");
}

/// <summary>A whole number that stands for nothing else: a count, or a day since 0001-01-01.</summary>
public sealed class NumberField<T>(Func<T, long> get, Action<T, long> set) : Field<T, long>(get, set) where T : Observation
{
    public override FieldKind Kind => FieldKind.Number;

    protected override string Write(long said) => said.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
