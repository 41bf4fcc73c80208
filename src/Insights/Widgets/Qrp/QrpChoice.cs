using Insights.Metrics;

namespace Insights.Widgets.Qrp;

/// <summary>What of the QRP data the address asks to see: a program, a country or all, and the order of the rows.</summary>
/// <param name="Country">Null for all countries.</param>
public sealed record QrpChoice(QrpProgram Program, string? Country, IReadOnlyList<string> Countries, IReadOnlyList<QrpRow> Rows)
{
    /// <summary>What the address asks for, as far as the reading has it; <see cref="NotUnderstood"/> names the rest.</summary>
    public static QrpChoice? Of(Reading reading, SummaryQuery query)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(query);
        if (reading.Qrp.Count == 0) return null;
        QrpProgram program = reading.Qrp.FirstOrDefault(p => p.Program == query.Program) ?? reading.Qrp[0];
        string[] countries = [.. program.Rows.Select(r => r.Country).Distinct().Order(StringComparer.Ordinal)];
        string? country = countries.Contains(query.Country) ? query.Country : null;
        IEnumerable<QrpRow> rows = program.Rows.Where(r => country is null || r.Country == country);
        return new QrpChoice(program, country, countries, [.. Sorted(rows, query.Sort)]);
    }

    /// <summary>The parts of the address that this reading has no data for.</summary>
    public static IEnumerable<NotUnderstood> NotUnderstood(Reading reading, SummaryQuery query)
    {
        if (Of(reading, query) is not { } choice) yield break;
        if (query.Program is not null && query.Program != choice.Program.Program)
            yield return new NotUnderstood("program", query.Program, "address.program");
        if (query.Country is not null && query.Country != choice.Country)
            yield return new NotUnderstood("country", query.Country, "address.country");
    }

    /// <summary>The column, then newest month, then country. What has no value is last either way.</summary>
    private static IOrderedEnumerable<QrpRow> Sorted(IEnumerable<QrpRow> rows, QrpSort sort)
    {
        IOrderedEnumerable<QrpRow> By<T>(Func<QrpRow, T> key) => sort.Descending ? rows.OrderByDescending(key) : rows.OrderBy(key);
        IOrderedEnumerable<QrpRow> ordered = sort.Column switch
        {
            "month" => By(r => r.Month),
            "country" => By(r => r.Country),
            "targets" => By(r => r.TargetsAchieved),
            _ => rows.OrderBy(r => Value(r, sort.Column) is null).ThenBy(r => sort.Descending ? -Value(r, sort.Column)
                : Value(r, sort.Column)),
        };
        return ordered.ThenByDescending(r => r.Month).ThenBy(r => r.Country, StringComparer.Ordinal);
    }

    private static decimal? Value(QrpRow row, string kpi) => row.Kpis.TryGetValue(kpi, out KpiValue? value) ? value.Percent : null;
}
