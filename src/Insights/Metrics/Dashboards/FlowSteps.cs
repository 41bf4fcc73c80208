using Insights.Facts;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics.Dashboards;

/// <summary>The steps of the conversion funnels: nodes, links between them, and those still waiting. Each has a list (law 9).</summary>
public static class FlowSteps
{
    /// <summary>Created in the period, and nothing happened to it in it since.</summary>
    public const string Pending = "pending";

    /// <summary>Not created in the period, but something happened to it there.</summary>
    public const string Past = "past";

    private const char Mark = '-';

    /// <summary>The nodes, column by column, in the order they are drawn.</summary>
    private static readonly Dictionary<string, string[][]> Columns = new(StringComparer.Ordinal)
    {
        [Population.LeadsFlow] =
        [
            ["qualified", "profile", "contact_me", Past],
            ["accepted", "accepted_past", "accept_unknown", "declined", "expired"],
            ["won", "lost", "declined_later", "expired_later"],
        ],
        [Population.CoSellFlow] =
        [
            ["inbound", "outbound", "partner_led", "private", Past],
            ["accepted", "accepted_past", "accept_unknown", "created", "created_past", "declined", "expired"],
            ["won", "lost", "declined_later", "expired_later"],
        ],
        [Population.RegistrationsFlow] = [["registered", "registered_past"], ["approved", "review"], ["passed", "failed"]],
    };

    /// <summary>The nodes of a flow, column by column; empty for what is no flow.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Of(string flow) => Columns.GetValueOrDefault(flow, []);

    public static string Link(string from, string to) => from + Mark + to;

    /// <summary>True for a node of the flow, a link between nodes of neighbouring columns, and <see cref="Pending"/>.</summary>
    public static bool IsKnown(string flow, string step)
    {
        ArgumentNullException.ThrowIfNull(step);
        string[][] columns = Columns.GetValueOrDefault(flow, []);
        if (columns.Length == 0) return false;
        if (step == Pending || columns.Any(c => c.Contains(step))) return true;
        return step.Split(Mark) is [var from, var to] && Enumerable.Range(1, columns.Length - 1).Any(i => columns[i - 1].Contains(from) && columns[i].Contains(to));
    }

    /// <summary>The way of a referral through a period; null when nothing happened to it there, or when it asks no answer.</summary>
    /// <param name="accepted">Whether it was accepted in the period.</param>
    /// <param name="acceptedBefore">Whether it was accepted on an earlier day.</param>
    internal static Way? WayOf(ReferralClass of, State state, bool created, bool accepted, bool acceptedBefore, bool closed)
    {
        if (of == ReferralClass.InformationalLead || !(created || accepted || closed)) return null;
        string source = !created ? Past : of switch
        {
            ReferralClass.Qualified => "qualified",
            ReferralClass.ProfileLead => "profile",
            ReferralClass.ContactMeLead => "contact_me",
            _ => of.Type().Key(),
        };
        string? stage =
            of.IsOurs() ? created ? "created" : "created_past"
            : accepted ? "accepted"
            : !closed ? null
            : acceptedBefore ? "accepted_past"
            : state switch { State.Declined => "declined", State.Expired => "expired", _ => "accept_unknown" };
        string? outcome = !closed || stage is "declined" or "expired" ? null : state switch
        {
            State.Won => "won",
            State.Lost => "lost",
            State.Declined => "declined_later",
            _ => "expired_later",
        };
        return new Way(source, stage, outcome);
    }

    /// <summary>The way of a registration through a period; null when nothing happened to it there. A registration is approved by itself, unless it
    /// is reviewed.</summary>
    internal static Way? WayOf(Registration registration, Func<long, bool> holds)
    {
        bool In(long? moment) => moment is { } known && holds(known);
        bool registered = In(registration.RegisteredAt), review = In(registration.ReviewAt), passed = In(registration.PassedAt), failed = In(registration.FailedAt),
            approved = In(registration.ApprovedAt) && !passed;
        if (!(registered || review || passed || failed || approved)) return null;
        string? stage = review || passed || failed ? "review" : approved ? "approved" : null;
        return new Way(registered ? "registered" : "registered_past", stage, passed ? "passed" : failed ? "failed" : null);
    }
}

/// <summary>From a source over a stage to an outcome, as far as it came.</summary>
internal readonly record struct Way(string Source, string? Stage, string? Outcome)
{
    /// <summary>Whether it leads through a node, over a link, or waits (<see cref="FlowSteps.Pending"/>); null is any way that is drawn.</summary>
    public bool Takes(string? step) => step switch
    {
        null => Stage is not null,
        FlowSteps.Pending => Stage is null,
        _ => Stage is not null && (step == Source || step == Stage || step == Outcome || Joins(step, Source, Stage) || (Outcome is not null && Joins(step, Stage, Outcome))),
    };

    /// <summary>Whether a step is the link of two nodes, asked a million times.</summary>
    private static bool Joins(string step, string from, string to) =>
        step.Length == from.Length + 1 + to.Length && step.StartsWith(from, StringComparison.Ordinal) && step.EndsWith(to, StringComparison.Ordinal);
}
