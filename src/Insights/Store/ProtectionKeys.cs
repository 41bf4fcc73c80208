using System.Xml.Linq;

namespace Insights.Store;

/// <summary>What cookies and forms are sealed with, shared by every process of the store. Reached through <see cref="ReferralStore.ProtectionKeys"/>.</summary>
public sealed class ProtectionKeys
{
    private readonly Engine engine;

    internal ProtectionKeys(Engine engine) => this.engine = engine;

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancel) => await engine.ReadAsync(null, session =>
        session.ListAsync("SELECT xml FROM protection_key ORDER BY name", reader => Readable(reader.GetString(0)), cancel), cancel);

    public Task PutAsync(string name, string xml, CancellationToken cancel) => engine.WriteAsync(null, session =>
        session.RunAsync("INSERT INTO protection_key (name, xml) VALUES (@name, @xml)", cancel, ("@name", name), ("@xml", xml)), cancel,
            patience: Engine.Usual);

    private static string Readable(string xml)
    {
        XElement.Parse(xml);
        return xml;
    }
}
