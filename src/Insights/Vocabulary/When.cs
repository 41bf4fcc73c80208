using System.Globalization;

namespace Insights.Vocabulary;

/// <summary>When something happened, as its source told it: an instant, or a day without a time. A day is one of the reporting zone,
/// whichever that is (metrics.md 2).</summary>
public readonly record struct When
{
    private const string Day = "yyyy-MM-dd";

    // Of a day, its midnight in UTC.
    private readonly DateTimeOffset told;

    private When(DateTimeOffset told, bool isDay) => (this.told, IsDay) = (told, isDay);

    public bool IsDay { get; }

    /// <summary>The date as it was written: of an instant, the one in UTC.</summary>
    public DateOnly WrittenDay => DateOnly.FromDateTime(told.UtcDateTime);

    public static When OnDay(DateOnly day) => new(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero), true);

    public static When At(DateTimeOffset instant) => new(instant.ToUniversalTime(), false);

    public static implicit operator When(DateTimeOffset instant) => At(instant);

    /// <summary>The instant; null of a day, which is none.</summary>
    public DateTimeOffset? Instant => IsDay ? null : told;

    /// <summary>The day in a zone.</summary>
    public DateOnly DayIn(TimeZoneInfo zone) => IsDay ? WrittenDay : Period.Today(told, zone);

    /// <summary>The instant, or the day's first one in a zone.</summary>
    internal DateTimeOffset In(LocalDays days) => IsDay ? DateTimeOffset.UnixEpoch.AddTicks(days.Start(WrittenDay.DayNumber)) : told;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static When Parse(string text) =>
        DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
        ? OnDay(day)
        : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>Invariant: 2026-11-01 for a day, 2026-11-01T20:00:00Z for an instant, with every decimal that is not zero.</summary>
    public override string ToString() =>
        told.UtcDateTime.ToString(IsDay ? Day : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
