namespace Insights.Widgets;

/// <summary>The sizes of paper the PDF can be made for.</summary>
public enum PaperSize { A4, Letter }

/// <summary>How the sheet is held.</summary>
public enum Orientation { Portrait, Landscape }

/// <summary>The sheet a PDF is laid out on, as an address (<c>paper</c>, <c>orientation</c>) and the command line name it.</summary>
public readonly record struct Paper(PaperSize Size, Orientation Orientation)
{
    /// <summary>The wire word of the size.</summary>
    public string SizeKey => Size == PaperSize.Letter ? "letter" : "a4";

    /// <summary>The wire word of the orientation.</summary>
    public string OrientationKey => Orientation == Orientation.Landscape ? "landscape" : "portrait";

    /// <summary>Null when the word names no size we print on.</summary>
    public static PaperSize? ParseSize(string? word) => word?.ToLowerInvariant() switch
    {
        "a4" => PaperSize.A4,
        "letter" => PaperSize.Letter,
        _ => null,
    };

    /// <summary>Null when the word is neither portrait nor landscape.</summary>
    public static Orientation? ParseOrientation(string? word) => word?.ToLowerInvariant() switch
    {
        "portrait" => Orientation.Portrait,
        "landscape" => Orientation.Landscape,
        _ => null,
    };
}
