using Insights.Widgets;

namespace Insights.Exports.Pdf;

/// <summary>What is printed: a whole page that stands alone, and what is said at the head and foot of every sheet.</summary>
/// <param name="Html">Style inside; the browser that prints may reach nothing else.</param>
/// <param name="Head">Left and right of the head.</param>
/// <param name="Foot">Left of the foot; the page number is at its right.</param>
/// <param name="PageWord">"Page {0} of {1}" in the reader's language.</param>
public sealed record PdfDocument(string Html, Paper Paper, string Language, (string Left, string Right) Head, string Foot, string PageWord);
