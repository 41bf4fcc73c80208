using Insights.Store;

namespace Insights.Facts;

/// <summary>From observations of IP co-sell registrations to one <see cref="Registration"/> each. API, registration file and
/// co-sell download tell of the same registration in different words; an id, else the day it was registered, is
/// what they share.</summary>
internal static class RegistrationFold
{
    public readonly record struct Told(RegistrationObservation What, DateTimeOffset RecordedAt, long Digest);

    public static IEnumerable<Registration> Of(IEnumerable<Told> told)
    {
        foreach (IGrouping<string, Told> referral in told.Where(t => IsIpCoSell(t.What.Type)).GroupBy(t => t.What.ReferralId, StringComparer.Ordinal))
            foreach (List<Told> one in Separate(referral)) yield return Fold(one);
    }

    /// <summary>The registrations of one referral: by id where the source has one; what names only a day belongs to the registration
    /// of that day, and what names neither to the first.</summary>
    private static List<List<Told>> Separate(IEnumerable<Told> referral)
    {
        var registrations = referral.Where(t => t.What.RegistrationId is not null)
            .GroupBy(t => t.What.RegistrationId!, StringComparer.Ordinal).Select(g => g.ToList()).ToList();
        foreach (IGrouping<DateOnly?, Told> day in referral.Where(t => t.What.RegistrationId is null).GroupBy(t => Day(t.What)).OrderBy(g => g.Key is null).ThenBy(g => g.Key))
        {
            List<Told>? same = day.Key is null
                ? registrations.MinBy(r => r.Min(t => Day(t.What) ?? DateOnly.MaxValue))
                : registrations.Where(r => r.Exists(t => Day(t.What) == day.Key)).MinBy(r => r[0].What.RegistrationId, StringComparer.Ordinal);
            if (same is null) registrations.Add([.. day]);
            else same.AddRange(day);
        }
        return registrations;
    }

    private static DateOnly? Day(RegistrationObservation told) => told.Registered is { } moment ? DateOnly.FromDateTime(moment.UtcDateTime) : null;

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
        bool failedLater = Is(status, "Failed") || failed > moment;
        bool undated = moment is null && IsApproved(status);
        return new Registration(told[0].What.ReferralId, failedLater || moment is null ? null : Stored.Moment(moment.Value), undated, contract.Value, contract.Currency, contract.Usd);
    }

    /// <summary>The only type there is today; another one would be another number (metrics.md 3).</summary>
    private static bool IsIpCoSell(string? type) => type is null || Is(string.Concat(type.Where(char.IsLetter)), "AzureIPCoSell");

    private static int Rank(string? status) => Is(status, "Failed") || Is(status, "Closed") ? 2 : IsApproved(status) ? 1 : 0;

    private static bool IsApproved(string? status) => Is(status, "Approved") || Is(status, "Passed");

    private static bool Is(string? status, string word) => string.Equals(status, word, StringComparison.OrdinalIgnoreCase);
}
