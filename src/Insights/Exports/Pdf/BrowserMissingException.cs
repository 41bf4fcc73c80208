namespace Insights.Exports.Pdf;

/// <summary>There is no browser to print with, or it does not start. The message is one sentence a person can act on.</summary>
public sealed class BrowserMissingException(string message, Exception? inner = null) : Exception(message, inner);
