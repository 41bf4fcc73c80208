using Insights.Sources.Live;
using Insights.Store;

namespace Insights.Web;

/// <summary>What comes by itself, put together.</summary>
internal static class Syncing
{
    /// <exception cref="UsageException">The configuration says something that cannot be.</exception>
    public static void AddSync(this WebApplicationBuilder builder, ReferralStore store, TimeProvider clock)
    {
        (SyncParts parts, SourceSecrets secrets) = Parts(store, clock, name => builder.Configuration[name]);
        builder.Services.AddSingleton(parts).AddSingleton(secrets).AddSingleton<LiveSync>().AddSingleton<SignIns>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LiveSync>());
    }

    /// <exception cref="UsageException">The configuration says something that cannot be.</exception>
    public static (SyncParts Parts, SourceSecrets Secrets) Parts(ReferralStore store, TimeProvider clock, Func<string, string?> setting)
    {
        try
        {
            LiveSettings settings = LiveSettings.Read(setting);
            var secrets = new SourceSecrets(store, settings.Key, store.File);
            // Redirects are not followed, so that a token is told to nobody else.
            var http = new HttpClient(new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = System.Net.DecompressionMethods.All,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            { Timeout = Timeout.InfiniteTimeSpan };
            return (new SyncParts(store, settings, new SourceTokens(settings, http, secrets, clock), http, clock), secrets);
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
