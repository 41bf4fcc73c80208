using Insights.Metrics.Lists;

namespace Insights.Metrics.Dashboards;

/// <summary>The steps of the conversion funnels: nodes, links between them, and those still waiting. Each has a list (law 9).</summary>
public static class FlowSteps
{
    /// <summary>Created in the period, and nothing happened to it in it since.</summary>
    public const string Pending = "pending";

    private const char Mark = '-';

    /// <summary>By column: what was created in the period, by its kind, and what comes from the past.</summary>
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
        [Population.RegistrationsFlow] = [["registered", RegisteredPast], ["approved", "review"], ["passed", "failed"]],
    };

    /// <summary>Not created in the period, but something happened to it there.</summary>
    public const string Past = "past", RegisteredPast = "registered_past";

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
}
