using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Insights.Tests.PartnerCenter;

/// <summary>A request that came.</summary>
/// <param name="Number">Its place, from 1, among the requests of the API; among those of the sign-in for a sign-in.</param>
/// <param name="Query">As it was sent, with its question mark.</param>
/// <param name="Status">What was answered; 0 when nothing was.</param>
/// <param name="RequestId">The id the answer had.</param>
/// <param name="Mfa">Whether ValidateMfa was asked for.</param>
internal sealed record Received(int Number, string Method, string Path, string Query, int Status, string ClientRequestId,
    string RequestId, bool Mfa);

/// <summary>Stands in for the referrals API of Partner Center and for the sign-in before it, over real HTTP. It notes what it gets, and
/// complains of what the real ones forbid or nobody should do; a test asserts that <see cref="Complaints"/> is empty.</summary>
internal sealed class PartnerCenterServer : IAsyncDisposable
{
    private const string Collection = "/v1.0/engagements/referrals", ShortCollection = "/v1.0/referrals", SignIn = "/login/";

    private readonly WebApplication app;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<Received> received = new(), signIns = new();
    private readonly ConcurrentQueue<string> complaints = new();
    private readonly ConcurrentDictionary<string, string> refused = new();
    private readonly RequestIds ids = new();
    private readonly InFlight flight = new();
    private ReferralPages pages = null!;
    private int requests, signInRequests;

    private PartnerCenterServer(TimeProvider clock)
    {
        this.clock = clock;
        Directory = new EntraDirectory(clock);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Run(ServeAsync);
    }

    /// <summary>The address of the collection, and that below which the tenants of the sign-in are.</summary>
    public Uri Referrals { get; private set; } = null!;
    public Uri Login { get; private set; } = null!;

    public EntraDirectory Directory { get; }
    public QueryRules Queries => pages.Queries;
    public PageRules Pages => pages.Pages;
    /// <summary>By the number of the request; the sign-in has its own numbers.</summary>
    public FaultScript Faults { get; } = new();
    public FaultScript SignInFaults { get; } = new();

    /// <summary>Called with the number of each request of the API before it is answered.</summary>
    public Action<int>? BeforeRequest { get; set; }
    /// <summary>Awaited after that: a test may hold a request back.</summary>
    public Func<int, Task>? Holding { get; set; }

    /// <summary>How far the server's time is ahead of the clock.</summary>
    public TimeSpan Skew { get; set; }
    /// <summary>The Date header comes empty, which readers take for absent: Kestrel cannot leave it out.</summary>
    public bool NoDate { get; set; }

    /// <summary>The organisation whose records a list shows; others are found by id and by engagement. Null shows all.</summary>
    public string? Organization { get => pages.Organization; set => pages.Organization = value; }

    public IReadOnlyList<StoredReferral> Records => pages.Records;
    /// <summary>How many requests of the API came so far.</summary>
    public int Requests => Volatile.Read(ref requests);
    /// <summary>In the order in which they were answered.</summary>
    public IReadOnlyList<Received> Received => [.. received];
    public IReadOnlyList<Received> SignIns => [.. signIns];
    public IReadOnlyList<string> Complaints => [.. complaints];
    public IReadOnlyList<string> Secrets => Directory.Secrets;

    public static async Task<PartnerCenterServer> StartAsync(TimeProvider clock)
    {
        var server = new PartnerCenterServer(clock);
        await server.app.StartAsync();
        string address = server.app.Urls.First();
        (server.Referrals, server.Login) = (new Uri(address + Collection), new Uri(address + SignIn.TrimEnd('/')));
        server.pages = new ReferralPages(server.Referrals, clock);
        return server;
    }

    public void Put(StoredReferral record) => pages.Put(record);

    public void Put(IEnumerable<StoredReferral> records)
    {
        foreach (StoredReferral record in records) pages.Put(record);
    }

    public bool Remove(string key) => pages.Remove(key);

    /// <summary>Writes a record anew: with a new eTag, the change made to it, and now as its moment of change if that moves.</summary>
    public void Touch(string key, Action<JsonObject>? change = null, bool moves = true) => pages.Touch(key, change, moves);

    public void ForgetLinks() => pages.ForgetLinks();

