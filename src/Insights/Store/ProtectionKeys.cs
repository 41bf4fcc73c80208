using System.Data.Common;

namespace Insights.Store;

/// <summary>What cookies and forms are sealed with, shared by every process of the store. Reached through <see cref="ReferralStore.ProtectionKeys"/>.</summary>
public sealed class ProtectionKeys
{
    private readonly Engine engine;

    internal ProtectionKeys(Engine engine) => this.engine = engine;

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancel)
    {
        await using DbConnection connection = await engine.ConnectAsync(cancel);
        await using DbCommand command = connection.Ask(null, "SELECT xml FROM protection_key ORDER BY name");
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancel);
        var keys = new List<string>();
        while (await reader.ReadAsync(cancel)) keys.Add(reader.GetString(0));
        return keys;
    }

    public async Task PutAsync(string name, string xml, CancellationToken cancel)
    {
        await using DbConnection connection = await engine.ConnectAsync(cancel);
        await connection.RunAsync(null, "INSERT INTO protection_key (name, xml) VALUES (@name, @xml)", cancel, ("@name", name), ("@xml", xml));
    }
}
