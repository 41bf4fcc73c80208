namespace Insights.Ingest.Sample;

/// <summary>Random numbers that are the same on every machine and every version of .NET: xoshiro256** seeded by splitmix64,
/// and only the four operations of arithmetic on top. <c>System.Random</c> promises neither, and the <c>Math</c> functions may
/// differ in their last bit from one system to the next.</summary>
internal sealed class Dice
{
    private ulong a, b, c, d;

    /// <summary>Begins the sequence that belongs to a seed and a number within it. Every referral has its own, so that a
    /// change to one story leaves all the others as they were.</summary>
    public Dice Begin(long seed, long number)
    {
        ulong state = unchecked((ulong)seed * 0xD1B54A32D192ED03UL) ^ unchecked((ulong)(number + 1) * 0x9E3779B97F4A7C15UL);
        (a, b, c, d) = (Split(ref state), Split(ref state), Split(ref state), Split(ref state));
        return this;
    }

    public ulong Next()
    {
        ulong result = ulong.RotateLeft(b * 5, 7) * 9, t = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= t;
        d = ulong.RotateLeft(d, 45);
        return result;
    }

    /// <summary>A number in [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number in [from, to).</summary>
    public double Between(double from, double to) => from + Unit() * (to - from);

    /// <summary>A whole number in [0, end).</summary>
    public int Below(int end) => (int)(Unit() * end);

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> of) => of[Below(of.Count)];

    /// <summary>The index of one of the weights, the heavier the likelier.</summary>
    public int Weighted(ReadOnlySpan<double> weights)
    {
        double total = 0;
        foreach (double weight in weights) total += weight;
        double left = Unit() * total;
        for (int i = 0; i < weights.Length - 1; i++)
            if ((left -= weights[i]) < 0) return i;
        return weights.Length - 1;
    }

    /// <summary>A log-normal number: half of them lie below the median.</summary>
    public double LogNormal(double median, double sigma) => median * Exp(sigma * Normal());

    public Guid Guid()
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, Next());
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Next());
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x40); // version 4
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Nearly normal, and never beyond six: twelve even numbers added up.</summary>
    private double Normal()
    {
        double sum = -6;
        for (int i = 0; i < 12; i++) sum += Unit();
        return sum;
    }

    /// <summary>e to the power of x, to about seven digits over the range used here.</summary>
    private static double Exp(double x)
    {
        double y = x / 1024;
        double power = 1 + y * (1 + y * (0.5 + y / 6));
        for (int i = 0; i < 10; i++) power *= power;
        return power;
    }

    private static ulong Split(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
