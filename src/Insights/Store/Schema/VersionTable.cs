using Insights.Vocabulary;

namespace Insights.Store.Schema;

/// <summary>How one kind of observation is kept: its table and its columns, from the table of its fields. INSERT, digest and reading
/// go by this; the five leading columns are the same everywhere.</summary>
public abstract class VersionTable(string name)
{
    public static readonly IReadOnlyList<string> KeyColumns = ["organization_id", "version_id", "import_id", "digest", "version_key"];

    public static VersionTable<ReferralObservation> Referrals { get; } =
        new("referral_version", ReferralFields.Stored, () => new() { ReferralId = "" }, o => o.ReferralId);

    public static VersionTable<RegistrationObservation> Registrations { get; } = new("registration_version", OtherFields.Registrations,
        () => new() { ReferralId = "" },
        o => $"{o.ReferralId}|{o.RegistrationId}|{(o.Registered is { } day ? Math.Abs(Stored.Moment(day)) / TimeSpan.TicksPerDay : null)}");

    public static VersionTable<SolutionObservation> Solutions { get; } = new("solution_version", OtherFields.Solutions,
        () => new() { SolutionId = "", Class = default }, o => o.SolutionId);

    public static VersionTable<PageViewObservation> PageViews { get; } = new("page_view_version", OtherFields.PageViews,
        () => new() { Day = default, Source = "", PageViews = 0, CtaClicks = 0 }, o =>
            $"{o.Day.DayNumber}|{o.Source}|{o.Country}|{o.Listing}");

    public static VersionTable<RateObservation> Rates { get; } = new("rate_version", OtherFields.Rates,
        () => new() { Currency = "", Month = default, UsdPerUnit = 0 }, o => $"{o.Currency}|{o.Month.DayNumber}");

    public static IReadOnlyList<VersionTable> All { get; } = [Referrals, Registrations, Solutions, PageViews, Rates];

    public string Name => name;

    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>How many of <see cref="Columns"/>, at the end, came after stores of older programs were written. Where they say nothing
    /// they are no part of a row's digest, so that the digests of old rows stay true and the same content stays the same.</summary>
    public int Later => 0;

    /// <summary>The name of the thing observed; observations with equal names are versions of one thing.</summary>
    public abstract string NameOf(Observation observation);

    /// <summary>Writes the values of <see cref="Columns"/>, in order.</summary>
    public abstract void Write(Observation observation, RowBuffer row);

    public static VersionTable For(Observation observation) => observation switch
    {
        ReferralObservation => Referrals,
        RegistrationObservation => Registrations,
        SolutionObservation => Solutions,
        PageViewObservation => PageViews,
        RateObservation => Rates,
        _ => throw new ArgumentException($"No table keeps a {observation.GetType().Name}.", nameof(observation)),
    };
}

/// <inheritdoc/>
/// <param name="fields">In the order of the columns.</param>
public sealed class VersionTable<T>(string name, IReadOnlyList<Field<T>> fields, Func<T> create, Func<T, string> nameOf)
    : VersionTable(name)
    where T : Observation
{
    // By field, where its column stands among the columns.
    private readonly int[] places = [.. fields.Select((_, i) => fields.Take(i).Sum(field => StoredField.Columns(field).Count))];

    public override IReadOnlyList<string> Columns { get; } = [.. fields.SelectMany(StoredField.Columns)];

    /// <summary>Where the column of a field stands in a <see cref="VersionRow"/>.</summary>
    public int At(Field<T> field) => At(field.Column);

    /// <summary>The same of the column that has the key of its text.</summary>
    public int KeyAt(TextField<T> field) => At(field.KeyColumn);

    private int At(string column) => VersionRow.FirstColumn + Columns.Select((name, at) => (name, at)).First(c => c.name == column).at;

    public override string NameOf(Observation observation) => nameOf((T)observation);

    public override void Write(Observation observation, RowBuffer row)
    {
        var told = (T)observation;
        for (int i = 0; i < fields.Count; i++) StoredField.Write(fields[i], told, row);
    }

    /// <summary>The observation that was written.</summary>
    /// <param name="row">Values of the row.</param>
    /// <param name="at">Where the first of <see cref="Columns"/> stands.</param>
    internal T Read(RowBuffer row, int at)
    {
        T told = create();
        for (int i = 0; i < fields.Count; i++)
            if (row.Says(at + places[i])) StoredField.Read(fields[i], row, at + places[i], told);
        return told;
    }
}
