using System.CommandLine;
using Insights.Vocabulary;
using Insights.Web;

namespace Insights.Cli;

/// <summary>`settings`: what can be set in the environment, what is set, and what holds otherwise.</summary>
internal static class SettingsVerb
{
    public static Command Command()
    {
        var language = new Option<string>("--lang")
        {
            Description = ReadingOptions.Languages,
            DefaultValueFactory = _ => Language.English.Code,
            HelpName = "LANGUAGE",
        };
        var command = new Command("settings",
            "What can be set in the environment, what is set, and what holds otherwise. Secrets are not shown.\n\n" +
            "Example: insights settings") { language };
        command.SetAction((parsed, _) =>
        {
            Language words = Language.Find(parsed.GetValue(language))
                ?? throw new UsageException($"--lang {parsed.GetValue(language)}: there is " +
                $"{string.Join(", ", Language.All.Select(l => l.Code))}.");
            foreach (IGrouping<string, Setting> group in Settings.All.GroupBy(s => s.For))
            {
                Console.Out.WriteLine(words["settings.for." + group.Key]);
                foreach (Setting setting in group)
                {
                    Console.Out.WriteLine($"  {setting.Name} = {Value(setting, words)}");
                    Console.Out.WriteLine($"      {setting.Meaning(words)}");
                }
                Console.Out.WriteLine();
            }
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static string Value(Setting setting, Language words) => Environment.GetEnvironmentVariable(setting.Name) switch
    {
        { Length: > 0 } when setting.Secret => words["settings.secret"],
        { Length: > 0 } value => value.ReplaceLineEndings(" "),
        _ => setting.Default is { } usual ? words.Say("settings.default", usual) : words["settings.none"],
    };
}
