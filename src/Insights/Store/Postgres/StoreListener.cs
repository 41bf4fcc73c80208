using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Npgsql;

namespace Insights.Store.Postgres;

/// <summary>Hears what other processes tell (<c>LISTEN</c>), over a connection of its own. Behind a pooler in transaction mode, or through
/// another node of a cluster, nothing is heard: nobody relies on it.</summary>
internal sealed class StoreListener(PostgresEngine engine, string settings)
{
    public const string Channel = "insights";

    /// <summary>After so much silence the network is asked whether anybody is still there.</summary>
    private const int SecondsAlive = 60;

    public static string Written(StoreNews news) => string.Create(CultureInfo.InvariantCulture, $"{news.Topic} {news.OrganizationId}");

    public async IAsyncEnumerable<StoreNews> HearAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        // Not from the pool: it is held as long as the program runs.
        var own = new NpgsqlConnectionStringBuilder(settings) { Pooling = false };
        if (own.Host?.StartsWith('/') == false) (own.TcpKeepAlive, own.TcpKeepAliveTime) = (true, SecondsAlive);
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        Channel<StoreNews> heard = System.Threading.Channels.Channel.CreateUnbounded<StoreNews>();
        connection.Notification += (_, said) =>
        {
            if (Read(said.Payload) is { } news) heard.Writer.TryWrite(news);
        };
        await engine.TellAsync(async () =>
        {
            await connection.OpenAsync(cancel);
            await using var listen = new NpgsqlCommand("LISTEN " + Channel, connection);
            return await listen.ExecuteNonQueryAsync(cancel);
        });
        while (true)
        {
            while (heard.Reader.TryRead(out StoreNews news)) yield return news;
            await engine.TellAsync(async () =>
            {
                await connection.WaitAsync(cancel);
                return true;
            });
        }
    }

    private static StoreNews? Read(string payload) => payload.Split(' ') is [var topic, var organization]
        && Enum.TryParse(topic, out StoreTopic known) && long.TryParse(organization, CultureInfo.InvariantCulture, out long id)
            ? new StoreNews(known, id) : null;
}
