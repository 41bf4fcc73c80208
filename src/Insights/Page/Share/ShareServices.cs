using Insights.Store;
using Insights.Widgets;

namespace Insights.Page.Share;

/// <summary>What somebody has to set before a way out is there.</summary>
/// <param name="For">The way: <c>smtp</c>, <c>graph</c>, <c>teams</c>; or <c>link</c>, the address others reach this page at.</param>
/// <param name="Names">The names of the program's settings.</param>
public sealed record SetUp(string For, IReadOnlyList<string> Names);

/// <summary>All the page needs to know of the ways by which a reading leaves.</summary>
/// <param name="MailFrom">Whose address mail is from; null when mail is not set up.</param>
/// <param name="HasChannel">Whether a Teams channel takes posts.</param>
/// <param name="PublicAddress">Where others reach this page; null takes the address the sharer's browser used.</param>
/// <param name="Needs">What each way needs.</param>
/// <param name="Words">Subject and plain words of a reading, given its absolute address and the sharer's message.</param>
/// <param name="WriteAsync">The same with everything that goes by one way, ready for the outbox; told whether a picture goes along.</param>
/// <param name="Wake">Says that something lies in the outbox.</param>
public sealed record ShareServices(string? MailFrom, bool HasChannel, Uri? PublicAddress, IReadOnlyList<SetUp> Needs,
    Func<WidgetView, string, string, (string Subject, string Plain)> Words, Func<WayOut, WidgetView, string, string, bool,
        Task<SharedReading>> WriteAsync, Action Wake)
{
    public IReadOnlyList<string> NeedsOf(string way) => Needs.FirstOrDefault(n => n.For == way)?.Names ?? [];
}
