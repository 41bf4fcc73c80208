using Insights.Page.Panels;
using Insights.Widgets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Insights.Page.Feedback;

/// <summary>What a reader filled in. Words that are on no form of ours are left out rather than kept.</summary>
/// <param name="GivenOn">The page's exact address.</param>
public sealed record FeedbackForm(string GivenOn, string? Widget, bool? ThumbUp, IReadOnlyList<string> Reasons, string Details)
{
    public const int LongestDetails = 4000;

    public static IReadOnlyList<string> Thumbs { get; } = ["up", "down"];

    /// <summary>The check boxes of the original, in its order (domain.md 1.2).</summary>
    public static IReadOnlyList<string> AllReasons { get; } = ["inconsistent", "not_fresh", "missing", "slow", "other"];

    /// <summary>Reads a form, or the address that asks for one.</summary>
    public static FeedbackForm Read(Func<string, StringValues> field)
    {
        ArgumentNullException.ThrowIfNull(field);
        string? widget = SummaryWidgets.All.Concat(DashboardWidgets.All).FirstOrDefault(w => w.Key == field("widget"))?.Key;
        return new FeedbackForm(
            Answers.OwnAddress(field("at")) ?? "/",
            widget,
            field("thumb").ToString() switch { "up" => true, "down" => false, _ => null },
            [.. AllReasons.Where(reason => field("reason").Contains(reason))],
            field("details").ToString().ReplaceLineEndings("\n").Trim());
    }

    /// <summary>The word for what keeps it from being sent; null when nothing does.</summary>
    public string? Problem => Details.Length > LongestDetails ? "feedback.problem.long"
        : Details.Length == 0 && Reasons.Count == 0 && ThumbUp is null ? "feedback.problem.empty"
        : null;
}
