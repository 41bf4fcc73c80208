using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Insights.Tests.Share;

/// <summary>One request as it arrived.</summary>
internal sealed record Arrived(string Path, string? Authorization, string? ContentType, byte[] Body);

/// <summary>Stands in for Teams and Microsoft Graph on this machine: keeps what arrives, answers what it is told to.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Channel<Arrived> arrived = Channel.CreateUnbounded<Arrived>();

    private Receiver(Func<string, (int Status, string Body)> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            arrived.Writer.TryWrite(new Arrived(context.Request.Path, context.Request.Headers.Authorization, context.Request.ContentType,
                body.ToArray()));
            (int status, string text) = answer(context.Request.Path);
            context.Response.StatusCode = status;
            if (status is >= 300 and < 400) context.Response.Headers.Location = "/elsewhere";
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(text);
        });
    }

    public string Address => app.Urls.First();

    public int Unread => arrived.Reader.Count;

    public static async Task<Receiver> StartAsync(Func<string, (int Status, string Body)> answer)
    {
        var receiver = new Receiver(answer);
        await receiver.app.StartAsync();
        return receiver;
    }

    public async Task<Arrived> NextAsync() => await arrived.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
