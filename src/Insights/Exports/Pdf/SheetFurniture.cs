using System.Net;

namespace Insights.Exports.Pdf;

/// <summary>Head and foot of every sheet, in the small HTML Chromium takes for them. They are drawn apart from the page, so its
/// style sheet does not reach them.</summary>
internal static class SheetFurniture
{
    private const string Style =
        "width:100%;margin:0 12mm;display:flex;justify-content:space-between;gap:8mm;white-space:nowrap;color:#616161;" +
        "font:7.5px 'Segoe UI','Noto Sans','Liberation Sans',Arial,sans-serif;";

    public static string Head(PdfDocument document) =>
        $"""<div style="{Style}"><b style="color:#242424">{Text(document.Head.Left)}</b><span>{Text(document.Head.Right)}</span></div>""";

    public static string Foot(PdfDocument document)
    {
        string page = string.Format(System.Globalization.CultureInfo.InvariantCulture, Text(document.PageWord),
            """<span class="pageNumber"></span>""", """<span class="totalPages"></span>""");
        return $"""<div style="{Style}"><span>{Text(document.Foot)}</span><span>{page}</span></div>""";
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
