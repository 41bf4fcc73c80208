using System.Xml.Linq;
using Insights.Store;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Insights.Access;

/// <summary>Keeps the framework's keys in the store: a cookie or form sealed by one process opens in every other, and after a restart.</summary>
/// <remarks>The framework asks without waiting, once a process and when a key is renewed (every 90 days), so here, and only here, a thread waits.</remarks>
public sealed class StoredKeys(ReferralStore store) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. Task.Run(() => store.ProtectionKeys.ListAsync(CancellationToken.None)).GetAwaiter().GetResult().Select(xml => XElement.Parse(xml))];

    public void StoreElement(XElement element, string friendlyName)
    {
        ArgumentNullException.ThrowIfNull(element);
        string xml = element.ToString(SaveOptions.DisableFormatting);
        Task.Run(() => store.ProtectionKeys.PutAsync(friendlyName, xml, CancellationToken.None)).GetAwaiter().GetResult();
    }
}
