using System.Globalization;
using System.Text.Json.Serialization;

namespace Insights.Metrics.Qrp;

/// <summary>What a KPI measures (metrics.md 4). Accept and expiry are of the creation month alone, close and win of the
/// look-back.</summary>
public enum Measure { Accept, Expiry, Close, Win }

/// <summary>Which direction reaches the target.</summary>
public enum Better { Higher, Lower }

/// <summary>One KPI of a program version and its dated target.</summary>
/// <param name="Days">For close rates: closed within so many days of creation, the last one included.</param>
/// <param name="Achieved">Higher is better: at least this. Lower is better: less than this. Null: no target set.</param>
/// <param name="Approaching">Higher is better: at least this. Lower is better: at most this.</param>
public sealed record Kpi([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Measure Measure, int Days = 0,
    Better Better = Better.Higher, int? Achieved = null, int? Approaching = null)
{
    [JsonIgnore]
    public string Key => Measure switch
    {
        Measure.Accept => "accept_rate",
        Measure.Expiry => "expiry_rate",
        Measure.Close => string.Create(CultureInfo.InvariantCulture, $"close_rate_{Days}"),
        Measure.Win => "win_rate",
        _ => throw new InvalidOperationException($"There is no KPI that measures {Measure}."),
    };

    /// <summary>As a column head says it: "80+" or "&lt;3".</summary>
    [JsonIgnore]
    public string? Target => Achieved is not { } achieved ? null
        : Better == Better.Higher ? string.Create(CultureInfo.InvariantCulture, $"{achieved}+")
        : string.Create(CultureInfo.InvariantCulture, $"<{achieved}");

    /// <summary>Both numbers or neither, in whole percents, and approaching on the worse side of achieved.</summary>
    [JsonIgnore]
    public bool HasSoundTarget => (Achieved, Approaching) switch
    {
        (null, null) => true,
        ({ } achieved, { } approaching) => achieved is >= 0 and <= 100 && approaching is >= 0 and <= 100
            && (Better == Better.Higher ? approaching < achieved : approaching >= achieved),
        _ => false,
    };

    /// <summary>The band of a value, by its whole percent, half away from zero. No value and no target have none.</summary>
    public Band BandOf(decimal? percent)
    {
        if (percent is not { } value || Achieved is not { } achieved || Approaching is not { } approaching) return Band.None;
        decimal whole = Math.Round(value, 0, MidpointRounding.AwayFromZero);
        return Better == Better.Higher
            ? whole >= achieved ? Band.Achieved : whole >= approaching ? Band.Approaching : Band.Below
            : whole < achieved ? Band.Achieved : whole <= approaching ? Band.Approaching : Band.Below;
    }
}

/// <summary>A program's KPIs as they were in force from a day until a day, both included; null is open.</summary>
public sealed record ProgramVersion(DateOnly? From, DateOnly? Until, int LookBackMonths, IReadOnlyList<Kpi> Kpis);

/// <summary>A program as data: a successor is a row of <c>programs.json</c>, not a release (metrics.md 4).</summary>
public sealed record Program(string Key, IReadOnlyList<string>? Aliases, IReadOnlyList<ProgramVersion> Versions)
{
    /// <summary>Everything a source may call it.</summary>
    [JsonIgnore]
    public IEnumerable<string> Names => (Aliases ?? []).Append(Key);

    /// <summary>The version in force on a day.</summary>
    public ProgramVersion On(DateOnly day) =>
        Versions.FirstOrDefault(v => (v.From ?? DateOnly.MinValue) <= day && day <= (v.Until ?? DateOnly.MaxValue)) ?? Versions[^1];

    /// <summary>Sources differ in case, spaces and hyphens: "Co-sell deployment services", "CoSellDeploymentServices".</summary>
    internal static string Letters(string word) => string.Concat(word.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
