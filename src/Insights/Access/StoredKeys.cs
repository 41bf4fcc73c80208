using System.Xml.Linq;
using Insights.Store;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Hosting;

namespace Insights.Access;

/// <summary>Keeps the framework's keys in the store: a cookie or form sealed by one process opens in every other, and after a
/// restart.</summary>
/// <remarks>The framework asks without waiting, once a process and when a key is renewed, so here, and only here, a thread waits.</remarks>
public sealed class StoredKeys(ReferralStore store) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. Task.Run(() => store.ProtectionKeys.ListAsync(CancellationToken.None)).GetAwaiter().GetResult()
            .Select(xml => XElement.Parse(xml))];

    public void StoreElement(XElement element, string friendlyName)
    {
        ArgumentNullException.ThrowIfNull(element);
        string xml = element.ToString(SaveOptions.DisableFormatting);
        Task.Run(() => store.ProtectionKeys.PutAsync(friendlyName, xml, CancellationToken.None)).GetAwaiter().GetResult();
    }
}

/// <summary>Sees to it that there is a key to seal with before the first request comes, and the next one before it runs out: left to itself
/// the framework
/// makes one when somebody asks for a page, and a stranger's request would write into the store.</summary>
internal sealed class KeyRenewal(IKeyManager keys) : BackgroundService
{
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(90), Ahead = TimeSpan.FromDays(14), Look = TimeSpan.FromDays(1);

    // Every process has read the new key by then: the framework looks once a day.
    private static readonly TimeSpan Spreads = TimeSpan.FromDays(2);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Renew();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var days = new PeriodicTimer(Look, TimeProvider.System);
        while (await days.WaitForNextTickAsync(stoppingToken)) Renew();
    }

    private void Renew()
    {
        // The framework's keys go by the machine's own clock.
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        IKey[] good = [.. keys.GetAllKeys().Where(key => !key.IsRevoked && key.ExpirationDate > now)];
        if (good.Any(key => key.ExpirationDate > now + Ahead)) return;
        keys.CreateNewKey(good.Length == 0 ? now : now + Spreads, now + Lasts);
    }
}
