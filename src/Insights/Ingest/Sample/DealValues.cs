using Insights.Vocabulary;

namespace Insights.Ingest.Sample;

/// <summary>Deal values as people estimate them: log-normal in dollars, then typed as a round number of their own currency.</summary>
internal static class DealValues
{
    /// <summary>What counts for an Azure IP co-sell registration, in dollars (domain.md 6.4).</summary>
    public const double RegistrationThreshold = 25_000;

    public static decimal Estimate(ReferralType type, string currency, Dice dice)
    {
        if (dice.Chance(0.025)) return 0; // "I'll fill it in later"
        double median = type switch
        {
            ReferralType.Qualified => 11_000,
            ReferralType.Marketplace => 6_000,
            ReferralType.Inbound => 42_000,
            ReferralType.Outbound => 52_000,
            ReferralType.PartnerLed => 34_000,
            _ => 19_000,
        };
        double dollars = Math.Clamp(dice.LogNormal(median, 0.95), 400, 2_500_000);
        return Typed(dollars / Markets.Dollars(currency), currency, dice);
    }

    /// <summary>Most people type two significant digits, many stop at a five, few type cents.</summary>
    public static decimal Typed(double amount, string currency, Dice dice)
    {
        decimal magnitude = 1;
        while (amount >= 100 * (double)magnitude) magnitude *= 10;
        double digits = amount / (double)magnitude; // 10 to 100
        int habit = dice.Below(100);
        if (habit < 50) return Round(digits) * magnitude;
        if (habit < 88) return Math.Max(1, Round(digits / 5)) * 5 * magnitude;
        if (habit < 97) return Round(digits * 10) * magnitude / 10;
        return currency is "JPY" ? Round(amount) : Round(amount * 100) / 100;
    }

    private static decimal Round(double number) => (long)(number + 0.5);
}
