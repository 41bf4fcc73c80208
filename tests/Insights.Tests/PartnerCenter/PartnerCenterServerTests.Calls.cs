using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Insights.Tests.PartnerCenter;

public sealed partial class PartnerCenterServerTests
{
    [Fact]
    public async Task A_link_may_repeat_stray_or_lead_to_a_path_that_is_not_there()
    {
        server.Put(ReferralRecords.Make(new Random(6), 300, Us, Start));
        server.Pages.RepeatsAt = 2;
        string link = NextOf((await AskAsync(Newest)).Json)!;
        link.ShouldStartWith($"http://{server.Referrals.Authority}/v1.0/referrals?$skiptoken=");
        NextOf((await AskAsync(link)).Json).ShouldBe(link);
        server.Pages.StraysAt = 1;
        new Uri(NextOf((await AskAsync(Newest)).Json)!).Host.ShouldBe("partner.example.net");
        server.Pages.ShortPathStatus = 404;
        (await AskAsync(link)).Status.ShouldBe(404);
        (await AskAsync(server.Referrals + new Uri(link).Query)).Status.ShouldBe(200);
        server.ForgetLinks();
        (await AskAsync(server.Referrals + new Uri(link).Query)).Status.ShouldBe(410);
        server.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_full_last_page_may_have_a_link_and_ties_are_cut_by_page_edges_without_loss()
    {
        foreach (StoredReferral made in ReferralRecords.Make(new Random(8), 200, Us, Start))
            server.Put(made.With(json => json["updatedDateTime"] = StoredReferral.Moment(Start)));
        server.Pages.TrailingLink = true;
        (await ReadAsync(Newest)).Select(IdOf).ShouldBe(server.Records.Select(record => record.Key));
        server.Requests.ShouldBe(3);
    }

    [Fact]
    public async Task The_other_side_of_a_deal_is_shown_by_engagement_and_by_id_only()
    {
        StoredReferral ours = ReferralRecords.Make(new Random(9), 1, Us, Start).Single();
        StoredReferral theirs = ReferralRecords.MicrosoftSide(new Random(10), ours);
        server.Put([ours, theirs]);
        server.Organization = Us;
        (await ReadAsync("")).Select(IdOf).ShouldBe([ours.Key]);
        (await ReadAsync($"?$filter=engagementId%20eq%20'{ours.EngagementId}'")).Select(IdOf).ShouldBe([ours.Key, theirs.Key]);
        (await AskAsync($"{server.Referrals}/{theirs.Key}")).Bytes.ShouldBe(theirs.Written);
        server.Touch(theirs.Key, moves: false);
        server.Records[1].Updated.ShouldBe(theirs.Updated);
        string tag = TagOf(server.Records[1]);
        tag.ShouldNotBe(TagOf(theirs), "the eTag changes with every write");
        server.Put(theirs);
        TagOf(server.Records[1]).ShouldNotBeOneOf(tag, TagOf(theirs));
        server.Remove(theirs.Key).ShouldBeTrue();
        (await AskAsync($"{server.Referrals}/{theirs.Key}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task What_no_good_caller_sends_is_complained_of()
    {
        using (var bare = new HttpRequestMessage(HttpMethod.Post, server.Referrals)) (await http.SendAsync(bare)).Dispose();
        string webhooks = (await RenewAsync(server.Grant(Client), "https://api.partnercenter.microsoft.com/.default")).Body["access_token"]!
            .GetValue<string>();
        await AskAsync("", webhooks);
        await AskAsync("?$orderby=updatedDateTime+desc&$skip=1");
        clock.Advance(server.Directory.AccessLives);
        await AskAsync("");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", access);
        await RenewAsync(server.Grant(Client));
        server.Complaints.ShouldBe(["Request 1 does not ask for application/json.", "Request 1: There is no client-request-id.",
            "Request 1 is a POST; the API is only read.", "Request 2 has a token that is not good: WrongAudience.",
            "Request 3: The option $skip is documented nowhere.", "Request 3: A blank in a query is written %20.",
            "Request 4 has a token that is not good: Expired.", "A bearer token was sent to the sign-in."]);
    }

    [Fact]
    public async Task A_hook_that_fails_is_no_silent_error_of_the_server()
    {
        server.BeforeRequest = _ => throw new InvalidOperationException("the test's own");
        (await AskAsync("")).Status.ShouldBe(500);
        server.Complaints.ShouldHaveSingleItem().ShouldContain("the test's own");
    }

    [Fact]
    public async Task On_a_leaping_clock_waits_pass_at_once_and_held_timers_never()
    {
        var leaping = new LeapingClock(Start, held: due => due == TimeSpan.FromMinutes(2));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2), leaping);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(() => Task.Delay(TimeSpan.FromSeconds(1), leaping))));
        leaping.GetUtcNow().ShouldBe(Start.AddSeconds(500));
        leaping.Leaps.ShouldBe(500);
        limit.IsCancellationRequested.ShouldBeFalse();
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        var fired = new TaskCompletionSource();
        using CancellationTokenRegistration registration = limit.Token.Register(fired.SetResult);
        await fired.Task;
    }

    private sealed record Answered(int Status, HttpResponseHeaders Headers, byte[] Bytes)
    {
        public string Text => System.Text.Encoding.UTF8.GetString(Bytes);
        public JsonNode Json => JsonNode.Parse(Bytes)!;
    }

    private static string IdOf(JsonNode record) => record["id"]!.GetValue<string>();
    private static string TagOf(StoredReferral record) => record.Json()["eTag"]!.GetValue<string>();
    private static string? NextOf(JsonNode page) => page["@odata.nextLink"]?.GetValue<string>();

    private async Task<List<JsonNode>> ReadAsync(string query)
    {
        var read = new List<JsonNode>();
        for (string? next = query; next is not null;)
        {
            JsonNode page = (await AskAsync(next)).Json;
            read.AddRange(page["value"]!.AsArray()!);
            next = NextOf(page);
        }
        return read;
    }

    private async Task<Answered> AskAsync(string query, string? token = null, string? id = null, CancellationToken until = default)
    {
        var address = new Uri(server.Referrals, query.Length == 0 ? server.Referrals.AbsolutePath : query);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? access);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Add("client-request-id", id ?? Guid.NewGuid().ToString());
        using HttpResponseMessage answer = await http.SendAsync(request, until);
        return new Answered((int)answer.StatusCode, answer.Headers, await answer.Content.ReadAsByteArrayAsync(until));
    }

    private Task<(int Status, JsonNode Body)> RenewAsync(string refresh, string scope = Scope) =>
        PostAsync("token", ("grant_type", "refresh_token"), ("refresh_token", refresh), ("scope", scope));

    private async Task<(int Status, JsonNode Body)> PostAsync(string endpoint, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(
            form.Append(("client_id", Client)).ToDictionary(field => field.Item1, field => field.Item2));
        using HttpResponseMessage answer = await http.PostAsync(new Uri($"{server.Login}/contoso.example/oauth2/v2.0/{endpoint}"), content);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
