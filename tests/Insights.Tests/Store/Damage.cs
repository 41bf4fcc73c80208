using System.Globalization;

namespace Insights.Tests.Store;

/// <summary>What chance does to a file: made anew from its seed, so that a failure can be looked at.</summary>
internal static class Damage
{
    private const int Page = 4096;

    public static string Kind(int seed) => Kinds[seed % Kinds.Length].Name;

    /// <param name="older">The same file at an earlier moment.</param>
    public static byte[] Of(byte[] whole, byte[] older, int seed)
    {
        var chance = new Random(seed);
        byte[] damaged = [.. whole];
        Kinds[seed % Kinds.Length].Do(ref damaged, older, chance);
        return damaged;
    }

    private static readonly (string Name, Act Do)[] Kinds =
    [
        ("one bit", static (ref byte[] file, byte[] _, Random chance) => Flip(file, chance.Next(file.Length), chance)),
        ("one bit of a page's head", static (ref byte[] file, byte[] _, Random chance) =>
            Flip(file, PageOf(file, chance) + chance.Next(64), chance)),
        ("one bit of the file's head or the schema", static (ref byte[] file, byte[] _, Random chance) =>
            Flip(file, chance.Next(Math.Min(file.Length, 2 * Page)), chance)),
        ("one bit where a page's rows are", static (ref byte[] file, byte[] _, Random chance) =>
            Flip(file, PageOf(file, chance) + Page - 1 - chance.Next(Page / 2), chance)),
        ("some bits", static (ref byte[] file, byte[] _, Random chance) =>
        {
            for (int i = chance.Next(2, 30); i > 0; i--) Flip(file, chance.Next(file.Length), chance);
        }),
        ("a stretch of other bytes", static (ref byte[] file, byte[] _, Random chance) =>
        {
            int at = chance.Next(file.Length), length = Math.Min(chance.Next(1, 600), file.Length - at);
            chance.NextBytes(file.AsSpan(at, length));
        }),
        ("a page of zeros", static (ref byte[] file, byte[] _, Random chance) => file.AsSpan(PageOf(file, chance), Page).Clear()),
        ("two pages that changed places", static (ref byte[] file, byte[] _, Random chance) =>
        {
            int a = PageOf(file, chance), b = PageOf(file, chance);
            byte[] kept = file.AsSpan(a, Page).ToArray();
            file.AsSpan(b, Page).CopyTo(file.AsSpan(a, Page));
            kept.CopyTo(file.AsSpan(b, Page));
        }),
        ("an older page", static (ref byte[] file, byte[] older, Random chance) =>
        {
            int at = PageOf(older, chance);
            older.AsSpan(at, Page).CopyTo(file.AsSpan(at, Page));
        }),
        ("a shorter file", static (ref byte[] file, byte[] _, Random chance) => file = file[..chance.Next(1, file.Length)]),
    ];

    private delegate void Act(ref byte[] file, byte[] older, Random chance);

    public static string Said(int seed) => string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {Kind(seed)}");

    private static void Flip(byte[] file, int at, Random chance) => file[at] ^= (byte)(1 << chance.Next(8));

    private static int PageOf(byte[] file, Random chance) => chance.Next(file.Length / Page) * Page;
}
