using Insights.Metrics.Dashboards;

namespace Insights.Widgets.Conversion;

/// <summary>A node as a box that holds its own words, so that no label can lie over another.</summary>
/// <param name="Top">In pixels from the top of the drawing.</param>
/// <param name="Height">In pixels; as tall as its words need at least.</param>
/// <param name="Share">Of everything in the funnel, in percent.</param>
public sealed record FlowBox(FlowNode Node, decimal Amount, double Top, double Height, double Share);

/// <summary>A link as a ribbon between two boxes.</summary>
/// <param name="From">Its upper edge at the box it leaves, in pixels.</param>
/// <param name="To">Its upper edge at the box it comes to.</param>
/// <param name="Width">Its width in pixels, the same all the way.</param>
public sealed record FlowRibbon(FlowLink Link, double From, double To, double Width);

/// <summary>Where the boxes and ribbons of a conversion funnel lie. Vertical places are pixels and horizontal ones are the page's to
/// stretch, so one drawing fits every width and needs no script.</summary>
/// <param name="Columns">The boxes, column by column.</param>
/// <param name="Gaps">The ribbons from each column to the next.</param>
public sealed record FlowLayout(double Height, IReadOnlyList<IReadOnlyList<FlowBox>> Columns, IReadOnlyList<IReadOnlyList<FlowRibbon>> Gaps)
{
    private const double Tall = 300, Shortest = 46, Between = 10, Thinnest = 1;

    /// <param name="byValue">Drawn by deal value; else by count.</param>
    public static FlowLayout Of(Flow flow, bool byValue)
    {
        ArgumentNullException.ThrowIfNull(flow);
        decimal Amount(FlowNode node) => byValue ? node.Value : node.Count;
        FlowNode[][] nodes = [.. flow.Nodes.GroupBy(n => n.Column).OrderBy(g => g.Key).Select(g => g.ToArray())];
        decimal whole = nodes.Length == 0 ? 0 : nodes[0].Sum(Amount);
        decimal fullest = nodes.Select(column => column.Sum(Amount)).DefaultIfEmpty(0).Max();
        double scale = fullest == 0 ? 0 : Tall / (double)fullest;

        double[][] heights = [.. nodes.Select(column => column.Select(n => Math.Max(Shortest, scale * (double)Amount(n))).ToArray())];
        double height = heights.Select(column => column.Sum() + Between * (column.Length - 1)).DefaultIfEmpty(0).Max();
        var columns = new List<FlowBox[]>();
        foreach ((FlowNode[] column, double[] tall) in nodes.Zip(heights))
        {
            double top = (height - tall.Sum() - Between * (column.Length - 1)) / 2;
            var boxes = new FlowBox[column.Length];
            for (int i = 0; i < boxes.Length; i++)
            {
                boxes[i] = new FlowBox(column[i], Amount(column[i]), top, tall[i], whole == 0 ? 0
                    : (double)(100 * Amount(column[i]) / whole));
                top += tall[i] + Between;
            }
            columns.Add(boxes);
        }
        return new FlowLayout(height, columns, [.. Enumerable.Range(1, Math.Max(0, columns.Count - 1))
            .Select(i => Ribbons(flow, columns[i - 1], columns[i], scale, byValue))]);
    }

    /// <summary>Ribbons leave and come in the order of the boxes at their other end, so that they cross as little as they can.</summary>
    private static FlowRibbon[] Ribbons(Flow flow, FlowBox[] left, FlowBox[] right, double scale, bool byValue)
    {
        double Width(FlowLink link) => Math.Max(Thinnest, scale * (double)(byValue ? link.Value : link.Count));
        // What goes through a box less tall than its words is drawn at its middle.
        Dictionary<string, double> leaving = left.ToDictionary(b => b.Node.Key, b => b.Top + (b.Height - scale * (double)b.Amount) / 2);
        Dictionary<string, double> coming = right.ToDictionary(b => b.Node.Key, b => b.Top + (b.Height - scale * (double)b.Amount) / 2);
        Dictionary<string, int> order = right.Select((b, i) => (b.Node.Key, i)).ToDictionary(p => p.Key, p => p.i);
        var ribbons = new List<FlowRibbon>();
        foreach (FlowBox from in left)
            foreach (FlowLink link in flow.Links.Where(l => l.From == from.Node.Key && order.ContainsKey(l.To)).OrderBy(l => order[l.To]))
            {
                double width = Width(link);
                ribbons.Add(new FlowRibbon(link, leaving[link.From], coming[link.To], width));
                leaving[link.From] += width;
                coming[link.To] += width;
            }
        return [.. ribbons];
    }
}
