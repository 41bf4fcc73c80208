using System.Security.Cryptography;
using System.Xml.Linq;

namespace Insights.Store;

/// <summary>What cookies and forms are sealed with, shared by every process of the store. Reached through
/// <see cref="ReferralStore.ProtectionKeys"/>.</summary>
public sealed class ProtectionKeys
{
    private readonly Engine engine;

    /// <summary>Under this name stands what tells this store from every other, however its place is spelled.</summary>
    private const string Identity = "store";

    internal ProtectionKeys(Engine engine) => this.engine = engine;

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancel) => await engine.ReadAsync(null, transaction =>
        transaction.ListAsync($"SELECT xml FROM protection_key WHERE name <> '{Identity}' ORDER BY name", reader =>
            Readable(reader.GetString(0)), cancel), cancel);

    public Task PutAsync(string name, string xml, CancellationToken cancel) => engine.WriteAsync(null, transaction =>
        transaction.RunAsync("INSERT INTO protection_key (name, xml) VALUES (@name, @xml)", cancel, ("@name", name), ("@xml", xml)), cancel,
            patience: Engine.Usual);

    /// <summary>Gives a new store its identity: a random word, which goes along when the store is moved.</summary>
    internal static Task IdentifyAsync(StoreTransaction transaction, CancellationToken cancel) =>
        transaction.RunAsync("INSERT INTO protection_key (name, xml) VALUES (@name, @xml) ON CONFLICT (name) DO NOTHING", cancel,
        ("@name", Identity), ("@xml", new XElement("store", new XAttribute("id", RandomNumberGenerator.GetHexString(32, lowercase: true)))
            .ToString()));

    /// <summary>The identity of a store; null when it is gone.</summary>
    internal static async Task<string?> IdentityAsync(StoreTransaction transaction, CancellationToken cancel) =>
        await transaction.ValueAsync("SELECT xml FROM protection_key WHERE name = @name", cancel, ("@name", Identity)) as string;

    /// <summary>Makes room for the identity of a store that is moved here.</summary>
    internal static Task ForgetIdentityAsync(StoreTransaction transaction, CancellationToken cancel) =>
        transaction.RunAsync("DELETE FROM protection_key WHERE name = @name", cancel, ("@name", Identity));

    private static string Readable(string xml)
    {
        XElement.Parse(xml);
        return xml;
    }
}
