namespace Insights.Store;

/// <summary>How an organisation comes into the store.</summary>
public sealed partial class ReferralStore
{
    /// <summary>The organisation of a Partner Center id, made when there is none yet: for what will tell of it.</summary>
    public Task<Organization> MakeAsync(string partnerCenterId, string name, CancellationToken cancel) =>
        engine.WriteAsync(null, async transaction =>
        {
            if (await MadeMeanwhileAsync(transaction, partnerCenterId, false, cancel) is { } known) return known;
            var made = new Organization(await Organizations.NewNumberAsync(engine, transaction, cancel), partnerCenterId, name, false);
            await engine.ActForAsync(transaction, made.Id, cancel, LockScope.Facts);
            await Organizations.KeepAsync(transaction, new OrganizationState(made, 0, 0), isNew: true, cancel);
            return made;
        }, cancel, LockScope.Facts);

    /// <summary>Two imports that would make the same organisation come one after the other; the second finds it made.</summary>
    private async Task<Organization?> MadeMeanwhileAsync(StoreTransaction transaction, string? partnerCenterId, bool isSample,
        CancellationToken cancel)
    {
        await engine.ActForAsync(transaction, 0, cancel);
        await engine.WaitForAsync(transaction, LockScope.NewOrganization, 0, cancel, isSample ? 0
            : Stored.Key(partnerCenterId?.ToLowerInvariant() ?? ""));
        return (await Organizations.ListAsync(transaction, cancel)).FirstOrDefault(o => o.IsSample == isSample
            && (isSample || string.Equals(o.PartnerCenterId, partnerCenterId, StringComparison.OrdinalIgnoreCase)));
    }
}
