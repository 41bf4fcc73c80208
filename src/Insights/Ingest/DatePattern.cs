using System.Globalization;
using System.Text;

namespace Insights.Ingest;

/// <summary>Judges the patterns a mapping writes its dates in before a row is read by them: .NET takes nearly any text for a pattern,
/// and one that leaves out the month, or says minutes for it, reads another day without a word.</summary>
internal static class DatePattern
{
    private const string Letters = "dMyhHmstfFzKg";

    // No two parts of these are equal, and the first could be written with its parts in any order.
    private static readonly DateTimeOffset[] Samples = [new(2003, 2, 1, 4, 5, 6, TimeSpan.Zero),
        new(2031, 11, 23, 17, 46, 38, TimeSpan.Zero)];

    private static readonly (char Letter, string Part)[] Parts = [('d', "day"), ('M', "month"), ('y', "year"), ('h', "hour"),
        ('m', "minute"), ('s', "second"), ('t', "AM or PM")];

    private static readonly Dictionary<string, string> Standard = new(StringComparer.Ordinal)
    {
        ["d"] = "MM/dd/yyyy",
        ["g"] = "MM/dd/yyyy HH:mm",
        ["G"] = "MM/dd/yyyy HH:mm:ss",
        ["U"] = "yyyy-MM-dd HH:mm:ss",
        ["D"] = "dddd, dd MMMM yyyy",
        ["f"] = "dddd, dd MMMM yyyy HH:mm",
        ["F"] = "dddd, dd MMMM yyyy HH:mm:ss",
    };

    /// <summary>What is wrong with a pattern, and what was probably meant; null when nothing is.</summary>
    public static string? Wrong(string pattern)
    {
        if (pattern.Length == 1)
        {
            if (pattern is "o" or "O" or "s" or "u" or "r" or "R") return null;
            string whole = Standard.TryGetValue(pattern, out string? full) ? $"; write it out: '{full}'."
                : "; write one such as 'yyyy-MM-dd'.";
            return $"'{Spelling.Shown(pattern)}' is no pattern of a date{whole}";
        }
        if (Runs(pattern) is not { } runs) return $"'{Spelling.Shown(pattern)}' has a quote that is not closed, or ends in a backslash.";

        string meant = Meant(runs);
        string hint = meant == pattern || Judge(meant) is not null ? "" : $" Probably '{meant}' was meant.";
        return Judge(pattern) is string wrong ? $"'{Spelling.Shown(pattern)}' {wrong}{hint}" : null;
    }

    /// <summary>Two patterns that read the same text as two moments, and the text; null when no two do. The first would win, and half of
    /// the dates be wrong without anyone noticing.</summary>
    public static (string One, string Other, string Text)? Clash(IReadOnlyList<string> patterns)
    {
        foreach (string one in patterns)
            foreach (string other in patterns)
            {
                string text = Samples[0].ToString(one, CultureInfo.InvariantCulture);
                if (one != other && TryParse(text, one, out DateTimeOffset first) && TryParse(text, other, out DateTimeOffset second)
                    && first.DateTime != second.DateTime) return (one, other, text);
            }
        return null;
    }

    /// <summary>Whether dates of this pattern may carry their own offset from UTC.</summary>
    public static bool HasOffset(string pattern) =>
        pattern.Length == 1 ? pattern is not "s"
            : pattern.AsSpan().ContainsAny("zKZ") && Runs(pattern)?.Exists(run => !run.Quoted && run.Text[0] is 'z' or 'K' or 'Z') == true;

    /// <summary>Whether a date leaves out the offset its pattern allows (K stands for an offset or none).</summary>
    public static bool LeavesOutOffset(ReadOnlySpan<char> text, string pattern) => pattern.Contains('K')
        && DateTime.TryParseExact(text, pattern, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime read)
        && read.Kind == DateTimeKind.Unspecified;

