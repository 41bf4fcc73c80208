using Insights.Store;

namespace Insights.Facts;

/// <summary>From observations of IP co-sell registrations to one <see cref="Registration"/> each. API, registration file and
/// co-sell download tell of the same registration in different words; the referral and the day it was registered are
/// what they share.</summary>
internal static class RegistrationFold
{
    public readonly record struct Told(RegistrationObservation What, DateTimeOffset RecordedAt, long Digest);

    public static IEnumerable<Registration> Of(IEnumerable<Told> told)
    {
        foreach (IGrouping<string, Told> referral in told.GroupBy(t => t.What.ReferralId, StringComparer.Ordinal))
        {
            var byDay = referral.Where(t => t.What.Registered is not null)
                .GroupBy(t => DateOnly.FromDateTime(t.What.Registered!.Value.UtcDateTime)).OrderBy(g => g.Key).Select(g => g.ToList()).ToList();
            List<Told> dayless = [.. referral.Where(t => t.What.Registered is null)];
            if (byDay.Count == 0) byDay.Add(dayless);
            else byDay[0].AddRange(dayless);
            foreach (List<Told> one in byDay) yield return Fold(one);
        }
    }

    private static Registration Fold(List<Told> told)
    {
        told.Sort((a, b) => (a.RecordedAt, Rank(a.What.Status), a.Digest).CompareTo((b.RecordedAt, Rank(b.What.Status), b.Digest)));
        string? status = null;
        DateTimeOffset? approved = null, passed = null, failed = null;
        (decimal? Value, string? Currency, decimal? Usd) contract = default;
        foreach ((RegistrationObservation o, _, _) in told)
        {
            status = o.Status ?? status;
            approved = o.Approved ?? approved;
            passed = o.Passed ?? passed;
            failed = o.Failed ?? failed;
            if (o.ContractValue is not null || o.ContractValueUsd is not null) contract = (o.ContractValue, o.Currency, o.ContractValueUsd);
        }

        DateTimeOffset? moment = approved ?? passed;
        bool failedLater = Is(status, "Failed") || (failed is not null && failed >= moment && !IsApproved(status));
        bool undated = moment is null && IsApproved(status);
        return new Registration(told[0].What.ReferralId, failedLater || moment is null ? null : Stored.Moment(moment.Value), undated, contract.Value, contract.Currency, contract.Usd);
    }

    private static int Rank(string? status) => Is(status, "Failed") || Is(status, "Closed") ? 2 : IsApproved(status) ? 1 : 0;

    private static bool IsApproved(string? status) => Is(status, "Approved") || Is(status, "Passed");

    private static bool Is(string? status, string word) => string.Equals(status, word, StringComparison.OrdinalIgnoreCase);
}
