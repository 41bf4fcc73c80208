using static Insights.Tests.Plain.PlainClassification;
using static Insights.Tests.Plain.PlainEvents;
using static Insights.Tests.Plain.PlainPeriod;

namespace Insights.Tests.Plain;

/// <summary>metrics.md section 5, for worlds whose only rates are their own, and the money metrics of section 3.</summary>
public static class PlainMoney
{
    /// <summary>The amount in US dollars by the rate of the month of its event; null when no rate is known.</summary>
    public static decimal? InDollars(World world, decimal amount, string? currency, DateOnly eventDay)
    {
        if (Same(currency, "USD")) return amount;
        // "the monthly rate of the month of its event … If the month has no rate, the latest earlier month is used"
        OwnRate? latest = null;
        foreach (var rate in world.OwnRates)
        {
            if (!Same(rate.Currency, currency)) continue;
            if (rate.Month > FirstOfMonth(eventDay)) continue;
            if (latest is null || rate.Month > latest.Month) latest = rate;
        }

        // "without any rate the amount is left out"
        return latest is null ? null : amount * latest.UsdPerUnit;
    }

    /// <summary>"deal value of referrals won, in the reporting currency, by won date"</summary>
    public static decimal WonValue(World world, Days days, string group)
    {
        var sum = 0m;
        foreach (var referral in Referrals(world))
        {
            if (GroupOf(world, referral) != group) continue;
            var won = WonAt(world, referral);
            if (won is null || !Happened(world, days, won)) continue;
            if (referral.DealValue is not { } value) continue;
            sum += InDollars(world, value, referral.Currency, LocalDay(world, won.Value)) ?? 0m;
        }

        return sum;
    }

    /// <summary>
    /// "contract value of Azure IP co-sell registrations, by approved date, else passed date; those that failed later are out"
    /// </summary>
    public static decimal ApprovedValue(World world, Days days)
    {
        var sum = 0m;
        foreach (var referral in Referrals(world))
        {
            foreach (var registration in referral.Registrations)
            {
                if (!Same(registration.Type, "AzureIPCoSell")) continue;
                var moment = registration.Approved ?? registration.Passed;
                if (moment is null || !Happened(world, days, moment)) continue;
                if (Same(registration.Status, "Failed") || registration.Failed > moment) continue;
                if (registration.ContractValue is not { } value) continue;
                sum += InDollars(world, value, registration.Currency, LocalDay(world, moment.Value)) ?? 0m;
            }
        }

        return sum;
    }
}
