using System.Globalization;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>How the dates of a file are written.</summary>
/// <param name="American">MM/DD/YYYY is accepted beside ISO 8601 (Partner Center's files, domain.md 8).</param>
/// <param name="Patterns">.NET patterns of a mapping file, tried first; null for the formats we know ourselves.</param>
/// <param name="Zone">The zone of moments written without an offset; a day without a time is of no zone until it is reported.</param>
internal sealed record DateStyle(bool American, string[]? Patterns, TimeZoneInfo Zone)
{
    public static DateStyle Iso { get; } = new(false, null, TimeZoneInfo.Utc);
    public static DateStyle PartnerCenter { get; } = new(true, null, TimeZoneInfo.Utc);

    /// <summary>ISO 8601 is read besides the patterns: cells of a workbook that are dates come so.</summary>
    public bool Typed { get; init; }
}

/// <summary>Reads moments: an instant, UTC or of the zone a mapping names where no offset is written, or a day without a time. Days of the
/// year 1 are how the source says "none" and give null.</summary>
internal static class Moments
{
    // Sources write 9999-12-31, 2999-12-31, 2099-12-31 or the last day their database knows, 2079-06-06, where there is no end.
    private const int Earliest = 1990, Latest = 2100, OpenEnded = 2079;
    private static readonly TimeZoneInfo Elsewhere = TimeZoneInfo.CreateCustomTimeZone("elsewhere", TimeSpan.FromHours(1), null, null);
    private const int PatternsNamed = 3;

    /// <summary>Reads a moment that may have no year 1 and must be plausible. Returns what is wrong, or null.</summary>
    public static string? Read(ReadOnlySpan<char> text, DateStyle style, out When? moment)
    {
        string? wrong = ReadAny(text, style, out moment);
        if (wrong is not null || moment is not When found) return wrong;
        if (found.WrittenDay.Year == 1)
        {
            moment = null;
            return null;
        }
        if (found.WrittenDay.Year is >= Earliest and <= Latest) return null;
        moment = null;
        return $"{Spelling.Quoted(text)} is implausible: only {Earliest} to {Latest} is believed. Correct the year and import again.";
    }

    /// <summary>As <see cref="Read"/>, but a far-off moment is "none": sources write 9999-12-31 for "never expires".</summary>
    public static string? ReadLenient(ReadOnlySpan<char> text, DateStyle style, out When? moment)
    {
        string? wrong = ReadAny(text, style, out moment);
        if (moment is { WrittenDay.Year: < Earliest or >= OpenEnded }) moment = null;
        return wrong;
    }

    /// <summary>How a time was read that the clocks of its zone skipped, or showed twice; null when there is nothing to say.</summary>
    public static string? Doubt(ReadOnlySpan<char> text, DateStyle style, When? moment)
    {
        TimeZoneInfo zone = style.Zone;
        if (zone == TimeZoneInfo.Utc || moment?.Instant is not DateTimeOffset instant) return null;
        DateTime local = TimeZoneInfo.ConvertTime(instant, zone).DateTime;
        bool twice = zone.IsAmbiguousTime(local);
        if (!twice && zone.GetUtcOffset(instant) == zone.GetUtcOffset(instant.AddHours(-3))) return null;
        // What has its offset written is the same moment in any zone, and in no doubt.
        _ = ReadAny(text, style with { Zone = TimeZoneInfo.Utc }, out When? written);
        _ = ReadAny(text, style with { Zone = Elsewhere }, out When? elsewhere);
        if (written == elsewhere) return null;
        string shown = Spelling.Invariant(local, "yyyy-MM-dd HH:mm:ss");
        return twice ? $"{Spelling.Quoted(text)} came twice in {zone.Id}, where clocks were set back; the second is taken."
            : zone.IsInvalidTime(written!.Value.Instant!.Value.DateTime)
                ? $"{Spelling.Quoted(text)} never was in {zone.Id}, where clocks were set forward; {shown} is taken."
                : null;
    }

