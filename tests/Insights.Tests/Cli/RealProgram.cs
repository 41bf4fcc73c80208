using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Insights.Tests.Cli;

/// <summary>What a run of the program left: its exit status and what it wrote where.</summary>
internal sealed record Ran(int Exit, string Out, string Talk)
{
    /// <summary>The lines of standard output, each split at two or more spaces.</summary>
    public string[][] Rows => [.. Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Regex.Split(line.Trim(), " {2,}"))];

    /// <summary>Fails with everything the program said when it ended otherwise.</summary>
    public Ran Ended(int exit)
    {
        Exit.ShouldBe(exit, $"standard output:\n{Out}\nstandard error:\n{Talk}");
        return this;
    }
}

/// <summary>The program as it was built, started as a process with a store and a folder of its own. It stands beside the tests
/// because they refer to it: whoever built them built it, on a fresh clone as well.</summary>
internal sealed class RealProgram : IDisposable
{
    public static readonly string Executable = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "insights.exe"
        : "insights");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("insights-cli-");

    /// <summary>The folder the program is started in.</summary>
    public string Folder => folder.FullName;

    public string Store => At("store.db");

    /// <summary>What else its environment says.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Writes a file into the folder and gives back its name, which is how the program is told of it.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text, new UTF8Encoding(false));
        return name;
    }

    public async Task<Ran> RunAsync(params string[] words)
    {
        using Process process = Start(words);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), talk = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        return new Ran(process.ExitCode, (await output).ReplaceLineEndings("\n"), (await talk).ReplaceLineEndings("\n"));
    }

    /// <summary>Starts the program; whoever starts it ends it. The environment says which store, so that --db can be tested against
    /// it.</summary>
    public Process Start(params string[] words)
    {
        var start = new ProcessStartInfo(Executable, words)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["INSIGHTS_DB"] = Store;
        start.Environment.Remove("INSIGHTS_STORE");
        start.Environment["NO_COLOR"] = "1";
        foreach ((string name, string value) in Environment) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{Executable} does not start.");
    }

    public void Dispose() => folder.Delete(recursive: true);
}

/// <summary>`serve`, running until it is disposed.</summary>
internal sealed partial class ServingProgram : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder said = new();

    private ServingProgram(Process process) => this.process = process;

    public string Address { get; private set; } = "";

    /// <summary>Signs in whoever opens it first.</summary>
    public string Link { get; private set; } = "";

    /// <summary>Everything it has written to standard error so far.</summary>
    public string Talk
    {
        get { lock (said) return said.ToString(); }
    }

    /// <summary>Starts on a free port and waits until the program says where it is.</summary>
    public static async Task<ServingProgram> StartAsync(RealProgram program, params string[] words)
    {
        var serving = new ServingProgram(program.Start(["serve", "--urls", "http://127.0.0.1:0", .. words]));
        serving.process.ErrorDataReceived += (_, line) => { lock (serving.said) serving.said.AppendLine(line.Data); };
        serving.process.BeginErrorReadLine();
        try
        {
            while (await serving.process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (!ServedAt().IsMatch(line)) continue;
                serving.Address = ServedAt().Match(line).Value;
                if (!line.Contains("?key=", StringComparison.Ordinal)) continue;
                serving.Link = line[line.IndexOf("http", StringComparison.Ordinal)..].Trim();
                return serving;
            }
        }
        catch
        {
            await serving.DisposeAsync();
            throw;
        }
        await serving.DisposeAsync();
        throw new InvalidOperationException($"It ended before it served: {serving.Talk}");
    }

    /// <summary>Asks it to stop, as whoever runs services does; its exit status.</summary>
    /// <param name="signal">INT is what Ctrl+C sends.</param>
    public async Task<int> StopAsync(string signal = "TERM")
    {
        using Process asked = Process.Start("kill", ["-" + signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex ServedAt();
}
