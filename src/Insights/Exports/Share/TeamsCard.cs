using System.Text.Json.Nodes;
using Insights.Widgets;

namespace Insights.Exports.Share;

/// <summary>A shared reading as an Adaptive Card, in the message a Teams workflow takes. What people wrote or imported stands in runs of
/// text, which Teams does not read as Markdown.</summary>
public static class TeamsCard
{
    /// <summary>What Teams draws everywhere, on a phone as well.</summary>
    public const string Version = "1.4";

    public static string Of(ShareMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        WidgetView view = message.View;
        var body = new JsonArray(
            Text(view.Reading.Organization, size: "Large", weight: "Bolder"),
            Text($"{view[view.Heading]}, {view.Range(view.Reading.Period.From, view.Reading.Period.Last)}", subtle: true));
        if (message.Narrowed is { } narrowed) body.Add(Text(narrowed, subtle: true));
        if (message.Message.Length > 0)
            foreach (string line in message.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries)) body.Add(Text(line));
        body.Add(new JsonObject
        {
            ["type"] = "FactSet",
            ["facts"] = new JsonArray([.. Headlines.Of(view)
                .Select(h => new JsonObject { ["title"] = h.Name, ["value"] = h.Change is null ? h.Value : $"{h.Value} ({h.Change})" })]),
        });
        foreach (string line in new[] { message.Compared, message.Moment }.OfType<string>())
            body.Add(Text(line, size: "Small", subtle: true));
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = Version,
            ["lang"] = view.Language.Code,
            ["fallbackText"] = message.Subject,
            ["body"] = body,
            ["actions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Action.OpenUrl",
                ["title"] = view["letter.open"],
                ["url"] = message.Link
            }),
        };
        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["content"] = card
            }),
        }.ToJsonString();
    }

    private static JsonObject Text(string text, string size = "Default", string weight = "Default", bool subtle = false) => new()
    {
        ["type"] = "RichTextBlock",
        ["inlines"] = new JsonArray(new JsonObject
        {
            ["type"] = "TextRun",
            ["text"] = text,
            ["size"] = size,
            ["weight"] = weight,
            ["isSubtle"] = subtle
        }),
    };
}
