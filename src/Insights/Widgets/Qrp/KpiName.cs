using Insights.Vocabulary;

namespace Insights.Widgets.Qrp;

/// <summary>A KPI by name; close rates of any number of days have one.</summary>
public static class KpiName
{
    private const string CloseRate = "close_rate_";

    public static string Of(string key, Language language)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(language);
        return !language.Has("qrp." + key) && key.StartsWith(CloseRate, StringComparison.Ordinal)
            ? language.Say("qrp.close_rate", key[CloseRate.Length..]) : language["qrp." + key];
    }
}
