using Insights.Exports.Share;
using Insights.Page;
using Insights.Page.Share;
using Insights.Store;

namespace Insights.Web;

/// <summary>Joins the page's Share to the ways by which a reading leaves.</summary>
internal static class Sharing
{
    /// <exception cref="UsageException">The configuration says something that cannot be.</exception>
    public static void AddSharing(this WebApplicationBuilder builder, ReferralStore store, TimeProvider clock)
    {
        ShareSettings settings = ShareSettings.Read(name => builder.Configuration[name]);
        if (settings.Problems.Count > 0) throw new UsageException(string.Join('\n', settings.Problems));

        // The container disposes what it holds; redirects are not followed, so that a secret address is told to nobody else.
        builder.Services.AddSingleton(_ =>
            new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }));
        builder.Services.AddSingleton(services =>
            new OutboxWorker(store, clock, Channels(settings, services.GetRequiredService<HttpClient>(), clock),
            services.GetRequiredService<ILogger<OutboxWorker>>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<OutboxWorker>());
        builder.Services.AddSingleton(services => new ShareServices(
            settings.Graph is not null || settings.Smtp is not null ? settings.MailFrom?.Address : null,
            settings.TeamsWorkflow is not null,
            settings.PublicAddress,
            [.. ShareSettings.All.Where(s => s.Needed).GroupBy(s => s.For).Select(g => new SetUp(g.Key, [.. g.Select(s => s.Name)]))],
            (view, link, message) => (new ShareMessage(view, link, message).Subject, new ShareMessage(view, link, message).Plain),
            async (way, view, link, message, hasPicture) => way == WayOut.Teams
                ? new ShareMessage(view, link, message).ForTeams(Widgets.ShareLinks.Reading(view))
                : await new ShareMessage(view, link, message).AsMailAsync(Widgets.ShareLinks.Reading(view), hasPicture, Html.DrawAsync),
            services.GetRequiredService<OutboxWorker>().Wake));
    }

    private static Dictionary<WayOut, IDeliveryChannel> Channels(ShareSettings settings, HttpClient http, TimeProvider clock)
    {
        var channels = new Dictionary<WayOut, IDeliveryChannel>();
        if (settings.MailFrom is { } from && (settings.Graph is not null || settings.Smtp is not null))
            channels[WayOut.Mail] = settings.Graph is { } graph ? new GraphChannel(graph, from, http, clock)
                : new SmtpChannel(settings.Smtp!, from);
        if (settings.TeamsWorkflow is { } workflow) channels[WayOut.Teams] = new TeamsChannel(workflow, http);
        return channels;
    }
}
