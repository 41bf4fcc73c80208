using Microsoft.AspNetCore.Routing;
using System.Globalization;
using System.Text;
using Insights.Access;
using Insights.Store;
using Insights.Widgets;

namespace Insights.Exports;

/// <summary>The feedback inbox as a CSV, for a spreadsheet or another program. Pictures stay behind; their address is in it.</summary>
public static class FeedbackCsv
{
    public static void MapFeedbackCsv(this IEndpointRouteBuilder app, ReferralStore store) =>
        app.MapGet(FeedbackLinks.Csv, async (HttpContext context) =>
        {
            string text = Write(context.Scope() is { } scope ? await store.FeedbackBox.ListAsync(scope, context.RequestAborted) : [],
                context.Request.PathBase.ToUriComponent());
            // The mark tells Excel that this is UTF-8.
            return Results.Bytes(Encoding.UTF8.GetBytes("\ufeff" + text), "text/csv; charset=utf-8", "feedback.csv");
        });

    /// <param name="below">The path the program is served below.</param>
    public static string Write(IReadOnlyList<FeedbackEntry> entries, string below = "")
    {
        ArgumentNullException.ThrowIfNull(entries);
        var csv = new StringBuilder("id,given_at,given_on,widget,thumb,reasons,details," +
            "status,answer,answered_at,answer_read_at,picture\r\n");
        foreach (FeedbackEntry e in entries)
            csv.Append(CsvText.Line(e.Id.ToString(CultureInfo.InvariantCulture), Moment(e.GivenAt), e.Feedback.GivenOn, e.Feedback.Widget,
                e.Feedback.ThumbUp switch { true => "up", false => "down", _ => "" }, string.Join(' ', e.Feedback.Reasons),
                    e.Feedback.Details,
                e.Status.ToString().ToLowerInvariant(), e.Answer, Moment(e.AnsweredAt), Moment(e.AnswerReadAt),
                e.HasPicture ? below + FeedbackLinks.Picture(e.Id) : "")).Append("\r\n");
        return csv.ToString();
    }

    private static string Moment(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
