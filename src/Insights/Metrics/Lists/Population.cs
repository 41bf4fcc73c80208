using Insights.Metrics.Dashboards;

namespace Insights.Metrics.Lists;

/// <summary>What the rows of a list are.</summary>
public enum ListKind { Referrals, Solutions, Views, Registrations, Countries }

/// <summary>The two lists behind a rate.</summary>
public enum RatePart { Numerator, Denominator }

/// <summary>What a list is of: the things one number of the page counts (metrics.md, law 9). With <see cref="Filters"/> and a
/// period it says everything, and it travels in the address as it is.</summary>
/// <param name="Of">The key of a metric of the <see cref="Catalogue"/>, or one of the names here.</param>
public sealed record Population(string Of)
{
    /// <summary>Every referral there is, whatever the period.</summary>
    public const string All = "referrals.all";
    /// <summary>A node of the distribution; <see cref="Filters"/> name group, type and state.</summary>
    public const string Distribution = "distribution";
    /// <summary>A bar of a histogram: <see cref="Bucket"/>, and the group as a filter.</summary>
    public const string AcceptanceTime = "acceptance_time", WinTime = "win_time";
    /// <summary>A cell of the QRP table: <see cref="Kpi"/>, <see cref="Month"/> and <see cref="Part"/>, program and country as
    /// filters.</summary>
    public const string Qrp = "qrp";
    /// <summary>The countries of a program at <see cref="Score"/> targets in the latest completed month: a tile.</summary>
    public const string QrpCountries = "qrp.countries";

    /// <summary>A conversion funnel of a dashboard; <see cref="Step"/> names a node or link of it.</summary>
    public const string LeadsFlow = "leads.flow", CoSellFlow = "cosell.flow", RegistrationsFlow = "registrations.flow";

    /// <summary>What a data-quality note counts: this and the note's code; <see cref="Step"/> names one of its parts.</summary>
    public const string Note = "note.";

    /// <summary>A bucket's label, as <see cref="TimeBucket.Label"/>; null for all of them.</summary>
    public string? Bucket { get; init; }
    public string? Kpi { get; init; }
    /// <summary>First day of a creation month.</summary>
    public DateOnly? Month { get; init; }
    /// <summary>Of a rate: which of its two lists. Null is the denominator: what the rate is a part of.</summary>
    public RatePart? Part { get; init; }
    public int? Score { get; init; }
    /// <summary>Of a conversion funnel, as <see cref="FlowSteps"/> names it; null is everything that is drawn.</summary>
    public string? Step { get; init; }

    /// <summary>The metric it lists; null for what is not in the catalogue.</summary>
    public Metric? Metric => Catalogue.Find(Of);

    /// <summary>False when nothing is known by that name, or what the name needs is not said.</summary>
    public bool IsKnown => Of switch
    {
        All or Distribution => true,
        AcceptanceTime => Bucket is null || TimeBuckets.Acceptance.Labels.Contains(Bucket),
        WinTime => Bucket is null || TimeBuckets.Win.Labels.Contains(Bucket),
        Qrp => Kpi is not null && Month is not null,
        QrpCountries => Score is not null,
        LeadsFlow or CoSellFlow or RegistrationsFlow => Step is null || FlowSteps.IsKnown(Of, Step),
        _ when Of.StartsWith(Note, StringComparison.Ordinal) => NoteRule.Of(this).Any(),
        _ => Metric is not null,
    };

    /// <summary>False for what is counted whatever the period.</summary>
    public bool IsOfPeriod => Of is not (All or Qrp) && NoteRule.Of(this).All(rule => rule.Days == NoteDays.Period);

    /// <summary>What its rows are.</summary>
    public ListKind Kind => Of == QrpCountries ? ListKind.Countries : Of == RegistrationsFlow ? ListKind.Registrations
        : Metric is { } metric ? KindOf(metric.Formula) : ListKind.Referrals;

    /// <summary>True for a rate: its list is one of two.</summary>
    public bool IsRate => Of == Qrp || Metric?.Formula is Formula.Ratio;

    private static ListKind KindOf(Formula formula) => formula switch
    {
        Formula.Solutions => ListKind.Solutions,
        Formula.Visits => ListKind.Views,
        Formula.Registrations => ListKind.Registrations,
        Formula.Sum sum => KindOf(Catalogue.Get(sum.Parts[0]).Formula),
        _ => ListKind.Referrals,
    };
}
