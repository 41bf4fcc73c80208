using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>What a Referrals user sees of an organisation's facts: the referrals whose team names them, and what belongs to those
/// (domain.md 6.5). Page views belong to no referral and closed-as-error ones to no list, so neither is theirs.</summary>
internal static class TeamFacts
{
    private static readonly ConditionalWeakTable<OrganizationFacts, ConcurrentDictionary<string, Lazy<Task<OrganizationFacts>>>> Known = [];

    /// <summary>Read at the person's first question, kept as long as the facts.</summary>
    public static async Task<OrganizationFacts> OfAsync(ReferralStore store, Scope scope, OrganizationFacts facts, CancellationToken cancel)
    {
        ConcurrentDictionary<string, Lazy<Task<OrganizationFacts>>> people =
            Known.GetOrAdd(facts, _ => new(StringComparer.OrdinalIgnoreCase));
        string person = scope.Person ?? "";
        Lazy<Task<OrganizationFacts>> reading = people.GetOrAdd(person, _ => new(() => Task.Run(() => ReadAsync(store, scope, facts))));
        try
        {
            return await reading.Value.WaitAsync(cancel);
        }
        catch when (reading.Value.IsFaulted)
        {
            people.TryRemove(person, out _);
            throw;
        }
    }

    /// <summary>Whether a team has a person, by mail address; nobody is on every team.</summary>
    public static bool Names(this IReadOnlyList<string>? team, string? person) =>
        !string.IsNullOrWhiteSpace(person) && team is not null
            && team.Any(member => string.Equals(member.Trim(), person.Trim(), StringComparison.OrdinalIgnoreCase));

    private static async Task<OrganizationFacts> ReadAsync(ReferralStore store, Scope scope, OrganizationFacts facts)
    {
        var theirs = new HashSet<int>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (!string.IsNullOrWhiteSpace(scope.Person))
            foreach (ReferralRecord record in await new Records(store, scope, facts).OfTeamAsync(CancellationToken.None))
            {
                theirs.UnionWith(record.Versions.Select(v => (int)v.VersionId));
                ids.Add(record.Known.ReferralId);
            }
        int[] rows = [.. Enumerable.Range(0, facts.Count).Where(row => theirs.Contains(facts.VersionId[row]))];
        T[] Of<T>(T[] column) => Array.ConvertAll(rows, row => column[row]);
        return new OrganizationFacts
        {
            OrganizationName = facts.OrganizationName,
            OrganizationId = facts.OrganizationId,
            IsSample = facts.IsSample,
            ChangeNumber = facts.ChangeNumber,
            Settings = facts.Settings,
            Class = Of(facts.Class),
            State = Of(facts.State),
            Created = Of(facts.Created),
            Accepted = Of(facts.Accepted),
            MicrosoftAccepted = Of(facts.MicrosoftAccepted),
            Closed = Of(facts.Closed),
            Observed = Of(facts.Observed),
            Days = Of(facts.Days),
            Doubts = Of(facts.Doubts),
            Country = facts.Country.Of(rows),
            Program = facts.Program.Of(rows),
            Currency = facts.Currency.Of(rows),
            Value = Of(facts.Value),
            ValueUsd = Of(facts.ValueUsd),
            VersionId = Of(facts.VersionId),
            Words = facts.Words,
            Solutions = facts.Solutions,
            Views = [],
            TellsViews = false,
            Registrations = [.. facts.Registrations.Where(r => ids.Contains(r.ReferralId))],
            Rates = facts.Rates,
            Sources = facts.Sources,
            WonBeforeCreated = Enumerable.Range(0, rows.Length).Where(i => facts.WonBeforeCreated.ContainsKey(rows[i]))
                .ToDictionary(i => i, i => facts.WonBeforeCreated[rows[i]]),
        };
    }
}
