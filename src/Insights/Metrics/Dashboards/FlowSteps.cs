using System.Text.Json;
using Insights.Facts;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics.Dashboards;

/// <summary>A step of a conversion funnel; its key is the name in lower case with underscores.</summary>
internal enum Node : byte
{
    None, Qualified, Profile, ContactMe, Inbound, Outbound, PartnerLed, Private, Past, Accepted, AcceptedPast, AcceptUnknown, Created,
    CreatedPast, Declined, Expired,
    Won, Lost, DeclinedLater, ExpiredLater, Registered, RegisteredPast, Approved, Review, Passed, Failed,
}

/// <summary>The steps of the conversion funnels: nodes, links between them, and those still waiting. Each has a list (law 9).</summary>
public static class FlowSteps
{
    /// <summary>Created in the period, and nothing happened to it in it since.</summary>
    public const string Pending = "pending";

    private const char Mark = '-';

    /// <summary>The nodes, column by column, in the order they are drawn.</summary>
    private static readonly Dictionary<string, Node[][]> Columns = new(StringComparer.Ordinal)
    {
        [Population.LeadsFlow] =
        [
            [Node.Qualified, Node.Profile, Node.ContactMe, Node.Past],
            [Node.Accepted, Node.AcceptedPast, Node.AcceptUnknown, Node.Declined, Node.Expired],
            [Node.Won, Node.Lost, Node.DeclinedLater, Node.ExpiredLater],
        ],
        [Population.CoSellFlow] =
        [
            [Node.Inbound, Node.Outbound, Node.PartnerLed, Node.Private, Node.Past],
            [Node.Accepted, Node.AcceptedPast, Node.AcceptUnknown, Node.Created, Node.CreatedPast, Node.Declined, Node.Expired],
            [Node.Won, Node.Lost, Node.DeclinedLater, Node.ExpiredLater],
        ],
        [Population.RegistrationsFlow] = [[Node.Registered, Node.RegisteredPast], [Node.Approved, Node.Review], [Node.Passed, Node.Failed]],
    };

    private static readonly string[] Keys =
        [.. Enum.GetValues<Node>().Select(n => JsonNamingPolicy.SnakeCaseLower.ConvertName(n.ToString()))];

    /// <summary>The keys of the nodes of a flow, column by column; empty for what is no flow.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Of(string flow) => [.. NodesOf(flow).Select(column => column.Select(Key).ToArray())];

    public static string Link(string from, string to) => from + Mark + to;

    /// <summary>True for a node of the flow, a link between nodes of neighbouring columns, and <see cref="Pending"/>.</summary>
    public static bool IsKnown(string flow, string step)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (!Columns.TryGetValue(flow, out Node[][]? columns)) return false;
        if (step == Pending) return true;
        (Node from, Node to) = Parse(step);
        if (to == Node.None) return columns.Any(c => c.Contains(from));
        return Enumerable.Range(1, columns.Length - 1).Any(i => columns[i - 1].Contains(from) && columns[i].Contains(to));
    }

    internal static Node[][] NodesOf(string flow) => Columns.GetValueOrDefault(flow, []);

    internal static string Key(Node node) => Keys[(int)node];

    /// <summary>Which ways lead through a node, over a link, or wait (<see cref="Pending"/>); null is any way that is drawn.</summary>
    internal static Func<Way, bool> Takes(string? step)
    {
        if (step is null) return way => way.Stage != Node.None;
        if (step == Pending) return way => way.Stage == Node.None;
        (Node from, Node to) = Parse(step);
        return to == Node.None
            ? way => way.Stage != Node.None && (way.Source == from || way.Stage == from || way.Outcome == from)
            : way => (way.Source == from && way.Stage == to) || (way.Stage == from && way.Outcome == to);
    }

    /// <summary>The way of a referral through a period; null when nothing happened to it there, or when it asks no answer.</summary>
    /// <param name="accepted">Whether it was accepted in the period.</param>
    /// <param name="acceptedBefore">Whether it was accepted on an earlier day.</param>
    internal static Way? WayOf(ReferralClass of, State state, bool created, bool accepted, bool acceptedBefore, bool closed)
    {
        if (of == ReferralClass.InformationalLead || !(created || accepted || closed)) return null;
        Node source = !created ? Node.Past : of switch
        {
            ReferralClass.Qualified => Node.Qualified,
            ReferralClass.ProfileLead => Node.Profile,
            ReferralClass.ContactMeLead => Node.ContactMe,
            ReferralClass.Inbound => Node.Inbound,
            ReferralClass.Outbound => Node.Outbound,
            ReferralClass.PartnerLed => Node.PartnerLed,
            _ => Node.Private,
        };
        Node stage =
            of.IsOurs() ? created ? Node.Created : Node.CreatedPast
            : accepted ? Node.Accepted
            : !closed ? Node.None
            : acceptedBefore ? Node.AcceptedPast
            : state switch { State.Declined => Node.Declined, State.Expired => Node.Expired, _ => Node.AcceptUnknown };
        Node outcome = !closed || stage is Node.Declined or Node.Expired ? Node.None : state switch
        {
            State.Won => Node.Won,
            State.Lost => Node.Lost,
            State.Declined => Node.DeclinedLater,
            _ => Node.ExpiredLater,
        };
        return new Way(source, stage, outcome);
    }

    /// <summary>The way of a registration through a period; null when nothing happened to it there. A registration is approved by itself,
    /// unless it is reviewed.</summary>
    internal static Way? WayOf(Registration registration, Func<long, bool> holds)
    {
        bool In(long? moment) => moment is { } known && holds(known);
        bool registered = In(registration.RegisteredAt), review = In(registration.ReviewAt), passed = In(registration.PassedAt),
            failed = In(registration.FailedAt),
            approved = In(registration.ApprovedAt) && !passed;
        if (!(registered || review || passed || failed || approved)) return null;
        Node stage = review || passed || failed ? Node.Review : approved ? Node.Approved : Node.None;
        return new Way(registered ? Node.Registered : Node.RegisteredPast, stage, passed ? Node.Passed : failed ? Node.Failed : Node.None);
    }

    /// <summary>A node, or two; none for a word that is no step.</summary>
    private static (Node From, Node To) Parse(string step) => step.Split(Mark) switch
    {
        [var one] => (Named(one), Node.None),
        [var from, var to] when Named(to) != Node.None => (Named(from), Named(to)),
        _ => (Node.None, Node.None),
    };

    private static Node Named(string key) => (Node)Math.Max(0, Array.IndexOf(Keys, key, 1));
}

/// <summary>From a source over a stage to an outcome, as far as it came.</summary>
internal readonly record struct Way(Node Source, Node Stage, Node Outcome);
