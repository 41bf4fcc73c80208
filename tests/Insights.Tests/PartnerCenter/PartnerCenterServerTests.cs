using System.IO.Compression;
using System.Text.Json.Nodes;
using Insights.Store;
using Insights.Tests.Ingest;
using Insights.Vocabulary;

namespace Insights.Tests.PartnerCenter;

public sealed partial class PartnerCenterServerTests : IAsyncLifetime
{
    private const string Us = "7d23e5ca-19dc-4eaa-aac8-5e6b559f0d1d", Client = "a client",
        Newest = "?$orderby=updatedDateTime%20desc&$top=100",
        Scope = "https://api.partner.microsoft.com/.default offline_access openid profile";
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly LeapingClock clock = new(Start);
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private PartnerCenterServer server = null!;
    private string access = "";

    public async ValueTask InitializeAsync()
    {
        server = await PartnerCenterServer.StartAsync(clock);
        access = (await RenewAsync(server.Grant(Client))).Body["access_token"]!.GetValue<string>();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(99, false, false)]
    [InlineData(100, true, false)]
    [InlineData(101, false, true)]
    [InlineData(731, true, true)]
    [InlineData(731, false, false)]
    public async Task Pages_come_whole_and_in_order(int count, bool offset, bool right)
    {
        server.Put(ReferralRecords.Make(new Random(count), count, Us, Start));
        (server.Pages.OffsetTokens, server.Pages.RightLinks) = (offset, right);
        List<JsonNode> read = await ReadAsync(Newest);
        read.Select(IdOf).ShouldBe(server.Records.OrderByDescending(record => record.Updated).Select(record => record.Key));
        server.Requests.ShouldBe((count + 99) / 100);
        server.Complaints.ShouldBeEmpty();
        server.Received.Select(call => call.Path).Skip(1).Distinct().ShouldBe(count <= 100 ? []
            : [right ? "/v1.0/engagements/referrals" : "/v1.0/referrals"]);
    }

    [Fact]
    public void What_is_made_is_what_the_importer_takes()
    {
        List<StoredReferral> made = ReferralRecords.Make(new Random(7), 500, Us, Start);
        using Desk lines = Desk.Read(ReferralRecords.AsLines(made), Us), list = Desk.Read(ReferralRecords.AsList(made), Us);
        foreach (Desk desk in new[] { lines, list })
        {
            desk.Refused.ShouldBeEmpty();
            desk.Unknown.ShouldBeEmpty();
            ReferralObservation[] taken = [.. desk.Taken.OfType<ReferralObservation>()];
            taken.Select(one => one.ReferralId).ShouldBe(made.Select(record => record.Key));
            taken.Select(one => one.State).Distinct().Count().ShouldBe(7);
            taken.ShouldAllBe(one => one.UnknownState == null);
        }
        made.GroupBy(record => record.Updated).Max(same => same.Count()).ShouldBeGreaterThan(20);
        made.ShouldAllBe(record => record.Created <= record.Updated && record.Updated <= Start);
    }

