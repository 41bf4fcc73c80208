namespace Insights.Ingest;

/// <summary>A file that is imported, and what the person who gave it calls it.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name">What receipts and refusals call it.</param>
public sealed record SourceFile(string Path, string Name)
{
    /// <summary>True where numbers and dates are written by us (<see cref="Unpacking"/>): a point before decimals, dates as ISO 8601,
    /// whatever a mapping says of the file.</summary>
    public bool Typed { get; init; }

    /// <summary>Why it cannot be read; null when it may be.</summary>
    public string? Refused { get; init; }

    /// <summary>What is to be known of how it was unpacked; null when nothing is.</summary>
    public string? Note { get; init; }

    public static implicit operator SourceFile(string path) => new(path, path);

    public static SourceFile FromString(string path) => path;
}