    private static string? ReadAny(ReadOnlySpan<char> text, DateStyle style, out When? moment)
    {
        moment = null;
        text = text.Trim();
        if (text.IsEmpty) return null;
        if (style.Typed && TryIso(text, style.Zone, out moment)) return null;
        if (style.Patterns is not null) return Patterned(text, style, out moment);
        if (TryIso(text, style.Zone, out moment)) return null;
        if (style.American && text.Contains('/')) return American(text, style.Zone, out moment);
        return $"{Spelling.Quoted(text)} is not a date; write it as 2024-01-31" + (style.American ? " or as 01/31/2024 (month first)."
            : ", with or without a time such as T13:45:00Z.");
    }

    private static string? Patterned(ReadOnlySpan<char> text, DateStyle style, out When? moment)
    {
        moment = null;
        foreach (string pattern in style.Patterns!)
        {
            if (!DateTimeOffset.TryParseExact(text, pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out DateTimeOffset exact))
                continue;
            bool offsetWritten = DatePattern.HasOffset(pattern) && !DatePattern.LeavesOutOffset(text, pattern);
            moment = !HasTime(pattern) ? When.OnDay(DateOnly.FromDateTime(exact.DateTime))
                : offsetWritten ? exact.ToUniversalTime() : InZone(exact.DateTime, style.Zone);
            return null;
        }
        return $"{Spelling.Quoted(text)} is not written as the mapping says ({Spelling.Few(style.Patterns, PatternsNamed, " or ")}); if "
            + $"it means nothing, name it in 'empty'.";
    }

