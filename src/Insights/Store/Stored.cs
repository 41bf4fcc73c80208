using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Insights.Store;

/// <summary>How values are written in the store, the same on every engine: moments as whole microseconds since
/// 1970-01-01 UTC, days as days since 0001-01-01, amounts as whole ten-thousandths.</summary>
public static class Stored
{
    private const long TicksPerMicrosecond = 10;
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The largest amount that can be kept, exclusive: nine hundred billion thousands.</summary>
    public const decimal AmountLimit = 900_000_000_000_000m;

    public static long Moment(DateTimeOffset moment)
    {
        long ticks = moment.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        return Math.DivRem(ticks, TicksPerMicrosecond, out long rest) - (rest < 0 ? 1 : 0);
    }

    public static DateTimeOffset Moment(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TicksPerMicrosecond);

    /// <summary>Four decimals are kept; a fifth is rounded half to even.</summary>
    /// <exception cref="OverflowException">The amount is not below <see cref="AmountLimit"/>.</exception>
    public static long Amount(decimal amount) => Math.Abs(amount) < AmountLimit
        ? (long)Math.Round(amount * 10_000m, 0, MidpointRounding.ToEven)
        : throw new OverflowException(string.Create(CultureInfo.InvariantCulture, $"The amount {amount} is too large to be kept."));

    public static decimal Amount(long tenThousandths) => tenThousandths / 10_000m;

    public static string? List(IReadOnlyList<string>? items) => items is null ? null : JsonSerializer.Serialize(items, Json);

    public static string? Pairs(IReadOnlyList<NamedId>? items) =>
        items is null ? null : JsonSerializer.Serialize(items.Select(i => new[] { i.Id, i.Name }), Json);

    /// <summary>Sorted by key, so that equal details are written equally.</summary>
    public static string? Map(IReadOnlyDictionary<string, string>? items) => items is null || items.Count == 0
        ? null
        : JsonSerializer.Serialize(new SortedDictionary<string, string>(items.ToDictionary(), StringComparer.Ordinal), Json);
}
