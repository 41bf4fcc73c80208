using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Insights.Access.OpenId;
using Insights.Exports.Pdf;
using Insights.Page;
using Insights.Page.SignIn;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Web;
using Insights.Widgets;

namespace Insights.Cli;

/// <summary>`serve`: the page, on this machine only unless told otherwise.</summary>
internal static class ServeVerb
{
    /// <summary>How long the program waits, when it is asked to stop, for an import that keeps lines out of the audit trail.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(30);

    private const int FirstPort = 5080;

    public static Command Command(TimeProvider clock)
    {
        Option<string> place = StoreOption.Store();
        Option<string?> organization = StoreOption.Organization();
        var urls = new Option<string?>("--urls")
        {
            Description =
            "Where to listen; http://127.0.0.1:5080 or the next free port when left out.",
            HelpName = "URLS"
        };
        var sample = new Option<bool>("--sample-when-empty") { Description = "Load the sample organisation when the store is empty." };
        var command = new Command("serve", "Serve the page.\n\nExample: insights serve --urls http://127.0.0.1:8080") { urls, sample,
            organization, place };
        command.SetAction(async (parsed, cancel) =>
        {
            ReferralStore store = await StoreOption.OpenAsync(parsed.GetValue(place)!, clock, cancel);
            if (await store.WhyOnlyReadAsync(cancel) is { } why)
                throw new StoreException($"{why.Message} A served page writes: who signed in, its keys, the audit trail. `summary`, " +
                    "`csv`, `xlsx`, `pdf` and `imports` read it as it is; `move --from` copies it to where it may be written.");
            if (await store.CautionAsync(cancel) is { } caution) await Console.Error.WriteLineAsync(caution);
            if (parsed.GetValue(sample) && (await store.OrganizationsAsync(cancel)).Count == 0)
            {
                await Console.Error.WriteLineAsync("The store is empty: loading the sample organisation.");
                await SampleVerb.LoadAsync(store, SampleVerb.DefaultSize, SampleVerb.DefaultSeed, clock.GetUtcNow(), cancel);
            }
            // With one organisation, or none yet, the page follows the store; with several, somebody has to say which: this option, or
            // each reader's sign-in.
            string? id = parsed.GetValue(organization);
            bool several = string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(OpenIdSettings.AuthorityName))
                && (await store.OrganizationsAsync(cancel)).Count(o => !o.IsSample) > 1;
            Organization? chosen = id is not null || several ? await StoreOption.ChooseAsync(store, id, cancel) : null;

            await using WebApplication app = WebProgram.Build(store, clock, chosen?.Id, parsed.GetValue(urls)
                ?? $"http://127.0.0.1:{FreePort()}");
            Task warm = WarmAsync(app.Services, await store.ServedAsync(chosen?.Id, cancel), cancel);
            try
            {
                await app.StartAsync(cancel);
            }
            catch (Exception e) when (e is IOException or SocketException or FormatException or ArgumentException
                or InvalidOperationException)
            {
                throw new UsageException($"--urls: cannot listen there: {e.Message}");
            }
            await Console.Out.WriteLineAsync($"Referral Insights is at {string.Join(" and ", app.Urls)} (store {store.Location}). " +
                "Ctrl+C stops it.");
            // In a company the company says who is who; `link` still makes a link for who runs the program.
            if (app.Services.GetRequiredService<SignInWays>().Provider is null)
                await Console.Out.WriteLineAsync($"Sign in, once: {await LinkVerb.NewAsync(store, clock, 0, app.Urls.First(), cancel)}");
            await app.WaitForShutdownAsync(cancel);
            await warm;
            await SettleAsync(store);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Draws the Summary once while the program starts, so that the first reader does not wait for the facts; then starts the
    /// browser, so that nobody waits for that either.</summary>
    private static async Task WarmAsync(IServiceProvider services, Scope? scope, CancellationToken cancel)
    {
        try
        {
            if (await Task.Run(async () => await services.GetRequiredService<IReadings>().SummaryAsync(scope, new SummaryQuery(), cancel),
                cancel) is { } reading)
                await Html.PageAsync<SummaryPage>(new Dictionary<string,
                    object?>
                { ["View"] = new WidgetView(reading, Language.English, new SummaryQuery()) });
            await services.GetRequiredService<PdfPress>().WarmAsync(cancel);
        }
        catch (StoreException e)
        {
            // The first reader is told the same; the program serves on, for the store may be mended.
            await Console.Error.WriteLineAsync(e.Message);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Stopped before it was warm.
        }
    }

    /// <summary>The audit trail loses no line when the program is asked to stop; what cannot be written into it is at least said.</summary>
    private static async Task SettleAsync(ReferralStore store)
    {
        (IReadOnlyList<string> left, string? why) = await store.SettleAsync(Farewell, CancellationToken.None);
        if (left.Count == 0) return;
        await Console.Error.WriteLineAsync($"{left.Count} lines could not be written into the audit " +
            $"trail{(why is null ? "" : ": " + why)} They are:");
        foreach (string line in left) await Console.Error.WriteLineAsync(line.ReplaceLineEndings(" "));
    }

    private static int FreePort()
    {
        for (int port = FirstPort; port < FirstPort + 50; port++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                continue;
            }
        }
        return 0;
    }
}
