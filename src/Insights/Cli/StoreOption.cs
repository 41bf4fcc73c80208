using System.CommandLine;
using System.Globalization;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Web;

namespace Insights.Cli;

/// <summary>The options every verb shares, and what they lead to.</summary>
internal static class StoreOption
{
    /// <summary>What says which store when nobody does on the command line, first come first served.</summary>
    private static readonly string[] Variables = [Settings.Store, Settings.Database];

    public static Option<string> Store() => new("--store", "--db")
    {
        Description = "The store: a file, made when it is not there, or a PostgreSQL database, \"Host=…;Database=…\". INSIGHTS_STORE " +
            "says it as well, and keeps a password off the command line.",
        DefaultValueFactory = _ =>
            Variables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(place => !string.IsNullOrEmpty(place)) ?? "insights.db",
        HelpName = "STORE",
    };

    public static Option<string?> Organization() => new("--organization")
    {
        Description = "The Partner Center organisation id; needed only when the store holds several organisations.",
        HelpName = "ID",
    };

    public static Task<ReferralStore> OpenAsync(string place, TimeProvider clock, CancellationToken cancel) =>
        ReferralStore.OpenAsync(place, clock, cancel);

    /// <summary>For verbs that only read: a mistyped path must not leave an empty store behind.</summary>
    /// <exception cref="UsageException">There is no such file, or nothing in it.</exception>
    public static async Task<ReferralStore> OpenExistingAsync(string place, TimeProvider clock, CancellationToken cancel) =>
        await ReferralStore.ExistsAsync(place, cancel) ? await OpenAsync(place, clock, cancel)
            : throw new UsageException(Empty(ReferralStore.LocationOf(place)));

    /// <summary>What to say, and what to do, when nothing was imported yet.</summary>
    public static string Empty(string location) =>
        $"The store {location} is empty. `insights import FILE` brings your referrals; `insights sample` makes a sample organisation.";

    /// <summary>The organisation a reader means: the one named; else the only real one; else the sample.</summary>
    /// <exception cref="UsageException">None fits, or several do.</exception>
    public static async Task<Organization> ChooseAsync(ReferralStore store, string? id, CancellationToken cancel)
    {
        IReadOnlyList<Organization> all = await store.OrganizationsAsync(cancel);
        if (id is not null)
            return all.FirstOrDefault(o => string.Equals(o.PartnerCenterId, id, StringComparison.OrdinalIgnoreCase))
                ?? throw new UsageException($"The store {store.Location} has no organisation {id}. {Known(all)}");
        List<Organization> real = [.. all.Where(o => !o.IsSample)];
        if (real.Count > 1) throw new UsageException($"The store holds {real.Count} organisations; say which with --organization ID. " +
            $"{Known(all)}");
        return (real.Count > 0 ? real[0] : all.Count > 0 ? all[0] : null)
            ?? throw new UsageException(Empty(store.Location));
    }

    private const int MostNamed = 20;

    private static string Known(IReadOnlyList<Organization> all) => all.Count == 0
        ? "It is empty."
        : "It has: " + string.Join(", ", all.Take(MostNamed).Select(o => $"{o.PartnerCenterId ?? "(id not known)"} {o.Name}"))
            + (all.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {all.Count - MostNamed} more.") : ".");

    public static Scope Scope(this Organization organization) => new(organization.Id);
}