    public void Approve() => Directory.Approve();
    public void KillTokens() => Directory.KillTokens();
    public string Grant(string client) => Directory.Grant(client);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await app.DisposeAsync();
        stopping.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        bool api = path is Collection or ShortCollection || path.StartsWith($"{Collection}/", StringComparison.Ordinal);
        try
        {
            if (path.StartsWith(SignIn, StringComparison.Ordinal)) await SignInAsync(context, path[SignIn.Length..].Split('/'));
            else if (api) await ApiAsync(context, path);
            else
            {
                Complain($"There is nothing at {path}.");
                await new Reply(context, 0, Fault.Error(404), null).SendAsync(this, () => { });
            }
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            // A hook of the test, most likely: Kestrel would make a silent 500 of it.
            Complain($"The stand-in failed: {failure}");
            throw;
        }
        finally
        {
            flight.Leave(context);
        }
    }

    private async Task ApiAsync(HttpContext context, string path)
    {
        int number = Interlocked.Increment(ref requests);
        HttpRequest request = context.Request;
        string name = $"Request {number}", id = request.Headers["client-request-id"].ToString(), query = request.QueryString.Value ?? "";
        if (!flight.Enter(context)) Complain($"{name} came while another was not answered.");
        if (request.Headers.Accept != "application/json") Complain($"{name} does not ask for application/json.");
        if (ids.Wrong(id, path + query) is { } wrong) Complain($"{name}: {wrong}");
        Fault? denied = Judge(request, name);
        BeforeRequest?.Invoke(number);
        if (Holding is { } holding) await holding(number).WaitAsync(stopping.Token);
        Fault? fault = Faults.For(number);
        byte[]? body = null;
        if (fault is null or { NeedsAnswer: true })
        {
            ReferralPages.Answer answer = denied is not null ? new(null, denied)
                : path == ShortCollection && Pages.ShortPathStatus != 200 ? new(null, Fault.Error(Pages.ShortPathStatus, "NoSuchPath"))
                : path is Collection or ShortCollection ? pages.List(request.Query, query, what => Complain($"{name}: {what}"))
                : pages.One(path[(Collection.Length + 1)..]);
            (fault, body) = (answer.Fault ?? fault, answer.Body);
        }
        var reply = new Reply(context, number, fault, body);
        received.Enqueue(new(number, request.Method, path, query, reply.Status, id, reply.RequestId,
            request.Headers.ContainsKey("ValidateMfa")));
        // A whole answer ends the call before its last byte is sent; the next request may come right after that byte.
        bool whole = await reply.SendAsync(this, () =>
        {
            flight.Leave(context);
            ids.Answered(id, fault is not { CutsOff: true });
        });
        if (!whole) ids.Answered(id, false);
    }

    // What the real service answers to a caller without the right to ask; null for one who has it.
    private Fault? Judge(HttpRequest request, string name)
    {
        if (request.Method != "GET")
        {
            Complain($"{name} is a {request.Method}; the API is only read.");
            return Fault.Error(405);
        }
        string authorization = request.Headers.Authorization.ToString();
        string token = authorization.StartsWith("Bearer ", StringComparison.Ordinal) ? authorization["Bearer ".Length..] : "";
        TokenState state = Directory.StateOf(token);
        if (state == TokenState.Good) return null;
        // Who was not told yet cannot know that a token was killed.
        if (token.Length == 0) Complain($"{name} has no bearer token.");
        else if (!refused.TryAdd(token, name)) Complain($"{name} has the token that was refused before.");
        else if (state != TokenState.Killed) Complain($"{name} has a token that is not good: {state}.");
        return Fault.Error(401, "InvalidAuthenticationToken");
    }

    private async Task SignInAsync(HttpContext context, string[] parts)
    {
        int number = Interlocked.Increment(ref signInRequests);
        HttpRequest request = context.Request;
        if (request.Headers.Authorization.ToString().StartsWith("Bearer", StringComparison.OrdinalIgnoreCase))
            Complain("A bearer token was sent to the sign-in.");
        Fault? fault = SignInFaults.For(number);
        var status = 200;
        byte[]? body = null;
        if (request.Method != "POST" || parts is not [_, "oauth2", "v2.0", "token" or "devicecode"] || !request.HasFormContentType)
        {
            Complain($"The sign-in has no {request.Method} of {request.Path} with that content.");
            fault = Fault.Error(404);
        }
        else if (fault is null or { NeedsAnswer: true })
        {
            (status, JsonObject answer) = Directory.Answer(parts[0], parts[3], await request.ReadFormAsync(), Complain);
            body = Encoding.UTF8.GetBytes(answer.ToJsonString());
        }
        var reply = new Reply(context, number, fault, body, status);
        signIns.Enqueue(new(number, request.Method, request.Path.Value!, request.QueryString.Value ?? "", reply.Status, "",
            reply.RequestId, false));
        await reply.SendAsync(this, () => { });
    }

    /// <summary>The server's own time, and the token that ends with it.</summary>
    internal DateTimeOffset Now => clock.GetUtcNow() + Skew;
    internal CancellationToken Stopping => stopping.Token;

    private void Complain(string what) => complaints.Enqueue(what);
}
