using System.Text.RegularExpressions;
using Insights.Vocabulary;
using Insights.Web;

namespace Insights.Tests.Cli;

/// <summary>The table of settings is whole: source, docs and `insights settings` say the same.</summary>
public sealed partial class SettingsTests
{
    [Fact]
    public void Every_setting_the_source_names_is_in_the_table_and_once()
    {
        string[] named = [.. Directory.EnumerateFiles(Path.Combine(HouseTests.Root, "src", "Insights"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Name().Matches(File.ReadAllText(file)).Select(match => match.Value))
            // What several begin with is no setting.
            .Where(name => name != "INSIGHTS_SIGNIN").Distinct().Order(StringComparer.Ordinal)];
        Settings.All.Select(s => s.Name).Where(name => name.StartsWith("INSIGHTS", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .ShouldBe(named);
        Settings.All.Select(s => s.Name).ShouldBeUnique();
    }

    [Fact]
    public void The_page_of_settings_says_of_each_what_the_program_says()
    {
        string[] lines = File.ReadAllLines(Path.Combine(HouseTests.Root, "docs", "settings.md"));
        foreach (Setting setting in Settings.All)
        {
            string line = lines.Where(l => l.StartsWith($"| `{setting.Name}` |", StringComparison.Ordinal))
                .ShouldHaveSingleItem(setting.Name);
            line.ShouldContain(setting.Meaning(Language.English), customMessage: setting.Name);
            if (setting.Default is { } usual)
                line.Replace("`", "", StringComparison.Ordinal).ShouldContain(usual, customMessage: setting.Name);
        }
        lines.Count(l => l.StartsWith("| `", StringComparison.Ordinal)).ShouldBe(Settings.All.Count);
    }

    [Theory]
    [InlineData("en", "(set, not shown)")]
    [InlineData("nl", "(ingesteld, wordt niet getoond)")]
    public async Task What_is_set_is_shown_and_a_secret_is_not(string language, string shown)
    {
        using var program = new RealProgram();
        program.Environment["INSIGHTS_SMTP_HOST"] = "mail.example.com";
        program.Environment["INSIGHTS_SMTP_PASSWORD"] = "hunter2";
        program.Environment["INSIGHTS_STORE"] = "Host=db;Password=hunter2";
        (int status, string output, string talk) = await program.RunAsync("settings", "--lang", language);
        (status, talk).ShouldBe((0, ""));
        output.ShouldContain("INSIGHTS_SMTP_HOST = mail.example.com");
        output.ShouldContain("INSIGHTS_SMTP_PASSWORD = " + shown);
        output.ShouldNotContain("hunter2");
        foreach (Setting setting in Settings.All) output.ShouldContain(setting.Meaning(Language.Find(language)!));
        output.ShouldNotContain("[settings.");
    }

    [GeneratedRegex("INSIGHTS_[A-Z_]*[A-Z]")]
    private static partial Regex Name();
}
