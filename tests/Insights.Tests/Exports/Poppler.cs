using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Insights.Tests.Exports;

/// <summary>What an independent reader of PDFs finds in ours.</summary>
internal static class Poppler
{
    /// <summary>The text of each page, laid out as printed, with plain spaces.</summary>
    public static async Task<string[]> PagesAsync(byte[] pdf) =>
        [.. (await RunAsync("pdftotext", pdf, "-layout", "-", "-")).Replace('\u00a0', ' ').Replace('\u202f', ' ')
            .Split('\f', StringSplitOptions.RemoveEmptyEntries)];

    public static async Task<string> InformationAsync(byte[] pdf) => await RunAsync("pdfinfo", pdf, "-");

    /// <summary>How many bitmaps are in it; a vector drawing has none.</summary>
    public static async Task<int> BitmapsAsync(byte[] pdf)
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, pdf, TestContext.Current.CancellationToken);
            return Regex.Count(await RunAsync("pdfimages", [], "-list", file), "(?m)^ +[0-9]+ ");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> RunAsync(string program, byte[] input, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program,
            words)
        { RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = System.Text.Encoding.UTF8 })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.BaseStream.WriteAsync(input, TestContext.Current.CancellationToken);
        process.StandardInput.Close();
        string text = await output;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, program);
        return text;
    }
}
