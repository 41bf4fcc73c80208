using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Insights.Page.News;

/// <summary>The little Markdown our changelog uses: headings, bullets, paragraphs, bold, code and links. Everything is encoded
/// first, so nothing in the text can become markup of its own.</summary>
public static partial class PlainMarkdown
{
    public static string ToHtml(string markdown)
    {
        ArgumentNullException.ThrowIfNull(markdown);
        var html = new StringBuilder();
        string open = "";
        var text = new StringBuilder();
        foreach (string raw in markdown.Split('\n').Append(""))
        {
            string line = raw.Trim();
            bool bullet = line.StartsWith("- ", StringComparison.Ordinal) || line.StartsWith("* ", StringComparison.Ordinal);
            bool heading = line.StartsWith('#');
            if (line.Length == 0 || bullet || heading) End();
            if (line.Length == 0) continue;
            if (heading)
            {
                Inside("");
                html.Append("<h4>").Append(Inline(line.TrimStart('#').Trim())).Append("</h4>");
                continue;
            }
            if (text.Length == 0) Inside(bullet ? "ul" : "p");
            text.Append(text.Length == 0 ? "" : " ").Append(bullet ? line[2..].Trim() : line);
        }
        Inside("");
        return html.ToString();

        void End()
        {
            if (text.Length == 0) return;
            string tag = open == "ul" ? "li" : "p";
            html.Append('<').Append(tag).Append('>').Append(Inline(text.ToString())).Append("</").Append(tag).Append('>');
            text.Clear();
        }

        void Inside(string block)
        {
            if (open == block) return;
            if (open == "ul") html.Append("</ul>");
            if (block == "ul") html.Append("<ul>");
            open = block;
        }
    }

    private static string Inline(string text)
    {
        string html = WebUtility.HtmlEncode(text);
        html = Code().Replace(html, "<code>$1</code>");
        html = Bold().Replace(html, "<strong>$1</strong>");
        return Link().Replace(html, "<a href=\"$2\">$1</a>");
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\*\*(.+?)\*\*")]
    private static partial Regex Bold();

    [GeneratedRegex(@"\[([^\]]+)\]\((https?://[^)\s]+)\)")]
    private static partial Regex Link();
}
