using System.Net;
using AngleSharp.Html.Dom;
using Insights.Access;
using Insights.Page.Panels;
using Insights.Tests.Access;
using Insights.Tests.Store;
using Insights.Tests.Widgets;
using Microsoft.AspNetCore.Http;

namespace Insights.Tests.Page;

/// <summary>How often somebody may try, counted by where they come from and by what they try.</summary>
[Trait("Category", "Slow")]
public sealed class GateTests
{
    private readonly StoppedClock clock = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Ten_tries_a_minute_are_let_in_of_each_and_one_that_is_over_closes_the_gate()
    {
        var gate = new Gate(clock);
        for (int i = 0; i < Gate.PerMinute; i++) gate.LetsIn($"address {i}", "link").ShouldBeTrue();
        gate.LetsIn("address 10", "link").ShouldBeFalse("another address, the same link");
        gate.LetsIn("address 0", "another link").ShouldBeTrue();
        clock.Now += TimeSpan.FromMinutes(1);
        gate.LetsIn("address 10", "link").ShouldBeTrue();
    }

    [Fact]
    public void Who_was_right_is_not_counted()
    {
        var gate = new Gate(clock);
        for (int i = 0; i < 5 * Gate.PerMinute; i++)
        {
            gate.LetsIn("address").ShouldBeTrue();
            gate.Forgive("address");
        }
    }

    [Fact]
    public void Who_has_many_addresses_takes_no_more_memory_and_is_not_let_in_more_often()
    {
        var gate = new Gate(clock);
        int let = Enumerable.Range(0, 10 * Gate.Most).Count(i => gate.LetsIn($"address {i}"));
        let.ShouldBe(Gate.Most + Gate.PerMinute, "those beyond the memory count as one");
        clock.Now += TimeSpan.FromMinutes(1);
        gate.LetsIn("somebody new").ShouldBeTrue();
    }

    [Fact]
    public void Many_addresses_are_looked_through_once_a_second_and_not_for_each_who_comes()
    {
        var gate = new Gate(clock);
        for (int i = 0; i < Gate.Most; i++) gate.LetsIn($"address {i}");
        clock.Now += TimeSpan.FromSeconds(59.5);
        gate.LetsIn("too early");
        clock.Now += TimeSpan.FromSeconds(0.5);
        for (int i = 0; i < 2 * Gate.PerMinute; i++) gate.LetsIn($"another {i}");
        gate.LetsIn("one more").ShouldBeFalse("the minute of the first is over, but it was looked half a second ago");
        clock.Now += TimeSpan.FromSeconds(0.5);
        gate.LetsIn("one more").ShouldBeTrue();
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64")]
    public void An_address_of_the_sixth_version_stands_for_its_network(string from, string counted)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(from);
        Gate.Address(context).ShouldBe(counted);
    }

    [Fact]
    public async Task Keys_are_guessed_ten_times_a_minute_and_no_more()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(site.Address) };
        for (int i = 0; i < Gate.PerMinute; i++) (await TryKeyAsync(stranger, i % 2 == 0 ? "nonsense"
            : Secret.New(1).Word)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await TryKeyAsync(stranger, Secret.New(1).Word)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        site.Clock.Now += TimeSpan.FromMinutes(1);
        for (int i = 0; i < 2 * Gate.PerMinute; i++) await site.ComeAgainAsync();
    }

    [Fact]
    public async Task One_key_and_the_password_of_one_link_are_guessed_ten_times_a_minute_from_however_many_addresses()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false, ("INSIGHTS_PROXIES", "127.0.0.1"));
        var word = Secret.New(1);
        await site.Store.SharedLinks.PutAsync(site.Scope, word.Hash, "board", "/", site.Clock.Now.AddDays(1), Password.Hash("right"), [1],
            Cancel);
        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(site.Address) };
        string key = Secret.New(1).Word;
        async Task<HttpStatusCode> Guess(int from, bool password)
        {
            using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(site.Address) };
            client.DefaultRequestHeaders.Add("X-Forwarded-For", $"192.0.2.{from}");
            if (!password) return (await TryKeyAsync(client, key)).StatusCode;
            IHtmlDocument asks = WidgetTests.Parse(await client.GetStringAsync("/s/" + word.Word, Cancel));
            var form = asks.QuerySelectorAll("form input[type=hidden]").Cast<IHtmlInputElement>().Select(i => KeyValuePair.Create(i.Name!,
                i.Value));
            return (await client.PostAsync("/s/" + word.Word, new FormUrlEncodedContent([.. form, KeyValuePair.Create("password",
                $"guess {from}")]), Cancel)).StatusCode;
        }
        foreach (bool password in new[] { true, false })
        {
            for (int i = 0; i < Gate.PerMinute; i++) (await Guess(i, password)).ShouldBe(password ? HttpStatusCode.Forbidden
                : HttpStatusCode.Unauthorized);
            (await Guess(Gate.PerMinute, password)).ShouldBe(HttpStatusCode.TooManyRequests);
        }
    }

    private static Task<HttpResponseMessage> TryKeyAsync(HttpClient client, string key) =>
        client.PostAsync("/sign-in", new FormUrlEncodedContent([KeyValuePair.Create("key", key)]), Cancel);
}
