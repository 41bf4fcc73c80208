using System.Runtime.CompilerServices;
using Insights.Facts;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics.Dashboards;

/// <summary>What happened, in day order, so that only the days of a period are walked. Made once per facts and facets, immutable, shared by
/// every reading.</summary>
internal sealed class Timeline
{
    private static readonly ConditionalWeakTable<Facets, Lazy<Timeline>> Known = [];
    private static readonly int Measures = Enum.GetValues<RegistrationMeasure>().Length;
    private readonly DayOrder views;
    private readonly DayOrder[] registrations;
    private readonly decimal[][] amounts;
    private readonly OddAmount?[][] odd;

    private Timeline(OrganizationFacts facts, Facets facets)
    {
        DailyTotals totals = Summary.TotalsOf(facts);
        var local = new LocalDays(totals.Settings.Zone);
        (Accepted, Closed) = (totals.Accepts, totals.Closes);
        Created = new Moves(facts, Days(facts.Created, local));
        AcceptedByMicrosoft = new Moves(facts, Days(facts.MicrosoftAccepted, local));
        views = new DayOrder([.. facets.Views.Select(v => v.Day.DayNumber)]);
        registrations = [.. Enum.GetValues<RegistrationEvent>()
            .Select(e => new DayOrder(Days([.. facts.Registrations.Select(r => RegistrationFilter.MomentOf(r, e)
            ?? OrganizationFacts.NoMoment)], local)))];
        Conversion = new Conversion(facts);
        amounts = [.. from happened in Enum.GetValues<RegistrationEvent>()
                      from measure in Enum.GetValues<RegistrationMeasure>()
                      select facts.Registrations.Select(r => RegistrationFilter.MomentOf(r, happened) is { } moment
                          ? Conversion.Summand(r, measure, moment) : 0).ToArray()];
        odd = [.. from happened in Enum.GetValues<RegistrationEvent>()
               from measure in Enum.GetValues<RegistrationMeasure>()
               select facts.Registrations.Select(r =>
                   RegistrationFilter.MomentOf(r, happened) is { } moment ? Conversion.OddOf(r, measure, moment) : null).ToArray()];
    }

    public static Timeline Of(OrganizationFacts facts, Facets facets) =>
        Known.GetValue(facets, f => new Lazy<Timeline>(() => new Timeline(facts, f))).Value;

    public Moves Created { get; }
    public Moves Accepted { get; }
    public Moves AcceptedByMicrosoft { get; }
    /// <summary>Won, lost, declined or expired; the state says which.</summary>
    public Moves Closed { get; }

    public Conversion Conversion { get; }

    /// <summary>Indexes of <see cref="Facets.Views"/>.</summary>
    public ReadOnlySpan<int> Views(Days days) => views.Of(days.From, days.To);

    /// <summary>Indexes of the facts' registrations.</summary>
    public ReadOnlySpan<int> Registrations(RegistrationEvent happened, Days days) => registrations[(int)happened].Of(days.From, days.To);

    /// <summary>What a registration adds to the sum of a measure: a value by the month of what happened, 0 where it is not known.</summary>
    public decimal Amount(RegistrationEvent happened, RegistrationMeasure measure, int index) =>
        amounts[(int)happened * Measures + (int)measure][index];

    /// <summary>Such a value that needs a word; null when it needs none.</summary>
    public OddAmount? Odd(RegistrationEvent happened, RegistrationMeasure measure, int index) =>
        odd[(int)happened * Measures + (int)measure][index];

    private static int[] Days(long[] moments, LocalDays local) =>
        Array.ConvertAll(moments, moment => moment == OrganizationFacts.NoMoment ? DayOrder.Never : local.Day(moment));
}

/// <summary>Days <c>[From, To)</c>, as day numbers of <see cref="DateOnly"/>.</summary>
internal readonly record struct Days(int From, int To)
{
    public Days(DateOnly from, DateOnly to) : this(from.DayNumber, to.DayNumber) { }
}
