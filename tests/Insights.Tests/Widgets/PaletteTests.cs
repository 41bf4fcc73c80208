using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Insights.Tests.Widgets;

/// <summary>The colours of charts as the style sheet has them: what a mark needs to be seen (WCAG 1.4.11).</summary>
public sealed class PaletteTests
{
    [Theory, InlineData(0, "#ffffff", 3), InlineData(1, "#292929", 3)]
    public void Every_series_stands_out_from_its_ground(int theme, string ground, double least)
    {
        foreach (string colour in Colours("series", theme)) Contrast(colour, ground).ShouldBeGreaterThan(least, colour);
    }

    [Theory, InlineData(0, "#ffffff"), InlineData(1, "#292929")]
    public void Good_fair_and_poor_can_be_read_as_text(int theme, string ground)
    {
        foreach (string colour in Colours("(?:good|fair|poor)", theme)) Contrast(colour, ground).ShouldBeGreaterThan(4.5, colour);
    }

    private static string[] Colours(string names, int theme, [CallerFilePath] string here = "")
    {
        string css = File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../client/styles/frame.css"));
        MatchCollection all = Regex.Matches(css, $@"--{names}\d?:\s*(#[0-9a-f]{{6}})");
        int each = all.Count / 3; // light, dark by the system, dark by choice
        string[] chosen = [.. all.Skip(theme * each).Take(each).Select(m => m.Groups[1].Value)];
        chosen.Length.ShouldBeGreaterThan(2);
        return chosen;
    }

    private static double Contrast(string a, string b)
    {
        double x = Luminance(a), y = Luminance(b);
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Channel(int at)
        {
            double c = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * Channel(1) + 0.7152 * Channel(3) + 0.0722 * Channel(5);
    }
}