    private static string? Judge(string pattern)
    {
        if (Runs(pattern) is not { } runs) return "is no pattern.";
        int Times(Func<string, bool> of) => runs.Count(run => !run.Quoted && of(run.Text));
        int Hours(char letter) => Times(run => run[0] == letter);
        bool minutes = Times(run => run[0] == 'm') > 0;
        if (Times(IsDay) == 0)
            return "has no day" + (Times(run => run[0] == 'd') > 0
                ? " of the month: ddd and dddd are names of weekdays." : "; dd is the day.");
        if (Times(run => run[0] == 'M') == 0) return $"has no month{(minutes ? ": mm is minutes, MM is the month" : "; MM is the month")}.";
        if (Times(run => run[0] == 'y') == 0) return "has no year; yyyy is the year.";
        foreach ((char letter, string part) in Parts)
            if (Times(run => letter == 'd' ? IsDay(run) : letter == 'h' ? run[0] is 'h' or 'H' : run[0] == letter) > 1)
                return $"says the {part} twice" + (letter == 'M' && Hours('h') + Hours('H') > 0 && !minutes
                    ? ": MM is the month, mm is minutes."
                    : "; a text between them is put in quotes, such as 'de'.");
        if (Hours('h') > 0 && Times(run => run[0] == 't') == 0)
            return "has hh, hours from 1 to 12, without tt for AM or PM; HH is hours from 0 to 23.";
        if (Hours('H') > 0 && Times(run => run[0] == 't') > 0)
            return "has tt, AM or PM, with HH, hours from 0 to 23; hh is hours from 1 to 12.";
        if (Hours('h') + Hours('H') == 0 && (minutes || Times(run => run[0] is 's' or 't') > 0))
            return "has minutes, seconds or AM and PM without an hour.";
        if (!minutes && Times(run => run[0] is 's') > 0) return "has seconds without minutes.";
        if (runs.Find(run => !run.Quoted && IsStray(run.Text)).Text is string stray)
            return $"has '{stray}', which stands for nothing and would have to stand so in every date; put a text in quotes.";
        return Array.TrueForAll(Samples, sample => Survives(sample, pattern, Hours('h') + Hours('H') > 0)) ? null
            : "cannot be read back as it is written; put something between its parts.";
    }

    private static bool IsStray(string run) => char.IsAsciiLetter(run[0]) && !Letters.Contains(run[0]) && run is not ("T" or "Z");

    private static bool IsDay(string run) => run is "d" or "dd";

    private static bool Survives(DateTimeOffset sample, string pattern, bool hours)
    {
        try
        {
            return TryParse(sample.ToString(pattern, CultureInfo.InvariantCulture), pattern, out DateTimeOffset read)
                && read.Date == sample.Date && (!hours || read.Hour == sample.Hour);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool TryParse(string text, string pattern, out DateTimeOffset read) =>
        DateTimeOffset.TryParseExact(text, pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out read);

    // The pattern as somebody means it who is used to the letters of other programs: D and Y, mm for the month, a for AM or PM.
    private static string Meant(List<(string Text, bool Quoted)> runs)
    {
        var meant = new StringBuilder();
        bool hour = false, clock = false, month = runs.Exists(run => !run.Quoted && run.Text.StartsWith("MMM", StringComparison.Ordinal));
        bool half = runs.Exists(run => !run.Quoted && run.Text is "t" or "tt" or "a" or "A");
        foreach ((string text, bool quoted) in runs)
        {
            string run = text;
            if (!quoted)
            {
                char c = run[0];
                if (c is 'Y' or 'D') run = run.ToLowerInvariant();
                else if (c is 'a' or 'A') run = "tt";
                else if (c is 'S' && hour) run = run.ToLowerInvariant();
                else if (c is 'h' && !half) run = run.ToUpperInvariant();
                else if (c is 'H' && half) run = run.ToLowerInvariant();
                else if (c is 'm' && !hour && !month) run = run.ToUpperInvariant();
                else if (c is 'M' && hour && !clock && (month || run.Length <= 2)) run = run.ToLowerInvariant();
                hour |= run[0] is 'h' or 'H';
                clock |= run[0] is 'm';
                month |= run[0] is 'M';
            }
            meant.Append(run);
        }
        return meant.ToString();
    }

    // A pattern as .NET reads it: runs of one letter, and what stands in quotes or after a backslash.
    private static List<(string Text, bool Quoted)>? Runs(string pattern)
    {
        var runs = new List<(string, bool)>();
        for (int i = 0; i < pattern.Length;)
        {
            char c = pattern[i];
            int end = i + 1;
            if (c is '\'' or '"')
            {
                end = pattern.IndexOf(c, i + 1) + 1;
                if (end == 0) return null;
            }
            else if (c == '\\') end = i + 2;
            else
                while (char.IsAsciiLetter(c) && end < pattern.Length && pattern[end] == c) end++;
            if (end > pattern.Length) return null;
            runs.Add((pattern[i..end], !char.IsAsciiLetter(c)));
            i = end;
        }
        return runs;
    }
}
