using System.Runtime.CompilerServices;
using AngleSharp.Html;
using AngleSharp.Html.Parser;

namespace Insights.Tests.Widgets;

/// <summary>Drawn HTML against the file kept beside the test. <c>ACCEPT=1</c> writes what was drawn; look at the difference
/// before committing it.</summary>
internal static class Golden
{
    public static void ShouldBe(string html, string name, [CallerFilePath] string here = "")
    {
        string file = Path.Combine(Path.GetDirectoryName(here)!, "golden", name + ".html");
        string drawn = Pretty(html);
        if (Environment.GetEnvironmentVariable("ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, drawn);
            return;
        }
        File.Exists(file).ShouldBeTrue($"There is no golden file {name}.html yet. Run with ACCEPT=1, look at it, commit it.");
        string expected = File.ReadAllText(file);
        if (drawn == expected) return;
        string[] was = expected.Split('\n'), now = drawn.Split('\n');
        int line = Enumerable.Range(0, Math.Min(was.Length, now.Length))
            .FirstOrDefault(i => was[i] != now[i], Math.Min(was.Length, now.Length));
        Assert.Fail($"{name}.html differs from line {line + 1}:\n- {was.ElementAtOrDefault(line)?.Trim()}\n+ " +
            $"{now.ElementAtOrDefault(line)?.Trim()}\nIf the new drawing is right, run with ACCEPT=1.");
    }

    /// <summary>One element a line, white space between elements forgotten: what a browser sees, in a form people can compare.</summary>
    private static string Pretty(string html)
    {
        var document = new HtmlParser().ParseDocument($"<!DOCTYPE html><body>{html}");
        using var text = new StringWriter { NewLine = "\n" };
        document.Body!.FirstElementChild!.ToHtml(text, new PrettyMarkupFormatter { NewLine = "\n", Indentation = " " });
        return string.Join('\n', text.ToString().Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0)) + "\n";
    }
}
