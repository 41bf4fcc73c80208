using System.Net.Mail;
using System.Text;
using System.Text.Json;
using Insights.Exports.Share;
using Insights.Store;
using Insights.Tests.Page;
using Insights.Tests.Store;
using Insights.Vocabulary;
using Microsoft.Extensions.Logging.Abstractions;

namespace Insights.Tests.Share;

[Trait("Category", "Slow")]
public sealed class CourierOnSqlite() : OutboxWorkerTests(StoreEngine.Sqlite);

[Trait("Category", "Slow")]
public sealed class CourierOnPostgres() : OutboxWorkerTests(StoreEngine.Postgres);

/// <summary>From the outbox to the other side, on a clock of the test's own: against a real mail server, and against stand-ins for Graph
/// and Teams.</summary>
public abstract class OutboxWorkerTests(StoreEngine engine) : IAsyncLifetime
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly MailAddress From = new("insights@example.com");
    private static readonly SharedReading Mail =
        new(WayOut.Mail, "/insights/summary", "Figures of März", "Plain words", "<p>Rich words <img src=\"cid:page\"></p>");
    private static readonly SharedReading Post = new(WayOut.Teams, "/insights/summary", "Figures", "Plain words", """{"type":"message"}""");

    private readonly TemporaryStore files = new(engine);
    private ReferralStore store = null!;
    private Scope scope = null!;

    public async ValueTask InitializeAsync()
    {
        await files.ImportAsync(new ReferralObservation
        {
            ReferralId = "r1",
            Type = ReferralType.Qualified,
            State = ObservedState.Won,
            Created = files.Clock.Now
        });
        store = await files.OpenAsync();
        scope = new Scope((await store.OrganizationsAsync(Cancel))[0].Id);
    }

    public async ValueTask DisposeAsync()
    {
        await files.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_mail_server_that_is_down_gets_the_mail_when_it_is_back_and_once()
    {
        MailServer server = await MailServer.StartAsync();
        await server.DisposeAsync();
        OutboxWorker courier = Carrying(new SmtpChannel(new SmtpServer("127.0.0.1", server.Port, Encryption.None, null, null), From));
        await store.Outbox.PutAsync(scope, Mail, ["ann@example.com"], PngPictureTests.Png(8, 4), Cancel);
        await courier.CarryDueAsync(Cancel);
        Delivery waiting = await OnlyAsync();
        (waiting.State, waiting.Attempts, waiting.Reason).ShouldBe((DeliveryState.Waiting, 1, "unreachable"));
        waiting.NextTry.ShouldBe(files.Clock.Now + OutboxWorker.Delays[0]);

        files.Clock.Now += OutboxWorker.Delays[0] - TimeSpan.FromTicks(1);
        await courier.CarryDueAsync(Cancel);
        (await OnlyAsync()).Attempts.ShouldBe(1, "it is not due yet");
        files.Clock.Now += TimeSpan.FromTicks(1);
        await courier.CarryDueAsync(Cancel);
        (await OnlyAsync()).Attempts.ShouldBe(2);

        await using MailServer back = await MailServer.StartAsync(server.Port);
        files.Clock.Now += OutboxWorker.Delays[1];
        await courier.CarryDueAsync(Cancel);
        JsonElement mail = await back.NextAsync();
        mail.GetProperty("subject").GetString().ShouldBe("Figures of März");
        Delivery accepted = await OnlyAsync();
        (accepted.State, accepted.Attempts, accepted.NextTry, accepted.TriedAt)
            .ShouldBe((DeliveryState.Accepted, 3, null, files.Clock.Now));
        files.Clock.Now += TimeSpan.FromDays(2);
        await courier.CarryDueAsync(Cancel);
        (await store.Outbox.RetryAsync(scope, 1, "ann@example.com", Cancel)).ShouldBeFalse("what arrived is not sent again");
        back.Unread.ShouldBe(0);
    }

    [Fact]
    public async Task What_one_refuses_holds_up_nobody_else_and_a_day_of_trying_is_enough()
    {
        await using MailServer server = await MailServer.StartAsync();
        OutboxWorker courier = Carrying(new SmtpChannel(new SmtpServer("127.0.0.1", server.Port, Encryption.None, null, null), From));
        await store.Outbox.PutAsync(scope, Mail, ["nobody@example.com", "ann@example.com", "busy@example.com"], null, Cancel);
        await courier.CarryDueAsync(Cancel);
        (await server.NextAsync()).GetProperty("to")[0].GetString().ShouldBe("ann@example.com");
        Dictionary<string, Delivery> log = (await store.Outbox.ListAsync(scope, 9, Cancel)).ToDictionary(d => d.Recipient);
        log["ann@example.com"].State.ShouldBe(DeliveryState.Accepted);
        (log["nobody@example.com"].State, log["nobody@example.com"].NextTry).ShouldBe((DeliveryState.Refused, null));
        log["nobody@example.com"].Said!.ShouldBe("550 5.1.1 No such user here");
        (log["busy@example.com"].State, log["busy@example.com"].Reason, log["busy@example.com"].Said)
            .ShouldBe((DeliveryState.Waiting, "busy", "450 4.2.1 Mailbox busy, come back"));

        DateTimeOffset began = files.Clock.Now;
        int attempts = 1;
        for (; (await store.Outbox.DueAsync(TimeSpan.FromDays(2), Cancel)).Due is [var next]; attempts++)
        {
            files.Clock.Now += next.In;
            await courier.CarryDueAsync(Cancel);
        }
        Delivery busy = (await store.Outbox.ListAsync(scope, 9, Cancel)).Single(d => d.Recipient == "busy@example.com");
        (busy.State, busy.Attempts).ShouldBe((DeliveryState.GivenUp, attempts));
        (files.Clock.Now - began).ShouldBeInRange(TimeSpan.FromHours(23), TimeSpan.FromHours(24));
        (await store.Outbox.ListAsync(scope, 9, Cancel)).Single(d => d.Recipient == "nobody@example.com").Attempts.ShouldBe(1);

        (await store.Outbox.RetryAsync(scope, 1, "busy@example.com", Cancel)).ShouldBeTrue();
        await courier.CarryDueAsync(Cancel);
        (await store.Outbox.ListAsync(scope, 9, Cancel)).Single(d => d.Recipient == "busy@example.com")
            .State.ShouldBe(DeliveryState.Waiting, "asked for by hand, it is tried for another day");
        server.Unread.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_being_tried_when_the_program_died_is_tried_again_and_the_log_says_so()
    {
        await using MailServer server = await MailServer.StartAsync();
        await store.Outbox.PutAsync(scope, Mail, ["ann@example.com"], null, Cancel);
        OutboxMessage?[] taken =
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => store.Outbox.TakeAsync(scope, WayOut.Mail, Cancel))));
        taken.OfType<OutboxMessage>().ShouldHaveSingleItem("two takers never get the same");

        // The one that took it died; another program opens the same store.
        store = await files.OpenAsync();
        OutboxWorker courier = Carrying(new SmtpChannel(new SmtpServer("127.0.0.1", server.Port, Encryption.None, null, null), From));
        files.Clock.Now += Outbox.Lease - TimeSpan.FromTicks(1);
        await courier.CarryDueAsync(Cancel);
        server.Unread.ShouldBe(0, "it may still be at it");
        files.Clock.Now += TimeSpan.FromTicks(1);
        await courier.CarryDueAsync(Cancel);
        (await server.NextAsync()).GetProperty("messageId").GetString()
            .ShouldBe($"<{taken.OfType<OutboxMessage>().Single().Mark}@example.com>", "a second copy has the first one's name");
        Delivery delivery = await OnlyAsync();
        (delivery.State, delivery.Attempts, delivery.Interruptions).ShouldBe((DeliveryState.Accepted, 2, 1));
    }

    [Fact]
    public async Task A_program_that_is_stopped_gives_back_what_it_could_not_finish()
    {
        var silent = new Silent();
        var courier = new OutboxWorker(store, new QuickClock(files.Clock), new Dictionary<WayOut,
            IDeliveryChannel>
        { [WayOut.Mail] = silent }, NullLogger<OutboxWorker>.Instance);
        await store.Outbox.PutAsync(scope, Mail, ["ann@example.com"], null, Cancel);
        await courier.StartAsync(Cancel);
        await silent.Asked.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await courier.StopAsync(Cancel);
        Delivery delivery = await OnlyAsync();
        (delivery.State, delivery.NextTry).ShouldBe((DeliveryState.Waiting, files.Clock.Now));
        delivery.Interruptions.ShouldBe(1, "nobody knows whether it arrived");
    }

    [Fact]
    public async Task A_share_put_in_the_box_leaves_at_once_and_a_broken_one_holds_up_no_other()
    {
        await using MailServer server = await MailServer.StartAsync();
        using OutboxWorker courier = Carrying(new Breaking(new SmtpChannel(server.Settings, From)));
        await courier.StartAsync(Cancel);
        await store.Outbox.PutAsync(scope, Mail with { Subject = Breaking.Subject }, ["ann@example.com"], null, Cancel);
        await store.Outbox.PutAsync(scope, Post, [""], null, Cancel);
        await store.Outbox.PutAsync(scope, Mail, ["ann@example.com"], null, Cancel);
        courier.Wake();
        (await server.NextAsync()).GetProperty("subject").GetString().ShouldBe(Mail.Subject);
        await courier.StopAsync(Cancel);
        (await store.Outbox.ListAsync(scope, 9, Cancel)).Select(d => (d.State, d.Reason)).ShouldBe(
            [(DeliveryState.Accepted, null), (DeliveryState.Waiting, "not_set_up"), (DeliveryState.Waiting, "broken")]);
        server.Unread.ShouldBe(0);
    }

    [Fact]
    public async Task Mail_is_sent_in_the_name_of_the_account_and_never_in_the_open_when_it_should_not_be()
    {
        await using MailServer server = await MailServer.StartAsync(0, "ann", "s3cret");
        async Task<Delivery> Try(SmtpServer settings)
        {
            await store.Outbox.PutAsync(scope, Mail, ["ann@example.com"], null, Cancel);
            await Carrying(new SmtpChannel(settings, From)).CarryDueAsync(Cancel);
            return (await store.Outbox.ListAsync(scope, 1, Cancel))[0];
        }
        (await Try(new SmtpServer("127.0.0.1", server.Port, Encryption.None, "ann", "s3cret"))).State.ShouldBe(DeliveryState.Accepted);
        (await server.NextAsync()).GetProperty("user").GetString().ShouldBe("ann");

        Delivery refused = await Try(new SmtpServer("127.0.0.1", server.Port, Encryption.None, "ann", "wrong"));
        refused.State.ShouldBe(DeliveryState.Refused);
        refused.Said!.ShouldStartWith("5");
        refused.Said!.ShouldNotContain("wrong");

        Delivery untrusted = await Try(new SmtpServer("127.0.0.1", server.Port, Encryption.StartTls, "ann", "s3cret"));
        (untrusted.State, untrusted.Reason).ShouldBe((DeliveryState.Waiting, "unreachable"));
        untrusted.Said!.ShouldContain("certificate");
        server.Unread.ShouldBe(0);
    }

    [Fact]
    public async Task A_server_that_speaks_TLS_from_the_first_byte_is_sent_to_through_it_when_its_certificate_is_trusted()
    {
        await using MailServer server = await MailServer.StartAsync(0, "tls", "ann", "s3cret");
        async Task<Delivery> Try(bool trusted)
        {
            var settings = new SmtpServer("127.0.0.1", server.Port, Encryption.FromFirstByte, "ann", "s3cret");
            await store.Outbox.PutAsync(scope, Mail, ["ann@example.com"], PngPictureTests.Png(8, 4), Cancel);
            await Carrying(new SmtpChannel(settings, From)
            {
                Trust = trusted ? (_, certificate, _, _) =>
                certificate is { Subject.Length: > 0 } : null
            }).CarryDueAsync(Cancel);
            return (await store.Outbox.ListAsync(scope, 1, Cancel))[0];
        }
        Delivery untrusted = await Try(trusted: false);
        (untrusted.State, untrusted.Reason).ShouldBe((DeliveryState.Waiting, "unreachable"));
        untrusted.Said!.ShouldContain("certificate");
        server.Unread.ShouldBe(0);

        (await Try(trusted: true)).State.ShouldBe(DeliveryState.Accepted);
        JsonElement mail = await server.NextAsync();
        (mail.GetProperty("user").GetString(), mail.GetProperty("attachments").GetArrayLength()).ShouldBe(("ann", 1));
    }

    /// <summary>Each recipient fails in its own way (tests/peers/oddsmtp.mjs), on one server, in one sweep.</summary>
    [Theory]
    [InlineData("silent-after-data@example.com", "slow", 1)]
    [InlineData("gone-after-data@example.com", "garbled", 1)]
    [InlineData("words-after-data@example.com", "garbled", 1)]
    [InlineData("silent-at-rcpt@example.com", "slow", 0)]
    [InlineData("gone-at-rcpt@example.com", "garbled", 0)]
    [InlineData("words-at-rcpt@example.com", "garbled", 0)]
    public async Task An_odd_answer_is_tried_again_and_may_have_arrived_only_when_the_server_had_all_of_it(string recipient, string reason,
        long mayHaveArrived)
    {
        await using MailServer server = await MailServer.StartOddAsync();
        var courier = new OutboxWorker(store, new QuickClock(files.Clock), Only(new SmtpChannel(server.Settings, From)),
            NullLogger<OutboxWorker>.Instance);
        await store.Outbox.PutAsync(scope, Mail, [recipient], null, Cancel);
        await courier.CarryDueAsync(Cancel);
        Delivery delivery = await OnlyAsync();
        (delivery.State, delivery.Reason, delivery.Interruptions).ShouldBe((DeliveryState.Waiting, reason, mayHaveArrived));
        delivery.NextTry.ShouldNotBeNull();
    }

    [Fact]
    public async Task One_server_that_goes_silent_holds_up_nobody_else_not_even_of_the_same_share()
    {
        await using MailServer server = await MailServer.StartOddAsync();
        await using Receiver teams = await Receiver.StartAsync(_ => (202, ""));
        using var http = new HttpClient();
        // Nobody's patience runs out here: what arrives does so while the silent ones are still being waited for.
        var clock = new PlacesOnlyClock(files.Clock);
        using var courier = new OutboxWorker(store, clock, new Dictionary<WayOut, IDeliveryChannel>
        {
            [WayOut.Mail] = new SmtpChannel(server.Settings, From),
            [WayOut.Teams] = new TeamsChannel(new Uri(teams.Address + "/workflow"), http),
        }, NullLogger<OutboxWorker>.Instance);
        await store.Outbox.PutAsync(scope, Mail, [.. Enumerable.Range(0, 9).Select(i => $"silent-after-data+{i}@example.com"),
            "zoe@example.com"], null, Cancel);
        await courier.StartAsync(Cancel);
        (await server.NextAsync()).GetProperty("to")[0].GetString().ShouldBe("zoe@example.com");
        await store.Outbox.PutAsync(scope, Post, [""], null, Cancel);
        await store.Outbox.PutAsync(scope, Mail, ["yan@example.com"], null, Cancel);
        courier.Wake();
        await teams.NextAsync();
        (await server.NextAsync()).GetProperty("to")[0].GetString().ShouldBe("yan@example.com");
        (await store.Outbox.ListAsync(scope, 9, Cancel)).Count(d => d.TryingSince is not null
            && d.Recipient.StartsWith("silent", StringComparison.Ordinal)).ShouldBe(9);
        await courier.StopAsync(Cancel);
        (await store.Outbox.ListAsync(scope, 9, Cancel)).Where(d => d.Recipient.StartsWith("silent", StringComparison.Ordinal))
            .ShouldAllBe(d => d.State == DeliveryState.Waiting && d.TryingSince == null && d.Interruptions == 1);
    }

    [Fact]
    public async Task A_name_with_other_letters_goes_where_the_server_takes_it_and_is_refused_at_once_where_not()
    {
        await using MailServer server = await MailServer.StartAsync();
        await using MailServer old = await MailServer.StartOddAsync();
        await store.Outbox.PutAsync(scope, Mail, ["jürgen@exämple.com"], null, Cancel);
        await Carrying(new SmtpChannel(new SmtpServer("127.0.0.1", server.Port, Encryption.None, null, null), From)).CarryDueAsync(Cancel);
        (await OnlyAsync()).State.ShouldBe(DeliveryState.Accepted);
        (await server.NextAsync()).GetProperty("to")[0].GetString()!.ShouldStartWith("jürgen@");

        await store.Outbox.PutAsync(scope, Mail, ["jürgen@example.com", "ann@exämple.com"], null, Cancel);
        await Carrying(new SmtpChannel(old.Settings, From)).CarryDueAsync(Cancel);
        Dictionary<string, Delivery> log = (await store.Outbox.ListAsync(scope, 1, Cancel)).ToDictionary(d => d.Recipient);
        (log["jürgen@example.com"].State, log["jürgen@example.com"].Reason).ShouldBe((DeliveryState.Refused, "international"));
        log["ann@exämple.com"].State.ShouldBe(DeliveryState.Accepted, "a domain has a form every server takes");
        (await old.NextAsync()).GetProperty("to")[0].GetString().ShouldBe("ann@xn--exmple-cua.com");
    }

    [Fact]
    public async Task Microsoft_Graph_gets_the_same_mail_whole_and_one_token_does_for_many()
    {
        int sendStatus = 202;
        await using Receiver graph = await Receiver.StartAsync(path => path.EndsWith("/token", StringComparison.Ordinal) ? (200, """{"token_type":"Bearer","expires_in":3599,"access_token":"t0ken"}""") : (sendStatus, ""));
        using var http = new HttpClient();
        using var carrier = new GraphChannel(new GraphApp("contoso.example", "app-1", "s3cret", new Uri(graph.Address),
            new Uri(graph.Address)), From, http, files.Clock);
        OutboxWorker courier = Carrying(carrier);
        byte[] picture = PngPictureTests.Png(8, 4);
        await store.Outbox.PutAsync(scope, Mail, ["ann@example.com", "bob@example.com"], picture, Cancel);
        await courier.CarryDueAsync(Cancel);

        Arrived token = await graph.NextAsync();
        token.Path.ShouldBe("/contoso.example/oauth2/v2.0/token");
        Encoding.UTF8.GetString(token.Body)
            .ShouldBe($"grant_type=client_credentials&client_id=app-1&client_secret=s3cret&scope={Uri.EscapeDataString(graph.Address + "/.default")}");
        Arrived first = await graph.NextAsync(), second = await graph.NextAsync();
        graph.Unread.ShouldBe(0, "one token did for both");
        foreach (Arrived sent in new[] { first, second })
        {
            (sent.Path, sent.Authorization, sent.ContentType)
                .ShouldBe(("/v1.0/users/insights@example.com/sendMail", "Bearer t0ken", "text/plain; charset=us-ascii"));
            JsonElement mail = await Peer.AskAsync("mail.mjs", Convert.FromBase64String(Encoding.ASCII.GetString(sent.Body)));
            mail.GetProperty("subject").GetString().ShouldBe(Mail.Subject);
            mail.GetProperty("text").GetString()!.Trim().ShouldBe(Mail.Plain);
            mail.GetProperty("html").GetString()!.Trim().ShouldBe(Mail.Rich);
            mail.GetProperty("attachments")[0].GetProperty("content").GetBytesFromBase64().ShouldBe(picture);
        }

        (sendStatus, files.Clock.Now) = (429, files.Clock.Now.AddHours(2));
        await store.Outbox.PutAsync(scope, Mail, ["ann@example.com"], null, Cancel);
        await courier.CarryDueAsync(Cancel);
        Delivery later = (await store.Outbox.ListAsync(scope, 1, Cancel))[0];
        (later.State, later.Reason).ShouldBe((DeliveryState.Waiting, "busy"));
        (await graph.NextAsync()).Path.ShouldEndWith("/token", Case.Sensitive, "a token that ran out is had anew");
    }

    [Theory, InlineData(202, DeliveryState.Accepted), InlineData(400, DeliveryState.Refused), InlineData(302, DeliveryState.Refused),
        InlineData(429, DeliveryState.Waiting), InlineData(503, DeliveryState.Waiting)]
    public async Task A_channel_s_answer_decides_and_its_address_stands_nowhere(int status, DeliveryState state)
    {
        await using Receiver teams = await Receiver.StartAsync(_ => (status, "because"));
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        OutboxWorker courier = Carrying(mail: null, new TeamsChannel(new Uri(teams.Address + "/workflow?sig=s3cret"), http));
        await store.Outbox.PutAsync(scope, Post, [""], null, Cancel);
        await courier.CarryDueAsync(Cancel);
        Delivery delivery = await OnlyAsync();
        delivery.State.ShouldBe(state);
        delivery.Said!.ShouldStartWith(status == 202 ? new Uri(teams.Address).Authority : $"{status} ");
        Encoding.UTF8.GetString((await teams.NextAsync()).Body).ShouldBe(Post.Rich);
        teams.Unread.ShouldBe(0);
        delivery.ToString().ShouldNotContain("s3cret");
    }

    private static Dictionary<WayOut, IDeliveryChannel> Only(IDeliveryChannel mail) => new() { [WayOut.Mail] = mail };

    private OutboxWorker Carrying(IDeliveryChannel? mail, IDeliveryChannel? teams = null)
    {
        var carriers = new Dictionary<WayOut, IDeliveryChannel>();
        if (mail is not null) carriers[WayOut.Mail] = mail;
        if (teams is not null) carriers[WayOut.Teams] = teams;
        return new OutboxWorker(store, files.Clock, carriers, NullLogger<OutboxWorker>.Instance);
    }

    private async Task<Delivery> OnlyAsync() => (await store.Outbox.ListAsync(scope, 9, Cancel)).ShouldHaveSingleItem();

    /// <summary>Has a fault of its own that one mail brings out.</summary>
    private sealed class Breaking(IDeliveryChannel carrier) : IDeliveryChannel
    {
        public const string Subject = "breaks it";

        public Task<Answer> CarryAsync(OutboxMessage parcel, CancellationToken cancel) =>
            parcel.Shared.Subject == Subject ? throw new InvalidOperationException("Something nobody thought of.")
                : carrier.CarryAsync(parcel, cancel);
    }

    /// <summary>Never answers.</summary>
    private sealed class Silent : IDeliveryChannel
    {
        public TaskCompletionSource Asked { get; } = new();

        public async Task<Answer> CarryAsync(OutboxMessage parcel, CancellationToken cancel)
        {
            Asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancel);
            throw new InvalidOperationException();
        }
    }

    /// <summary>What is waited for a few seconds is over at once; what is waited for longer never is.</summary>
    private sealed class PlacesOnlyClock(TimeProvider now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime <= DeliveryLane.PlaceHeld ? dueTime / 50
                : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits are a fiftieth of what they should be.</summary>
    private sealed class QuickClock(TimeProvider now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new Quick(base.CreateTimer(callback, state, dueTime / 50, period));

        private sealed class Quick(ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime / 50, period);

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }
}
