using System.Buffers.Binary;
using System.IO.Compression;

namespace Insights.Page.Panels;

/// <summary>Makes sure that bytes from outside are a PNG and nothing else: every chunk is checked, only those that make the
/// picture are kept (so no text, no profile, no place where it was taken), and the pixels must unpack to the size the head says.</summary>
public static class PngPicture
{
    public const int LargestInBytes = 2 * 1024 * 1024;
    public const int LargestSide = 4096;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly uint[] CrcTable =
        [.. Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (c, _) => (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1)
        : c >> 1))];

    /// <summary>The picture written anew; null when the bytes are not a PNG we take.</summary>
    public static byte[]? Cleaned(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LargestInBytes || !bytes.StartsWith(Signature)) return null;
        using var kept = new MemoryStream();
        using var packed = new MemoryStream();
        kept.Write(Signature);
        long expected = 0;
        bool palette = false;
        ReadOnlySpan<byte> rest = bytes[Signature.Length..];
        while (rest.Length >= 12)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - 12) return null;
            ReadOnlySpan<byte> kind = rest.Slice(4, 4), data = rest.Slice(8, (int)length);
            if (Crc(rest.Slice(4, 4 + (int)length)) != BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..])) return null;
            ReadOnlySpan<byte> chunk = rest[..(12 + (int)length)];
            rest = rest[chunk.Length..];

            if (expected == 0)
            {
                if (!kind.SequenceEqual("IHDR"u8) || Unpacked(data) is not { } size) return null;
                expected = size;
            }
            else if (kind.SequenceEqual("IDAT"u8)) packed.Write(data);
            else if (kind.SequenceEqual("PLTE"u8))
            {
                if (palette || packed.Length > 0 || data.Length is 0 or > 768 || data.Length % 3 != 0) return null;
                palette = true;
            }
            else if (kind.SequenceEqual("tRNS"u8))
            {
                if (packed.Length > 0 || data.Length is 0 or > 256) return null;
            }
            else if (kind.SequenceEqual("IEND"u8))
            {
                kept.Write(chunk);
                bool needsPalette = bytes[25] == 3;
                return data.Length == 0 && (!needsPalette || palette) && UnpacksTo(packed, expected) ? kept.ToArray() : null;
            }
            else if ((kind[0] & 0x20) == 0) return null; // A chunk one must understand, and we do not.
            else continue;
            kept.Write(chunk);
        }
        return null;
    }

    /// <summary>How many bytes the pixels of this head unpack to; null when it is not one we take.</summary>
    private static long? Unpacked(ReadOnlySpan<byte> head)
    {
        if (head.Length != 13) return null;
        uint width = BinaryPrimitives.ReadUInt32BigEndian(head), height = BinaryPrimitives.ReadUInt32BigEndian(head[4..]);
        if (width is 0 or > LargestSide || height is 0 or > LargestSide || head[10] != 0 || head[11] != 0 || head[12] != 0) return null;
        int depth = head[8];
        int channels = (head[9], depth) switch
        {
            (0, 1 or 2 or 4 or 8 or 16) => 1,
            (2, 8 or 16) => 3,
            (3, 1 or 2 or 4 or 8) =>
            1,
            (4, 8 or 16) => 2,
            (6, 8 or 16) => 4,
            _ => 0
        };
        return channels == 0 ? null : height * (1L + (width * channels * depth + 7) / 8);
    }

    private static bool UnpacksTo(MemoryStream packed, long expected)
    {
        packed.Position = 0;
        try
        {
            using var pixels = new ZLibStream(packed, CompressionMode.Decompress);
            byte[] buffer = new byte[65536];
            long total = 0;
            for (int read; total <= expected && (read = pixels.Read(buffer)) > 0;) total += read;
            return total == expected;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes) crc = CrcTable[(crc ^ b) & 0xFF] ^ (crc >> 8);
        return ~crc;
    }
}
