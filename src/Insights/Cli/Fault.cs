using System.Text.RegularExpressions;

namespace Insights.Cli;

/// <summary>What the machine refused, in a sentence: the framework names the cause first and the file behind it.</summary>
internal static partial class Fault
{
    public static string Sentence(Exception e)
    {
        string said = e.Message.TrimEnd('.', ' ');
        if (e is not IOException || e.InnerException is not null) return said + ".";
        if (Named().Match(said) is { Success: true } named) return $"{named.Groups[2].Value} could not be used: {named.Groups[1].Value}.";
        // A number of the operating system's own and no file: it was a standard stream.
        return e.HResult > 0 ? $"The output could not be written: {said}." : said + ".";
    }

    [GeneratedRegex(@"^(.*\w)\s*:? '(.+)'$")]
    private static partial Regex Named();
}
