using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Insights.Exports.Share;

namespace Insights.Tests.Share;

/// <summary>Programs of other people, started for one test (tests/peers).</summary>
internal static class Peer
{
    private static readonly string Folder = Path.Combine(HouseTests.Root, "tests", "peers");

    public static Process Start(string script, params string[] words)
    {
        var start = new ProcessStartInfo("node", [script, .. words])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        Process process = Process.Start(start) ?? throw new InvalidOperationException("node does not start.");
        // It warns of its own certificate each time; what matters is on standard output.
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Hands something to a script that reads and answers, and ends.</summary>
    public static async Task<JsonElement> AskAsync(string script, byte[] input)
    {
        using Process process = Start(script);
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        string answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
        return JsonDocument.Parse(answer).RootElement;
    }
}

/// <summary>A real mail server on this machine: npm's smtp-server.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process process;
    private readonly Channel<JsonElement> arrived = Channel.CreateUnbounded<JsonElement>();
    private Task reading = Task.CompletedTask;

    private MailServer(Process process) => this.process = process;

    public int Port { get; private set; }

    /// <summary>How many mails arrived that nobody has looked at.</summary>
    public int Unread => arrived.Reader.Count;

    /// <param name="port">0 takes a free one.</param>
    /// <param name="words">"tls" for a server that speaks it from the first byte; then a user and a password, without which no mail is
    /// taken.</param>
    public static Task<MailServer> StartAsync(int port = 0, params string[] words) =>
        BegunAsync(Peer.Start("smtp.mjs", [port.ToString(CultureInfo.InvariantCulture), .. words]));

    private static async Task<MailServer> BegunAsync(Process process)
    {
        var server = new MailServer(process);
        string? first = await server.process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        server.Port = JsonDocument.Parse(first.ShouldNotBeNull("the mail server must start")).RootElement.GetProperty("port").GetInt32();
        server.reading = server.ReadAsync();
        return server;
    }

    /// <summary>A server that takes mail in plain SMTP, and treats some recipients oddly (tests/peers/oddsmtp.mjs).</summary>
    public static Task<MailServer> StartOddAsync() => BegunAsync(Peer.Start("oddsmtp.mjs"));

    /// <summary>How to reach it, in the open and without an account.</summary>
    public SmtpServer Settings => new("127.0.0.1", Port, Encryption.None, null, null);

    /// <summary>The next mail that arrived or arrives.</summary>
    public async Task<JsonElement> NextAsync() => await arrived.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line) arrived.Writer.TryWrite(JsonDocument.Parse(line).RootElement);
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Patience);
        await reading;
        process.Dispose();
    }
}