    /// <summary>Whether a .NET pattern tells a time of day: a letter of one outside of quotes, or a standard format that is not only a
    /// date.</summary>
    private static bool HasTime(string pattern)
    {
        if (pattern.Length == 1) return !"dDmMyY".Contains(pattern[0]);
        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\') i++;
            else if (pattern[i] is '\'' or '"') i = pattern.IndexOf(pattern[i], i + 1) is >= 0 and var end ? end : pattern.Length;
            else if ("hHmsfFt".Contains(pattern[i])) return true;
        }
        return false;
    }

    /// <summary>ISO 8601: a day, or a day and a time with any number of decimals, with Z, an offset or neither.</summary>
    private static bool TryIso(ReadOnlySpan<char> text, TimeZoneInfo zone, out When? moment)
    {
        moment = null;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-') return false;
        if (!Number(text[..4], out int year) || !Number(text[5..7], out int month) || !Number(text[8..10], out int day)) return false;
        if (!Day(year, month, day, out DateTime local)) return false;
        if (text.Length == 10)
        {
            moment = When.OnDay(DateOnly.FromDateTime(local));
            return true;
        }
        if (text[10] is not ('T' or 't' or ' ')) return false;
        ReadOnlySpan<char> rest = text[11..];
        if (!Time(ref rest, ref local)) return false;
        rest = rest.TrimStart();
        return Offset(rest, out TimeSpan? offset) && Made(local, offset, zone, out moment);
    }

    private static string? American(ReadOnlySpan<char> text, TimeZoneInfo zone, out When? moment)
    {
        moment = null;
        string NoDate(ReadOnlySpan<char> t) =>
            $"{Spelling.Quoted(t)} is not a date; dates of this file are written MM/DD/YYYY or YYYY-MM-DD.";
        int space = text.IndexOf(' ');
        ReadOnlySpan<char> date = space < 0 ? text : text[..space], rest = space < 0 ? [] : text[(space + 1)..].Trim();
        int first = date.IndexOf('/'), last = date.LastIndexOf('/');
        if (first < 1 || last <= first + 1 || date.Length - last != 5) return NoDate(text);
        if (!Number(date[..first], out int month) || !Number(date[(first + 1)..last], out int day)
            || !Number(date[(last + 1)..], out int year))
            return NoDate(text);
        // Never guess DD/MM: half of such dates would be read wrongly without anyone noticing.
        if (month > 12) return $"{Spelling.Quoted(text)} has no month {month}; dates of this file are written month first, MM/DD/YYYY.";
        if (!Day(year, month, day, out DateTime local)) return NoDate(text);
        if (!rest.IsEmpty)
        {
            bool pm = rest.EndsWith("PM", StringComparison.OrdinalIgnoreCase), am = rest.EndsWith("AM", StringComparison.OrdinalIgnoreCase);
            if (pm || am) rest = rest[..^2].TrimEnd();
            if (!Time(ref rest, ref local) || !Offset(rest.TrimStart(), out TimeSpan? offset)) return NoDate(text);
            if ((pm || am) && local.Hour is 0 or > 12) return NoDate(text);
            if (pm && local.Hour < 12) local = local.AddHours(12);
            if (am && local.Hour == 12) local = local.AddHours(-12);
            return Made(local, offset, zone, out moment) ? null : NoDate(text);
        }
        moment = When.OnDay(DateOnly.FromDateTime(local));
        return null;
    }

    private static bool Time(ref ReadOnlySpan<char> rest, ref DateTime local)
    {
        int colon = rest.IndexOf(':');
        if (colon is < 1 or > 2 || !Number(rest[..colon], out int hour) || rest.Length < colon + 3
            || !Number(rest.Slice(colon + 1, 2), out int minute)) return false;
        rest = rest[(colon + 3)..];
        int second = 0;
        long ticks = 0;
        if (!rest.IsEmpty && rest[0] == ':')
        {
            if (rest.Length < 3 || !Number(rest.Slice(1, 2), out second)) return false;
            rest = rest[3..];
            if (!rest.IsEmpty && rest[0] == '.')
            {
                int digits = 0;
                while (digits + 1 < rest.Length && char.IsAsciiDigit(rest[digits + 1])) digits++;
                if (digits == 0) return false;
                // .NET keeps seven decimals, as many as the API writes; more are cut off.
                for (int i = 1; i <= 7; i++) ticks = ticks * 10 + (i <= digits ? rest[i] - '0' : 0);
                rest = rest[(digits + 1)..];
            }
        }
        if (hour > 23 || minute > 59 || second > 59) return false;
        local = local.Add(new TimeSpan(hour, minute, second)).AddTicks(ticks);
        return true;
    }

    private static bool Offset(ReadOnlySpan<char> rest, out TimeSpan? offset)
    {
        offset = null;
        if (rest.IsEmpty) return true;
        offset = TimeSpan.Zero;
        if (rest is "Z" or "z" or "UTC") return true;
        if (rest[0] is not ('+' or '-') || rest.Length < 3 || !Number(rest.Slice(1, 2), out int hours)) return false;
        ReadOnlySpan<char> tail = rest[3..];
        if (!tail.IsEmpty && tail[0] == ':') tail = tail[1..];
        int minutes = 0;
        if (tail.Length is not (0 or 2) || (tail.Length == 2 && !Number(tail, out minutes)) || hours > 14 || minutes > 59) return false;
        offset = new TimeSpan(hours, minutes, 0) * (rest[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Made(DateTime local, TimeSpan? offset, TimeZoneInfo zone, out When? moment)
    {
        moment = null;
        // The first and the last day of all say "none" whatever their offset, and have no room for one.
        if (offset is not TimeSpan known || local.Year is 1 or 9999)
        {
            moment = InZone(local, zone);
            return true;
        }
        long ticks = local.Ticks - known.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return false;
        moment = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static DateTimeOffset InZone(DateTime local, TimeZoneInfo zone)
    {
        if (zone == TimeZoneInfo.Utc || local.Year is 1 or 9999) return new DateTimeOffset(local.Ticks, TimeSpan.Zero);
        // A time that clocks skipped has the offset of before the jump; GetUtcOffset gives exactly that.
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private static bool Day(int year, int month, int day, out DateTime local)
    {
        bool real = year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        local = real ? new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified) : default;
        return real;
    }

    private static bool Number(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        if (digits.IsEmpty || digits.Length > 4) return false;
        foreach (char c in digits)
        {
            if (!char.IsAsciiDigit(c)) return false;
            number = number * 10 + (c - '0');
        }
        return true;
    }
}
