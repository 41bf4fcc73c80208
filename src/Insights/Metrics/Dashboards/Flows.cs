using System.Runtime.InteropServices;
using Insights.Facts;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics.Dashboards;

/// <summary>Adds up the ways referrals and registrations took through a period (<see cref="FlowSteps"/>).</summary>
internal static class Flows
{
    /// <param name="oddRows">Takes the rows whose value has no rate, or an earlier month's.</param>
    public static Flow Read(Selection selection, FlowPlan plan, Period period, ICollection<int> oddRows)
    {
        // Flows of leads are of one kind of lead each; where a filter leaves none of it, nothing flows.
        if (selection.Filters.And(plan.Within) is not { } within)
            return new Flow(plan, plan.Within, [], [], 0, new AverageTime(null, 0), new AverageTime(null, 0));
        var sums = new Sums(plan);
        var rows = new List<int>();
        List<OddAmount> odd = [];
        if (plan.Of == Population.RegistrationsFlow) odd = Registrations(selection, period, sums);
        else
        {
            Referrals(selection, plan, period, sums, rows);
            odd = [.. MoneyCaveats.Of(selection, rows)];
        }
        foreach (int row in rows) oddRows.Add(row);
        return sums.Flow(within) with { MoneyCaveat = odd.Count == 0 ? null : DataQuality.Caveat(odd) };
    }

    private static void Referrals(Selection selection, FlowPlan plan, Period period, Sums sums, List<int> odd)
    {
        OrganizationFacts facts = selection.Facts;
        var days = new Days(period.From, period.To);
        var window = new DayWindow(period);
        bool[] classes = [.. Enum.GetValues<ReferralClass>()
            .Select(c => c.Group() == (plan.Of == Population.LeadsFlow ? ReferralGroup.Leads : ReferralGroup.CoSell))];
        foreach (Dimension dimension in plan.Within.Narrowed)
            foreach ((int of, bool has) in DimensionColumn.ClassesOf(dimension, plan.Within[dimension])!.Index()) classes[of] &= has;

        PassingMoves.Slice created = selection.Of(selection.Timeline.Created, days),
            accepts = selection.Of(selection.Timeline.Accepted, days), closes = selection.Of(selection.Timeline.Closed, days);
        for (int i = 0; i < created.Count; i++)
            if (classes[(int)created.Class(i)]) Take(created.Rows[i], created.Class(i), created.State(i), isNew: true);
        for (int i = 0; i < accepts.Count; i++)
            if (classes[(int)accepts.Class(i)] && !window.Holds(facts.Created[accepts.Rows[i]]))
                Take(accepts.Rows[i], accepts.Class(i), accepts.State(i), isNew: false);
        for (int i = 0; i < closes.Count; i++)
            if (classes[(int)closes.Class(i)] && !window.Holds(facts.Created[closes.Rows[i]])
                && !window.Holds(facts.Accepted[closes.Rows[i]]))
                Take(closes.Rows[i], closes.Class(i), closes.State(i), isNew: false);

        void Take(int row, ReferralClass of, State state, bool isNew)
        {
            bool accepted = window.Holds(facts.Accepted[row]), closed = window.Holds(facts.Closed[row]);
            if (FlowSteps.WayOf(of, state, isNew, accepted, window.IsBefore(facts.Accepted[row]), closed) is not { } way) return;
            sums.Add(way, selection.Amounts[row]);
            if (way.Stage != Node.None && MoneyCaveats.IsOdd(selection.Amounts, row)) odd.Add(row);
            if (accepted && !of.IsOurs()) sums.ToAccept(LocalDays.Elapsed(facts.Created[row], facts.Accepted[row]));
            if (closed && state == State.Won) sums.ToWin(LocalDays.Elapsed(facts.Created[row], facts.Closed[row]));
        }
    }

    private static List<OddAmount> Registrations(Selection selection, Period period, Sums sums)
    {
        var odd = new List<OddAmount>();
        var window = new DayWindow(period);
        for (int i = 0; i < selection.Facts.Registrations.Count; i++)
        {
            Registration registration = selection.Facts.Registrations[i];
            if (FlowSteps.WayOf(registration, window.Holds) is not { } way || !selection.PassesRegistration(i)) continue;
            long moment = RegistrationFilter.LastOf(registration, window)!.Value;
            sums.Add(way, selection.Timeline.Conversion.Summand(registration, RegistrationMeasure.ContractValue, moment));
            if (way.Stage != Node.None
                && selection.Timeline.Conversion.OddOf(registration, RegistrationMeasure.ContractValue, moment) is { } one) odd.Add(one);
        }
        return odd;
    }

    /// <summary>Counts and values by way; there are a few dozen ways.</summary>
    private sealed class Sums(FlowPlan plan)
    {
        private readonly Dictionary<int, (Way Way, int Count, decimal Value)> ways = [];
        private (long Days, int Count) accept, win;

        public void Add(Way way, decimal value)
        {
            ref (Way Way, int Count, decimal Value) sum =
                ref CollectionsMarshal.GetValueRefOrAddDefault(ways, ((int)way.Source << 16) | ((int)way.Stage << 8) | (int)way.Outcome,
                out _);
            sum = (way, sum.Count + 1, sum.Value + value);
        }

        public void ToAccept(long days) => accept = Timed(accept, days);

        public void ToWin(long days) => win = Timed(win, days);

        public Flow Flow(Filters within)
        {
            var nodes = new List<FlowNode>();
            var links = new List<FlowLink>();
            Node[][] columns = FlowSteps.NodesOf(plan.Of);
            for (int column = 0; column < columns.Length; column++)
            {
                bool last = column == columns.Length - 1;
                foreach (Node node in columns[column])
                {
                    (int count, decimal value) = Sum(way => At(way, column) == node);
                    if (count == 0) continue;
                    (int staying, decimal stayingValue) = last ? (count, value)
                        : Sum(way => At(way, column) == node && At(way, column + 1) == Node.None);
                    nodes.Add(new FlowNode(FlowSteps.Key(node), column, count, value, staying, stayingValue));
                    foreach (Node next in last ? [] : columns[column + 1])
                    {
                        (int on, decimal worth) = Sum(way => At(way, column) == node && At(way, column + 1) == next);
                        if (on > 0) links.Add(new FlowLink(FlowSteps.Key(node), FlowSteps.Key(next), on, worth));
                    }
                }
            }
            return new Flow(plan, within, nodes, links, ways.Values.Where(w => w.Way.Stage == Node.None).Sum(w => w.Count), Average(accept),
                Average(win));
        }

        /// <summary>Of the ways that are drawn.</summary>
        private (int Count, decimal Value) Sum(Func<Way, bool> takes) => ways.Values.Where(w => w.Way.Stage != Node.None && takes(w.Way))
            .Aggregate((Count: 0, Value: 0m), (sum, w) => (sum.Count + w.Count, sum.Value + w.Value));

        private static Node At(Way way, int column) => column switch { 0 => way.Source, 1 => way.Stage, _ => way.Outcome };

        // A source whose end lies before its start is as quick as can be, as in the first bar of the histograms (metrics.md 3).
        private static (long, int) Timed((long Days, int Count) sum, long days) => (sum.Days + Math.Max(0, days), sum.Count + 1);

        private static AverageTime Average((long Days, int Count) sum) =>
            new(sum.Count == 0 ? null : (decimal)sum.Days / sum.Count, sum.Count);
    }
}
