namespace Insights.Widgets.Conversion;

/// <summary>How a node is coloured: what was hoped for, what was not, what comes from before, and everything on its way. Its words say the
/// same.</summary>
public static class FlowKind
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["won"] = "good",
        ["passed"] = "good",
        ["approved"] = "good",
        ["lost"] = "bad",
        ["declined"] = "bad",
        ["expired"] = "bad",
        ["declined_later"] = "bad",
        ["expired_later"] = "bad",
        ["failed"] = "bad",
        ["past"] = "past",
        ["registered_past"] = "past",
        ["accepted_past"] = "past",
        ["created_past"] = "past",
        ["accept_unknown"] = "past",
    };

    /// <summary>The class of a node of a conversion funnel.</summary>
    public static string Of(string node) => Kinds.GetValueOrDefault(node, "going");
}
