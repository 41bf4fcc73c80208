using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>How values are written in the store, the same on every engine: moments as whole ticks of 100 ns since
/// 1970-01-01 UTC (the source writes seven decimals), days as days since 0001-01-01, amounts as whole ten-thousandths.</summary>
public static class Stored
{
    /// <summary>The largest amount that can be kept, exclusive: nine hundred billion thousands.</summary>
    public const decimal AmountLimit = 900_000_000_000_000m;

    /// <summary>"Not said", where a number stands alone.</summary>
    public const long None = long.MinValue;

    public static long Moment(DateTimeOffset moment) => moment.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;

    public static DateTimeOffset Moment(long ticks) => DateTimeOffset.UnixEpoch.AddTicks(ticks);

    /// <summary>What a source told: whole days are days without a time. An instant that falls on midnight UTC, which few do, is kept apart
    /// from its day by a turned sign.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies before 1970, which no source is believed to say.</exception>
    public static long Moment(When when)
    {
        long ticks = Moment(when.Instant ?? new DateTimeOffset(when.WrittenDay, TimeOnly.MinValue, TimeSpan.Zero));
        if (ticks <= 0) throw new ArgumentOutOfRangeException(nameof(when), when, "Moments are kept from 1970 on.");
        return when.IsDay || ticks % TimeSpan.TicksPerDay != 0 ? ticks : -ticks;
    }

    /// <summary>What <see cref="Moment(When)"/> kept.</summary>
    public static When Told(long kept) =>
        IsDay(kept) ? When.OnDay(DateOnly.FromDateTime(Moment(kept).UtcDateTime)) : Moment(Math.Abs(kept));

    /// <summary>Whether what is kept is a day without a time.</summary>
    public static bool IsDay(long kept) => kept > 0 && kept % TimeSpan.TicksPerDay == 0;

    /// <summary>Four decimals are kept; a fifth is rounded half to even.</summary>
    /// <exception cref="OverflowException">The amount is not below <see cref="AmountLimit"/>.</exception>
    public static long Amount(decimal amount) => Math.Abs(amount) < AmountLimit
        ? (long)Math.Round(amount * 10_000m, 0, MidpointRounding.ToEven)
        : throw new OverflowException(string.Create(CultureInfo.InvariantCulture, $"The amount {amount} is too large to be kept."));

    public static decimal Amount(long tenThousandths) => tenThousandths / 10_000m;

    /// <summary>Text as every engine can keep it: what PostgreSQL has no place for, U+0000 and half a surrogate pair, becomes
    /// U+FFFD.</summary>
    public static string Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // Encoding replaces halves by itself; the way there and back is taken only by text that has one.
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0) text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        return text.Replace('\0', '\uFFFD');
    }

    /// <summary>64 bits of a name, never 0. Two of a million names meet with a chance of one in thirty million.</summary>
    public static long Key(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(name.AsSpan()), hash);
        return Key(hash);
    }

    /// <summary>The key of a name whose SHA-256, of its UTF-16, this is.</summary>
    public static long Key(ReadOnlySpan<byte> hash)
    {
        long key = BinaryPrimitives.ReadInt64LittleEndian(hash);
        return key == 0 ? 1 : key;
    }
}
