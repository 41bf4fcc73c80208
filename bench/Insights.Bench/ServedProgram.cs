using System.Diagnostics;
using System.Net;

namespace Insights.Bench;

/// <summary>The program in a process of its own, serving one store on loopback to one who signed in: what a person waits for, and what it
/// takes of the machine.</summary>
internal sealed class ServedProgram : IAsyncDisposable
{
    private const string Url = "http://127.0.0.1:5991";
    private readonly Process process;
    private readonly HttpClient http;

    private ServedProgram(Process process, HttpClient http) => (this.process, this.http) = (process, http);

    /// <summary>From the start of the process to the first page, the one the printed link leads to.</summary>
    public TimeSpan FirstPage { get; private init; }

    public static async Task<ServedProgram> StartAsync(string store)
    {
        // Asks for what a browser asks for, and takes the bytes as they come.
        var http = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");
        var watch = Stopwatch.StartNew();
        Process process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "insights.dll"), "serve",
            "--store", store, "--urls", Url]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string? link = null;
        while (link is null && await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.IndexOf(Url + "/sign-in?key=", StringComparison.Ordinal) is >= 0 and var at) link = line[at..];
        if (link is null) throw new InvalidOperationException("The program ended before it served: " +
            await process.StandardError.ReadToEndAsync());
        // The link shows a button; this is what pressing it sends.
        (await http.GetAsync(link)).EnsureSuccessStatusCode().Dispose();
        using HttpResponseMessage first =
            await http.PostAsync(link[..link.IndexOf('?', StringComparison.Ordinal)],
            new FormUrlEncodedContent([new("key", link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..])]));
        first.EnsureSuccessStatusCode();
        return new(process, http) { FirstPage = watch.Elapsed };
    }

    /// <summary>How long one answer takes to its last byte, and how many bytes those are; nothing of it is kept.</summary>
    public async Task<(double Milliseconds, long Bytes)> AskAsync(string address)
    {
        var watch = Stopwatch.StartNew();
        using HttpResponseMessage answer = await http.GetAsync(Url + address, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using Stream body = await answer.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[1 << 16];
        long bytes = 0;
        while (await body.ReadAsync(buffer) is > 0 and var read) bytes += read;
        return (watch.Elapsed.TotalMilliseconds, bytes);
    }

    /// <summary>What it holds of the machine's memory now and held at most, in bytes.</summary>
    public (long Now, long Peak) Memory()
    {
        process.Refresh();
        return (process.WorkingSet64, process.PeakWorkingSet64);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        http.Dispose();
    }
}
