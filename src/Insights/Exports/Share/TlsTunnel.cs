using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Insights.Exports.Share;

/// <summary>TLS from the first byte, which the framework's mail client does not speak: it speaks to a port of this machine that takes one connection, and
/// what it says goes on inside TLS to the server.</summary>
/// <param name="trust">Judges the server's certificate; null is the machine's own judgement.</param>
internal sealed class TlsTunnel(string host, int port, RemoteCertificateValidationCallback? trust) : IAsyncDisposable
{
    private readonly TcpListener door = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private readonly TcpClient outside = new();
    private SslStream? inside;
    private Task carrying = Task.CompletedTask;

    /// <summary>Reaches the server and opens the door for one connection.</summary>
    /// <returns>The port of this machine to speak to.</returns>
    /// <exception cref="IOException">The server is not there, or breaks off.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">Its certificate is not trusted.</exception>
    public async Task<int> OpenAsync(CancellationToken cancel)
    {
        try
        {
            await outside.ConnectAsync(host, port, cancel);
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
        inside = new SslStream(outside.GetStream(), leaveInnerStreamOpen: false, trust);
        await inside.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancel);
        door.Start(backlog: 1);
        carrying = CarryAsync(inside);
        return ((IPEndPoint)door.LocalEndpoint).Port;
    }

    private async Task CarryAsync(SslStream server)
    {
        using Socket client = await door.AcceptSocketAsync(closing.Token);
        door.Stop();
        await using var near = new NetworkStream(client);
        // Whoever hangs up first ends both.
        await Task.WhenAny(near.CopyToAsync(server, closing.Token), server.CopyToAsync(near, closing.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        door.Stop();
        try
        {
            await carrying;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // The mail client has heard of it as its own connection breaking.
        }
        if (inside is not null) await inside.DisposeAsync();
        outside.Dispose();
        door.Dispose();
        closing.Dispose();
    }
}
