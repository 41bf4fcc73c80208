using System.Globalization;
using Insights.Web;

namespace Insights.Cli;

/// <summary>Days and instants as people type them on a command line.</summary>
internal static class TypedDate
{
    /// <exception cref="UsageException">It is no day.</exception>
    public static DateOnly Day(string option, string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            && day.Year is >= 1900 and <= 2200
            ? day : throw new UsageException($"{option} {text}: write a day as 2026-01-31.");

    /// <exception cref="UsageException">It is no instant.</exception>
    public static DateTimeOffset Instant(string option, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset moment) && moment.Year is >= 1900 and <= 2200
            ? moment : throw new UsageException($"{option} {text}: write an instant as 2026-04-15T00:00:00Z.");
}
