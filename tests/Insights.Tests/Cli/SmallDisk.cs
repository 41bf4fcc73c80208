using System.Diagnostics;

namespace Insights.Tests.Cli;

/// <summary>A disk of a few kilobytes, which only the commands of one script see: a mount in a namespace of their own, which goes with
/// them.</summary>
internal static class SmallDisk
{
    private static readonly Lazy<Task<bool>> IsPossible = new(async () =>
    {
        try
        {
            using Process tried = Process.Start(new ProcessStartInfo("unshare",
                ["-rm", "mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", Path.GetTempPath()])
            { RedirectStandardError = true })!;
            await tried.WaitForExitAsync();
            return tried.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public static async Task RequireAsync() =>
        Assert.SkipUnless(await IsPossible.Value, "This machine lets nobody mount a small disk (unshare -rm).");

    /// <summary>Runs a script in the program's folder; the disk is <c>small</c> there, and <c>insights</c> is the program.</summary>
    public static Task<Ran> RunAsync(RealProgram program, string size, string script) =>
        RunAsync(program, ["unshare", "-rm", "bash", "-c", $"{Words} mkdir -p small && mount -t tmpfs -o size={size} tmpfs small\n{script}",
            RealProgram.Executable]);

    /// <summary>As the other, without a disk.</summary>
    public static Task<Ran> ShellAsync(RealProgram program, string script) =>
        RunAsync(program, ["bash", "-c", $"{Words}\n{script}", RealProgram.Executable]);

    private const string Words = "insights() { \"$0\" \"$@\"; };";

    private static async Task<Ran> RunAsync(RealProgram program, string[] words)
    {
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = program.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["INSIGHTS_DB"] = program.Store;
        start.Environment.Remove("INSIGHTS_STORE");
        start.Environment["NO_COLOR"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), talk = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Ran(process.ExitCode, await output, await talk);
    }
}
