namespace Insights.Web;

/// <summary>What was typed or configured cannot be obeyed; the message says which and what to do.</summary>
public sealed class UsageException(string message) : Exception(message);
