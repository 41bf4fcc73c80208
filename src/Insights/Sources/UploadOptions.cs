namespace Insights.Sources;

/// <summary>What may be uploaded, and how long it waits to be imported.</summary>
/// <param name="MostBytes">Of all files of one upload together.</param>
public sealed record UploadOptions(long MostBytes)
{
    /// <summary>In megabytes, what one upload may hold when nobody says otherwise.</summary>
    public const int UsualMegabytes = 512;

    public static UploadOptions Usual { get; } = new((long)UsualMegabytes << 20);

    /// <summary>How long files nobody touches are kept.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromHours(1);

    /// <summary>How many uploads are kept at once.</summary>
    public const int MostUploads = 20;

    /// <summary>How many files one upload may have.</summary>
    public const int MostFiles = 50;
}
