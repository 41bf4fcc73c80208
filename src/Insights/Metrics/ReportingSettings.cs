using Insights.Facts;
using Insights.Metrics.Qrp;
using Insights.Vocabulary;

namespace Insights.Metrics;

/// <summary>What an organisation has decided about its numbers; defaults where it has not (metrics.md 2, 3, 5).</summary>
/// <param name="Zone">Days and months are those of this zone.</param>
/// <param name="Currency">Amounts are shown in this one, ISO 4217.</param>
/// <param name="Outbound">The classes that count as outbound co-sell opportunities.</param>
/// <param name="Programs">The QRP programs with their KPIs and dated targets.</param>
public sealed record ReportingSettings(TimeZoneInfo Zone, string Currency, IReadOnlyList<ReferralClass> Outbound, ProgramTable Programs)
{
    public const string ZoneName = ReportingZone.Setting, CurrencyName = "reporting_currency", OutboundName = "outbound_types";

    /// <exception cref="TimeZoneNotFoundException">The stored zone is not known on this machine.</exception>
    public static ReportingSettings Of(IReadOnlyDictionary<string, string> settings) => new(
        ReportingZone.Of(settings),
        settings.GetValueOrDefault(CurrencyName, "USD").ToUpperInvariant(),
        settings.TryGetValue(OutboundName, out string? types)
            ? [.. Catalogue.CreatedByUs.Where(c => types.Split(',').Contains(c.Type().Key(), StringComparer.Ordinal))]
            : Catalogue.CreatedByUs,
        ProgramTable.Of(settings));
}