    [Fact]
    public async Task What_is_touched_while_paging_comes_first_next_time()
    {
        server.Put(ReferralRecords.Make(new Random(2), 250, Us, Start));
        string last = server.Records.MinBy(record => record.Updated)!.Key;
        clock.Advance(TimeSpan.FromMinutes(1));
        server.BeforeRequest = number =>
        {
            if (number == 2) server.Touch(last, json => json["name"] = "Moved");
        };
        (await ReadAsync(Newest)).Select(IdOf).ShouldNotContain(last);
        List<JsonNode> since = await ReadAsync("?$filter=updatedDateTime%20ge%202026-03-01T09:01:00Z");
        since.ShouldHaveSingleItem()["name"]!.GetValue<string>().ShouldBe("Moved");
        server.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Options_are_honoured_ignored_or_refused_as_the_rules_say()
    {
        server.Put(ReferralRecords.Make(new Random(3), 40, Us, Start));
        const string quoted = "?$filter=updatedDateTime%20ge%20'2026-03-01T10:00:00Z'", ordered = "?$orderby=createdDateTime%20desc";
        (await ReadAsync(quoted)).ShouldBeEmpty();
        (await ReadAsync("?$top=7")).Count.ShouldBe(40);
        (server.Queries.QuotedFilter, server.Queries.CreatedOrder) = (Obedience.Ignored, Obedience.Refused);
        (await ReadAsync(quoted)).Count.ShouldBe(40);
        (await AskAsync(ordered)).Status.ShouldBe(400);
        (server.Queries.CreatedOrder, server.Queries.OrdersBy) = (Obedience.Honoured, "updatedDateTime");
        (await ReadAsync(ordered)).Select(IdOf).ShouldBe(server.Records.OrderByDescending(record => record.Updated).Select(r => r.Key));
    }

    [Fact]
    public async Task A_list_may_have_empty_pages_and_its_link_may_end()
    {
        server.Put(ReferralRecords.Make(new Random(4), 50, Us, Start));
        server.Pages.Size = page => page == 2 ? 0 : 20;
        (await ReadAsync(Newest)).Count.ShouldBe(50);
        server.Requests.ShouldBe(4);
        (server.Pages.GoneAfter, server.Pages.GoneTimes) = (1, 1);
        string link = NextOf((await AskAsync(NextOf((await AskAsync(Newest)).Json)!)).Json)!;
        (await AskAsync(link)).Status.ShouldBe(410);
        (await AskAsync(link)).Status.ShouldBe(410, "what is gone stays gone");
        (await ReadAsync(Newest)).Count.ShouldBe(50);
    }

    [Fact]
    public async Task A_second_request_in_flight_and_every_other_fault_of_the_caller_is_complained_of()
    {
        var held = new TaskCompletionSource();
        server.Holding = number => number == 1 ? held.Task : Task.CompletedTask;
        var arrived = new TaskCompletionSource();
        server.BeforeRequest = _ => arrived.TrySetResult();
        Task<Answered> first = AskAsync("");
        await arrived.Task;
        string id = Guid.NewGuid().ToString();
        await AskAsync("", id: id);
        held.SetResult();
        await first;
        server.Complaints.ShouldHaveSingleItem().ShouldBe("Request 2 came while another was not answered.");
        await AskAsync("", id: id);
        await AskAsync("", token: "made up");
        server.KillTokens();
        (await AskAsync("")).Status.ShouldBe(401);
        await AskAsync("");
        server.Complaints.Skip(1).ShouldBe(["Request 3: The client-request-id was used by a call that was answered.",
            "Request 4 has a token that is not good: Unknown.", "Request 6 has the token that was refused before."]);
    }

    [Fact]
    public async Task Errors_come_as_planned()
    {
        server.Faults.At(1, Fault.TooMany(30)).At(2, Fault.TooManyUntil(TimeSpan.FromMinutes(2))).At(3, Fault.Error(503), 2)
            .At(5, Fault.MfaWanted).At(6, Fault.ClaimsWanted).At(7, Fault.Html);
        server.Skew = TimeSpan.FromMinutes(5);
        Answered[] answers = [await AskAsync(""), await AskAsync(""), await AskAsync(""), await AskAsync(""), await AskAsync(""),
            await AskAsync(""), await AskAsync("")];
        answers.Select(answer => answer.Status).ShouldBe([429, 429, 503, 503, 401, 403, 200]);
        answers[0].Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(30));
        answers[0].Headers.Date.ShouldBe(Start.AddMinutes(5));
        answers[1].Headers.RetryAfter!.Date.ShouldBe(Start.AddMinutes(7));
        answers[4].Text.ShouldContain("\"code\":900421");
        answers[5].Headers.WwwAuthenticate.ToString().ShouldContain("error=\"insufficient_claims\"");
        answers.ShouldAllBe(answer => answer.Text.Contains(ReferralRecords.Customer));
        server.NoDate = true;
        (await AskAsync("")).Headers.Date.ShouldBeNull();
        server.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Answers_are_cut_reset_swollen_and_packed_as_planned()
    {
        server.Put(ReferralRecords.Make(new Random(5), 100, Us, Start));
        server.Faults.At(1, Fault.Cut).At(2, Fault.Reset).At(3, Fault.ResetInBody).At(4, Fault.Huge).At(5, Fault.Gzip);
        string id = Guid.NewGuid().ToString();
        for (int i = 0; i < 3; i++) await Should.ThrowAsync<HttpRequestException>(() => AskAsync("", id: id));
        (await AskAsync("", id: id)).Bytes.Length.ShouldBeGreaterThan(21 << 20);
        using var unpacked = new GZipStream(new MemoryStream((await AskAsync("", id: id)).Bytes), CompressionMode.Decompress);
        JsonNode.Parse(unpacked)!["value"]!.AsArray().Count.ShouldBe(100);
        server.Received.Select(call => call.Status).ShouldBe([200, 0, 200, 200, 200]);
        server.Complaints.ShouldBeEmpty("a call that was cut off may be tried again under its id");
        server.Faults.At(6, Fault.Silent);
        using var patience = new CancellationTokenSource();
        Task<Answered> silent = AskAsync("", until: patience.Token);
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => silent);
    }

    [Fact]
    public async Task A_device_code_waits_for_a_person()
    {
        (_, JsonNode begun) = await PostAsync("devicecode", ("scope", Scope));
        string code = begun["device_code"]!.GetValue<string>();
        (string, string)[] poll = [("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", code)];
        var seen = new List<string>();
        for (int i = 0; i < 4; i++)
        {
            if (i == 1) server.Directory.SlowDown();
            if (i == 3) server.Approve();
            (int status, JsonNode body) = await PostAsync("token", poll);
            seen.Add(status == 200 ? body["refresh_token"]!.GetValue<string>() : body["error"]!.GetValue<string>());
            await Task.Delay(TimeSpan.FromSeconds(10), clock, TestContext.Current.CancellationToken);
        }
        seen.Take(3).ShouldBe(["authorization_pending", "slow_down", "authorization_pending"]);
        server.Secrets.ShouldContain(seen[3]);
        server.Secrets.ShouldAllBe(secret => secret.Contains(EntraDirectory.Marker));
        clock.GetUtcNow().ShouldBe(Start.AddSeconds(40));
        server.Directory.Rotation = Rotation.EndsOld;
        (await RenewAsync(seen[3])).Status.ShouldBe(200);
        (await RenewAsync(seen[3])).Body["error"]!.GetValue<string>().ShouldBe("invalid_grant");
        server.Directory.RefusesWith = 50173;
        (await RenewAsync(server.Grant(Client))).Body["error_description"]!.GetValue<string>().ShouldStartWith("AADSTS50173:");
        server.Complaints.ShouldBeEmpty();
    }
}
