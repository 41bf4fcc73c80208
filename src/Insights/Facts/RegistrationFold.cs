using System.Globalization;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>From observations of IP co-sell registrations to one <see cref="Registration"/> each. API, registration file and
/// co-sell download tell of the same registration in different words; an id, else the day it was registered, is
/// what they share.</summary>
internal sealed class RegistrationFold(LocalDays days)
{
    /// <param name="RecordedAt">When it was first told, in ticks since 1970.</param>
    public readonly record struct Told(RegistrationObservation What, long RecordedAt, long Digest)
    {
        public Recency Recency => new(RecordedAt, Rank(What.Status), Digest);
    }

    /// <summary>IP co-sell registrations, the only type there is today; another one would be another number (metrics.md 3).</summary>
    public IEnumerable<Registration> Of(IEnumerable<Told> told) => Together(told.Where(t => IsIpCoSell(t.What.Type))).Select(Fold);

    /// <summary>Each registration, of whatever type, as all its observations together tell it.</summary>
    public IEnumerable<RegistrationObservation> Together(IEnumerable<Told> told)
    {
        foreach (IGrouping<(string, string?), Told> referral in
            told.GroupBy(t => (t.What.ReferralId, IsIpCoSell(t.What.Type) ? null : t.What.Type)))
            foreach (List<Told> one in Separate(referral)) yield return Together(one);
    }

    /// <summary>The registrations of one referral: by id where the source has one; what names only a day belongs to the registration
    /// of that day, and what names neither to the first.</summary>
    private static List<List<Told>> Separate(IEnumerable<Told> referral)
    {
        var registrations = referral.Where(t => t.What.RegistrationId is not null)
            .GroupBy(t => t.What.RegistrationId!, StringComparer.Ordinal).Select(g => g.ToList()).ToList();
        foreach (IGrouping<DateOnly?, Told> day in referral.Where(t => t.What.RegistrationId is null).GroupBy(t => Day(t.What))
            .OrderBy(g => g.Key is null).ThenBy(g => g.Key))
        {
            List<Told>? same = day.Key is null
                ? registrations.MinBy(r => r.Min(t => Day(t.What) ?? DateOnly.MaxValue))
                : registrations.Where(r => r.Exists(t => Day(t.What) == day.Key))
                .MinBy(r => r[0].What.RegistrationId, StringComparer.Ordinal);
            if (same is null) registrations.Add([.. day]);
            else same.AddRange(day);
        }
        return registrations;
    }

    private static DateOnly? Day(RegistrationObservation told) => told.Registered?.WrittenDay;

    private RegistrationObservation Together(List<Told> told)
    {
        told.Sort((a, b) => a.Recency.CompareTo(b.Recency));
        return Statements.Together(OtherFields.Registrations, told.Select(t => (t.What, t.RecordedAt)), days);
    }

    private Registration Fold(RegistrationObservation told)
    {
        IReadOnlyDictionary<string, string> details = told.Details ?? new Dictionary<string, string>();
        long? approved = Ticks(told.Approved ?? told.Passed), failed = Ticks(told.Failed);
        bool failedLater = Is(told.Status, "Failed") || failed > approved;
        bool stands = !failedLater && approved is not null;
        bool undated = approved is null && IsApproved(told.Status);
        return new Registration(told.ReferralId, stands ? approved
            : null, undated, told.ContractValue, told.Currency, told.ContractValueUsd)
        {
            Told = told,
            RegisteredAt = Ticks(told.Registered),
            ReviewAt = Moment(details, "review_pending") ?? Moment(details, "action_required"),
            PassedAt = stands ? Ticks(told.Passed) : null,
            FailedAt = stands ? null : failed,
            AnnualValue = Amount(details, "annual_contract_value"),
            AnnualValueUsd = Amount(details, "annual_contract_value_usd"),
            Years = Years(details),
        };
    }

    private long? Ticks(When? moment) => moment is { } known ? Stored.Moment(known.In(days)) : null;

    /// <summary>A moment of the details; what is written without a time is a day.</summary>
    private long? Moment(IReadOnlyDictionary<string, string> details, string key) => details.TryGetValue(key, out string? text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment)
            ? Ticks(text.Contains('T', StringComparison.Ordinal) ? moment : When.OnDay(DateOnly.FromDateTime(moment.UtcDateTime))) : null;

    private static decimal? Amount(IReadOnlyDictionary<string, string> details, string key) => details.TryGetValue(key, out string? text)
        && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal amount) ? amount : null;

    private decimal? Years(IReadOnlyDictionary<string, string> details)
    {
        if (Is(details.GetValueOrDefault("contract_term"), "Perpetual")) return 6;
        if (Moment(details, "contract_start") is not { } start || Moment(details, "contract_end") is not { } end || end <= start)
            return null;
        // A contract to 31 December and one to 1 January run equally long.
        const double daysInAMonth = 365.2425 / 12;
        return Math.Max(1, (decimal)Math.Round(TimeSpan.FromTicks(end - start).TotalDays / daysInAMonth) / 12);
    }

    private static bool IsIpCoSell(string? type) => type is null || Is(string.Concat(type.Where(char.IsLetter)), "AzureIPCoSell");

    private static int Rank(string? status) => Is(status, "Failed") || Is(status, "Closed") ? 2 : IsApproved(status) ? 1 : 0;

    private static bool IsApproved(string? status) => Is(status, "Approved") || Is(status, "Passed");

    private static bool Is(string? status, string word) => string.Equals(status, word, StringComparison.OrdinalIgnoreCase);
}
