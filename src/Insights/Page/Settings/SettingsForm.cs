using System.Globalization;
using Insights.Facts;
using Insights.Metrics;
using Insights.Metrics.Qrp;
using Insights.Vocabulary;
using Microsoft.Extensions.Primitives;

namespace Insights.Page.Settings;

/// <summary>Something in a form that cannot be so: a word and what fills its places.</summary>
public sealed record SettingProblem(string Word, params IReadOnlyList<object?> Places)
{
    /// <summary>The key of the KPI whose fields it is about: it is told beside them. Null is told above the page.</summary>
    public string? Kpi { get; init; }
}

/// <summary>Reads the organisation's forms of the settings page: what would change, or what is wrong. A value that is already
/// in force is not a change.</summary>
public sealed class SettingsForm
{
    private const int LongestShown = 100;

    private readonly IReadOnlyDictionary<string, string> stored;
    private readonly Dictionary<string, string?> changes = new(StringComparer.Ordinal);
    private readonly List<SettingProblem> problems = [];

    private SettingsForm(IReadOnlyDictionary<string, string> stored) => this.stored = stored;

    /// <summary>By setting; null forgets it.</summary>
    public IReadOnlyDictionary<string, string?> Changes => changes;

    public IReadOnlyList<SettingProblem> Problems => problems;

    /// <summary>Time zone, currency, outbound types.</summary>
    public static SettingsForm Reporting(IReadOnlyDictionary<string, string> stored, Func<string, StringValues> field)
    {
        ArgumentNullException.ThrowIfNull(field);
        var form = new SettingsForm(stored);
        ReportingSettings now = ReportingSettings.Of(stored);
        string zone = field("zone").ToString(), currency = field("currency").ToString().Trim().ToUpperInvariant();
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)) form.problems.Add(new SettingProblem("settings.problem.zone", zone));
        else form.Set(ReportingSettings.ZoneName, zone, now.Zone.Id);
        if (currency != now.Currency
            && !Currencies.Exists(currency)) form.problems.Add(new SettingProblem("settings.problem.currency", currency));
        else form.Set(ReportingSettings.CurrencyName, currency, now.Currency);
        form.Set(ReportingSettings.OutboundName, Types(Catalogue.CreatedByUs.Where(c => field("outbound").Contains(c.Type().Key()))),
            Types(now.Outbound));
        return form;
    }

    /// <summary>Days between imports, by format; empty is the shipped number.</summary>
    /// <param name="imported">The formats of what was imported, those of mappings among them; no others are known but the shipped
    /// ones.</param>
    public static SettingsForm Rhythms(IReadOnlyDictionary<string, string> stored, IReadOnlySet<string> imported,
        IEnumerable<KeyValuePair<string, StringValues>> fields)
    {
        ArgumentNullException.ThrowIfNull(imported);
        ArgumentNullException.ThrowIfNull(fields);
        var form = new SettingsForm(stored);
        foreach ((string name, StringValues value) in fields.Where(f => f.Key.StartsWith(Rhythm.Setting, StringComparison.Ordinal)))
        {
            string text = value.ToString().Trim();
            string format = name[Rhythm.Setting.Length..];
            if (text.Length == 0)
            {
                if (stored.ContainsKey(name)) form.changes[name] = null;
            }
            else if (!Rhythm.Shipped.ContainsKey(format) && !imported.Contains(format))
                form.problems.Add(new SettingProblem("settings.problem.format", format.Length > LongestShown ? format[..LongestShown] + "…"
                    : format));
            else if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int days) || days > Rhythm.LongestDays)
                form.problems.Add(new SettingProblem("settings.problem.rhythm", format, text.Length > LongestShown
                    ? text[..LongestShown] + "…" : text, Rhythm.LongestDays));
            else form.Set(name, days.ToString(CultureInfo.InvariantCulture), (Rhythm.Days(stored, format) ?? 0)
                .ToString(CultureInfo.InvariantCulture));
        }
        return form;
    }

    /// <summary>The whole table as JSON; empty, or the shipped table itself, goes back to the shipped one.</summary>
    public static SettingsForm ProgramsAsJson(IReadOnlyDictionary<string, string> stored, string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var form = new SettingsForm(stored);
        ProgramTable? table = ProgramTable.Shipped;
        if (json.Trim().Length > 0 && ProgramTable.Parse(json, out table) is { } problem)
            form.problems.Add(new SettingProblem(problem.Word, problem.Places));
        else form.Set(table!);
        return form;
    }

    /// <summary>New targets for one program from a day on.</summary>
    public static SettingsForm ProgramTargets(IReadOnlyDictionary<string, string> stored, Func<string, StringValues> field)
    {
        ArgumentNullException.ThrowIfNull(field);
        var form = new SettingsForm(stored);
        ProgramTable table = ProgramTable.Of(stored);
        if (table.All.FirstOrDefault(p => p.Key == field("program")) is not { } program
            || !DateOnly.TryParseExact(field("from"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly from)
            || from.Year is < 2000 or > 2099)
        {
            form.problems.Add(new SettingProblem("settings.problem.from"));
            return form;
        }
        var kpis = new List<Kpi>();
        foreach (Kpi kpi in program.On(from).Kpis)
        {
            Kpi changed = kpi with { Achieved = Whole(field("achieved." + kpi.Key)), Approaching = Whole(field("approaching." + kpi.Key)) };
            if (!changed.HasSoundTarget)
                form.problems.Add(new SettingProblem(kpi.Better == Better.Higher ? "settings.problem.higher" : "settings.problem.lower")
                { Kpi = kpi.Key });
            kpis.Add(changed);
        }
        if (form.problems.Count == 0 && !kpis.SequenceEqual(program.On(from).Kpis)) form.Set(table.With(program.Key, from, kpis));
        return form;
    }

    private void Set(ProgramTable table)
    {
        bool shipped = table.ToJson() == ProgramTable.Shipped.ToJson();
        if (shipped && stored.ContainsKey(ProgramTable.Setting)) changes[ProgramTable.Setting] = null;
        else if (!shipped) Set(ProgramTable.Setting, table.ToJson(), stored.GetValueOrDefault(ProgramTable.Setting));
    }

    private void Set(string name, string value, string? inForce)
    {
        if (value != inForce) changes[name] = value;
    }

    private static string Types(IEnumerable<ReferralClass> classes) => string.Join(',', classes.Select(c => c.Type().Key()));

    // What is no number becomes one that no target can be.
    private static int? Whole(StringValues field) => field.ToString().Trim() is { Length: > 0 } text
        ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int whole) ? whole : -1
        : null;
}
