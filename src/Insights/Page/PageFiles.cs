using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Insights.Page;

/// <summary>The page's style and script, embedded in the program. Their address holds a hash of what they are, so a browser may
/// keep them for ever and a new version is a new address.</summary>
public static class PageFiles
{
    /// <summary>The style sheet itself, for a page that must stand alone (PDF, picture).</summary>
    public static string Css { get; } = Encoding.UTF8.GetString(Read("page.css"));

    public static string CssAddress { get; } = Address("page.css");
    public static string JsAddress { get; } = Address("page.js");
    /// <summary>Loaded when a tour begins.</summary>
    public static string TourJsAddress { get; } = Address("tour.js");
    /// <inheritdoc cref="TourJsAddress"/>
    public static string TourCssAddress { get; } = Address("tour.css");
    /// <summary>Loaded when feedback or a share wants a picture.</summary>
    public static string PictureJsAddress { get; } = Address("picture.js");

    private static readonly Dictionary<string, (byte[] Plain, byte[] Brotli, string Type)> ByAddress = new(StringComparer.Ordinal)
    {
        [CssAddress] = Asset("page.css"),
        [JsAddress] = Asset("page.js"),
        [TourJsAddress] = Asset("tour.js"),
        [TourCssAddress] = Asset("tour.css"),
        [PictureJsAddress] = Asset("picture.js"),
    };

    /// <summary>Answers <c>/assets/{name}</c>; an address of another version is not found.</summary>
    public static IResult Serve(HttpContext context, string name)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!ByAddress.TryGetValue("/assets/" + name, out (byte[] Plain, byte[] Brotli, string Type) asset)) return Results.NotFound();
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.Vary = "Accept-Encoding";
        bool brotli = context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        if (brotli) context.Response.Headers.ContentEncoding = "br";
        return Results.Bytes(brotli ? asset.Brotli : asset.Plain, asset.Type);
    }

    private static (byte[] Plain, byte[] Brotli, string Type) Asset(string file) =>
        (Read(file), Pack(Read(file)), Path.GetExtension(file) == ".css" ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8");

    private static string Address(string file) =>
        $"/assets/{Path.GetFileNameWithoutExtension(file)}." +
        $"{Convert.ToHexStringLower(SHA256.HashData(Read(file)))[..10]}{Path.GetExtension(file)}";

    private static byte[] Read(string file)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("build/" + file)
            ?? throw new InvalidOperationException($"The program was built without '{file}'. Its built client is not whole: `cd client " +
            "&& npm ci && npm run build`.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private static byte[] Pack(byte[] plain)
    {
        using var memory = new MemoryStream();
        using (var brotli = new BrotliStream(memory, CompressionLevel.SmallestSize)) brotli.Write(plain);
        return memory.ToArray();
    }
}
