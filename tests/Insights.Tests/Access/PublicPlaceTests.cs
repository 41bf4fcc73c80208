using Insights.Cli;
using Insights.Tests.Store;
using Insights.Web;

namespace Insights.Tests.Access;

public sealed class PublicPlaceTests
{
    [Theory, InlineData("https://example.com/reports?x=1"), InlineData("https://example.com/reports#x"),
        InlineData("https://me:secret@example.com/"), InlineData("https://example.com/a;b"), InlineData("https://example.com/a(b)"),
        InlineData("https://example.com//a")]
    public async Task An_address_others_could_not_reach_the_page_at_is_refused_at_the_start(string address)
    {
        await using var files = new TemporaryStore();
        var store = await files.OpenAsync();
        UsageException refused = Should.Throw<UsageException>(() =>
            WebProgram.Build(store, files.Clock, null, "http://127.0.0.1:0",
            [KeyValuePair.Create<string, string?>("INSIGHTS_PUBLIC_URL", address)]));
        refused.Message.ShouldContain("INSIGHTS_PUBLIC_URL");
        refused.Message.ShouldNotContain("secret");
    }
}
