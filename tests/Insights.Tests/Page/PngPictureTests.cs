using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Insights.Page.Panels;

namespace Insights.Tests.Page;

/// <summary>What comes in as a picture is a PNG, of a size we take, and carries nothing but its pixels.</summary>
public sealed class PngPictureTests
{
    [Fact]
    public void A_plain_picture_is_kept_as_it_is()
    {
        byte[] png = Png(8, 4);
        PngPicture.Cleaned(png).ShouldBe(png);
    }

    [Fact]
    public void What_is_not_pixels_is_left_out()
    {
        byte[] cleaned = PngPicture.Cleaned(Png(8, 4, ("tEXt", Encoding.ASCII.GetBytes("Comment\0<script>")), ("eXIf", [1, 2, 3])))!;
        cleaned.ShouldBe(Png(8, 4));
        PngPicture.Cleaned([.. Png(8, 4), .. "<html>"u8]).ShouldBe(Png(8, 4), "nothing after the end is kept");
    }

    [Fact]
    public void Everything_else_is_refused()
    {
        PngPicture.Cleaned([]).ShouldBeNull();
        PngPicture.Cleaned("<svg onload=alert(1)>"u8).ShouldBeNull();
        PngPicture.Cleaned([0xFF, 0xD8, 0xFF, 0xE0]).ShouldBeNull("a JPEG");
        PngPicture.Cleaned(Png(5000, 4)).ShouldBeNull("too wide");
        PngPicture.Cleaned(Png(0, 4)).ShouldBeNull("no width");
        PngPicture.Cleaned(Png(8, 4, pixelRows: 3)).ShouldBeNull("fewer pixels than the head says");
        PngPicture.Cleaned(Png(8, 4, pixelRows: 5000)).ShouldBeNull("more pixels than the head says");
        PngPicture.Cleaned(Png(8, 4, ("CgBI", [1]))).ShouldBeNull("a chunk one must understand");
        PngPicture.Cleaned(new byte[PngPicture.LargestInBytes + 1]).ShouldBeNull("too large");
        byte[] png = Png(8, 4);
        for (int cut = 0; cut < png.Length; cut++) PngPicture.Cleaned(png.AsSpan(0, cut)).ShouldBeNull($"cut at {cut}");
        for (int at = 0; at < png.Length; at++)
        {
            byte[] bent = [.. png];
            bent[at] ^= 0x40;
            PngPicture.Cleaned(bent).ShouldBeNull($"bent at {at}");
        }
    }

    internal static byte[] Png(int width, int height, params (string Kind, byte[] Data)[] extra) => Png(width, height, height, extra);

    private static byte[] Png(int width, int height, int pixelRows, params (string Kind, byte[] Data)[] extra)
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        byte[] head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (8, 6);
        Chunk(png, "IHDR", head);
        foreach ((string kind, byte[] data) in extra) Chunk(png, kind, data);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(new byte[pixelRows * (1 + width * 4)]);
        Chunk(png, "IDAT", packed.ToArray());
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    private static void Chunk(MemoryStream png, string kind, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(kind), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(body);
        uint crc = uint.MaxValue;
        foreach (byte b in body)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        png.Write(number);
    }
}
