using System.Globalization;
using Insights.Metrics;
using Insights.Vocabulary;

namespace Insights.Widgets;

/// <summary>How a number is written, in one language: the only place that rounds (houses.md, rule 8; look.md, "Figures").</summary>
public sealed class Figures(Language language, string currency)
{
    /// <summary>What stands for "none". None is not zero.</summary>
    public const string Dash = "–";
    private const decimal LargestInFull = 9_999;
    private readonly CultureInfo culture = language.Culture;

    public string Currency => currency;

    /// <summary>Every digit: whole numbers without decimals, others with two.</summary>
    public string Exact(decimal value) => value.ToString(value == decimal.Truncate(value) ? "N0" : "N2", culture);

    /// <summary>An amount in a column of amounts: always two decimals, so that the points stand below each other.</summary>
    public string Cents(decimal value) => value.ToString("N2", culture);

    /// <summary>Up to 9,999 in full, above that K, M or B with two decimals.</summary>
    public string Brief(decimal value) => Shorten(value, "N2");

    /// <summary>As on an axis or in a bar: K, M and B without trailing zeros.</summary>
    public string Axis(decimal value) => Math.Abs(value) < 1_000 ? value.ToString("#,0.##", culture) : Shorten(value, "#,0.##", 1_000);

    /// <summary>True when <see cref="Brief"/> leaves digits out, so the exact value must be at hand.</summary>
    public bool IsShortened(decimal value) => Math.Abs(Math.Round(value, 0, MidpointRounding.AwayFromZero)) > LargestInFull
        || (value != decimal.Truncate(value));

    /// <summary>A rate in percent with one decimal; the dash when there was nothing to divide by.</summary>
    public string Percent(decimal? percent, int decimals = 1) => percent is { } value
        ? Math.Round(value, decimals, MidpointRounding.AwayFromZero).ToString("N" + decimals, culture) + "%"
        : Dash;

    /// <summary>A part of a whole in percent; a whole of nothing has parts of 0 %.</summary>
    public string Share(decimal part, decimal whole) => Percent(whole == 0 ? 0 : 100 * part / whole);

    /// <summary>An amount with its currency in front: "USD 1.15M".</summary>
    public string Money(decimal value, bool exact = false) => $"{currency}\u00a0{(exact ? Exact(value) : Brief(value))}";

    /// <summary>A metric's value in full, with its unit.</summary>
    public string InFull(Unit unit, decimal? value) => (unit, value) switch
    {
        (_, null) => Dash,
        (Unit.Percent, { } rate) => Percent(rate),
        (Unit.Money, { } amount) => Money(amount, exact: true),
        (_, { } count) => Exact(count),
    };

    /// <summary>A change with its sign: "+12.3%", or percentage points for rates.</summary>
    public string Change(Change change)
    {
        ArgumentNullException.ThrowIfNull(change);
        // Between days of imports nothing moved.
        if (change.Amount is not { } amount || change.OnObserved) return Dash;
        decimal rounded = Math.Round(amount, 1, MidpointRounding.AwayFromZero);
        string number = Math.Abs(rounded) > LargestInFull ? Brief(Math.Abs(rounded)) : Math.Abs(rounded).ToString("N1", culture);
        string sign = rounded switch { > 0 => "+", < 0 => "\u2212", _ => "" };
        return change.InPoints ? $"{sign}{number}\u00a0{language["figures.points"]}" : $"{sign}{number}%";
    }

    /// <summary>"1 Aug 2026".</summary>
    public string Day(DateOnly day) => day.ToString("d MMM yyyy", culture);

    /// <summary>"1 Aug".</summary>
    public string DayOfYear(DateOnly day) => day.ToString("d MMM", culture);

    /// <summary>"August 2026".</summary>
    public string Month(DateOnly month) => month.ToString("MMMM yyyy", culture);

    /// <summary>"1 Aug – 21 Nov 2026"; the year is said once when it is the same.</summary>
    public string Range(DateOnly from, DateOnly last) => from == last ? Day(from)
        : $"{(from.Year == last.Year ? DayOfYear(from) : Day(from))} – {Day(last)}";

    /// <summary>"21 Nov 2026, 03:10".</summary>
    public string Moment(DateTimeOffset moment, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(moment, zone).ToString("d MMM yyyy, HH:mm", culture);

    /// <summary>"21 Nov 2026, 03:10", or "21 Nov 2026" where nobody told a time.</summary>
    public string Moment(When moment, TimeZoneInfo zone) => moment.Instant is { } instant ? Moment(instant, zone) : Day(moment.DayIn(zone));

    /// <summary>Whether parts as they are printed add up to their sum as it is printed.</summary>
    public static bool AddUp(decimal sum, IEnumerable<decimal> parts, int decimals = 2) =>
        Rounded(sum, decimals) == parts.Sum(part => Rounded(part, decimals));

    /// <inheritdoc cref="AddUp"/>
    /// <remarks>As <see cref="Brief"/> prints them.</remarks>
    public static bool AddUpInBrief(decimal sum, IEnumerable<decimal> parts) => Printed(sum) == parts.Sum(Printed);

    private static decimal Printed(decimal value) => Size(value, LargestInFull + 1) is var (unit, _) && unit == 1 ? Rounded(value, 0)
        : Rounded(value / unit, 2) * unit;

    private static decimal Rounded(decimal value, int decimals) => Math.Round(value, decimals, MidpointRounding.AwayFromZero);

    private string Shorten(decimal value, string format, decimal from = LargestInFull + 1)
    {
        (decimal unit, string? word) = Size(value, from);
        return word is null ? Rounded(value, 0).ToString("N0", culture)
            : Rounded(value / unit, 2).ToString(format, culture) + language[word];
    }

    private static (decimal Unit, string? Word) Size(decimal value, decimal from)
    {
        decimal size = Math.Abs(Rounded(value, 0));
        // 999,995 and more would be written 1,000.00K.
        return size < from ? (1, null) : size switch
        {
            >= 999_995_000m => (1_000_000_000m, "figures.billion"),
            >= 999_995m => (1_000_000m, "figures.million"),
            _ => (1_000m, "figures.thousand"),
        };
    }
}
