using System.Text;
using Insights.Store;

namespace Insights.Exports.Share;

/// <summary>A post to a Teams channel, by the address of its workflow. The address is a secret: it stands in no answer and no
/// log.</summary>
public sealed class TeamsChannel(Uri workflow, HttpClient http) : IDeliveryChannel
{
    /// <inheritdoc/>
    public async Task<Answer> CarryAsync(OutboxMessage message, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(message);
        try
        {
            using var body = new StringContent(message.Shared.Rich, Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await http.PostAsync(workflow, body, cancel);
            return await Answer.OfAsync(response, cancel);
        }
        catch (HttpRequestException e)
        {
            return Answer.Unreachable(e);
        }
    }
}
