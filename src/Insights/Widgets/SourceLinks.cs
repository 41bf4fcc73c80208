using System.Globalization;

namespace Insights.Widgets;

/// <summary>Addresses of what comes into the store: files that are sent, and imports.</summary>
public static class SourceLinks
{
    public const string Page = "/sources";
    public const string Files = "/sources/files";
    public const string Sample = "/sources/sample";

    /// <summary>One upload: what is in it, and what became of it.</summary>
    public static string File(string upload) => $"{Files}/{upload}";

    /// <summary>Where a file nobody recognises is described.</summary>
    /// <param name="file">What the receipt calls it.</param>
    public static string Mapping(string upload, string file) => $"{MappingPath(upload)}?file={Uri.EscapeDataString(file)}";

    public static string MappingPath(string upload) => $"{Files}/{upload}/mapping";

    /// <summary>Where the description is kept under its name.</summary>
    public static string Keep(string upload) => $"{Files}/{upload}/mapping/keep";

    /// <summary>A kept mapping as a mapping file.</summary>
    public static string MappingFile(string name) => $"{Mappings}?name={Uri.EscapeDataString(name)}";

    public const string Mappings = "/sources/mappings.json", ForgetMapping = "/sources/mappings/forget";

    public static string Import(string upload) => $"{Files}/{upload}/import";

    public static string Cancel(string upload) => $"{Files}/{upload}/cancel";

    /// <summary>The rows that were refused, as CSV.</summary>
    public static string Refused(string upload) => $"{Files}/{upload}/refused.csv";

    /// <summary>One import, and what it moved.</summary>
    public static string Import(long number) => string.Create(CultureInfo.InvariantCulture, $"/sources/imports/{number}");

    public static string Undo(long number) => string.Create(CultureInfo.InvariantCulture, $"/sources/imports/{number}/undo");

    public static string Redo(long number) => string.Create(CultureInfo.InvariantCulture, $"/sources/imports/{number}/redo");

    /// <summary>Where somebody signs in at Partner Center, and gives it up.</summary>
    public const string Connect = "/sources/live/connect", EndSignIn = "/sources/live/cancel";

    /// <summary>What is done with a source that is read by itself: one of <c>sync full pause resume disconnect</c>.</summary>
    public static string Live(long source, string action) =>
        string.Create(CultureInfo.InvariantCulture, $"/sources/live/{source}/{action}");
}
