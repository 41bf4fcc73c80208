using System.Globalization;
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
        DateTimeOffset? approved = null, passed = null, failed = null, registered = null;
        var details = new Dictionary<string, string>(StringComparer.Ordinal);
        (decimal? Value, string? Currency, decimal? Usd) contract = default;
        foreach ((RegistrationObservation o, _, _) in told)
        {
            status = o.Status ?? status;
            approved = o.Approved ?? approved;
            passed = o.Passed ?? passed;
            failed = o.Failed ?? failed;
            registered = o.Registered ?? registered;
            foreach ((string key, string value) in o.Details ?? new Dictionary<string, string>()) details[key] = value;
            if (o.ContractValue is not null || o.ContractValueUsd is not null) contract = (o.ContractValue, o.Currency, o.ContractValueUsd);
        }

        DateTimeOffset? moment = approved ?? passed;
        bool failedLater = Is(status, "Failed") || failed > moment;
        bool undated = moment is null && IsApproved(status);
        bool stands = !failedLater && moment is not null;
        return new Registration(told[0].What.ReferralId, stands ? Stored.Moment(moment!.Value) : null, undated, contract.Value, contract.Currency, contract.Usd)
        {
            RegisteredAt = Ticks(registered),
            ReviewAt = Ticks(Moment(details, "review_pending") ?? Moment(details, "action_required")),
            PassedAt = stands ? Ticks(passed) : null,
            FailedAt = stands ? null : Ticks(failed),
            AnnualValue = Amount(details, "annual_contract_value"),
            AnnualValueUsd = Amount(details, "annual_contract_value_usd"),
            Years = Years(details),
        };
    }

    private static long? Ticks(DateTimeOffset? moment) => moment is { } known ? Stored.Moment(known) : null;

    private static DateTimeOffset? Moment(Dictionary<string, string> details, string key) => details.TryGetValue(key, out string? text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment) ? moment : null;

    private static decimal? Amount(Dictionary<string, string> details, string key) => details.TryGetValue(key, out string? text)
        && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal amount) ? amount : null;

    private static decimal? Years(Dictionary<string, string> details)
    {
        if (Is(details.GetValueOrDefault("contract_term"), "Perpetual")) return 6;
        if (Moment(details, "contract_start") is not { } start || Moment(details, "contract_end") is not { } end || end <= start) return null;
        // A contract to 31 December and one to 1 January run equally long.
        const double daysInAMonth = 365.2425 / 12;
        return Math.Max(1, (decimal)Math.Round((end - start).TotalDays / daysInAMonth) / 12);
    }

    /// <summary>The only type there is today; another one would be another number (metrics.md 3).</summary>
    private static bool IsIpCoSell(string? type) => type is null || Is(string.Concat(type.Where(char.IsLetter)), "AzureIPCoSell");

    private static int Rank(string? status) => Is(status, "Failed") || Is(status, "Closed") ? 2 : IsApproved(status) ? 1 : 0;

    private static bool IsApproved(string? status) => Is(status, "Approved") || Is(status, "Passed");

    private static bool Is(string? status, string word) => string.Equals(status, word, StringComparison.OrdinalIgnoreCase);
}
