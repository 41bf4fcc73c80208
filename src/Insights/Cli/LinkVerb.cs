using System.CommandLine;
using Insights.Access;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Web;
using Insights.Widgets;

namespace Insights.Cli;

/// <summary>`link`: another one-time link into a page that is being served.</summary>
internal static class LinkVerb
{
    /// <summary>How long a link waits to be opened.</summary>
    public static readonly TimeSpan Waits = TimeSpan.FromHours(12);

    public static Command Command(TimeProvider clock)
    {
        Option<string> place = StoreOption.Store();
        Option<string?> organization = StoreOption.Organization();
        var url = new Option<string>("--url")
        {
            Description = "Where the page is served.",
            DefaultValueFactory = _ => "http://127.0.0.1:5080",
            HelpName = "URL"
        };
        var command = new Command("link",
            "Print a link that signs in whoever opens it first, as Referrals admin. It works once, within 12 hours.\n\nExample: " +
            "insights link --url http://127.0.0.1:5080") { url, organization, place };
        command.SetAction(async (parsed, cancel) =>
        {
            if (!Uri.TryCreate(parsed.GetValue(url), UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
                throw new UsageException("--url: write the whole address of the page, as http://127.0.0.1:5080.");
            ReferralStore store = await StoreOption.OpenExistingAsync(parsed.GetValue(place)!, clock, cancel);
            long id = parsed.GetValue(organization) is { } named ? (await StoreOption.ChooseAsync(store, named, cancel)).Id : 0;
            await Console.Out.WriteLineAsync(await NewAsync(store, clock, id, address.ToString(), cancel));
            return ExitCode.Done;
        });
        return command;
    }

    /// <param name="organizationId">0 for whatever organisation the program serves.</param>
    public static async Task<string> NewAsync(ReferralStore store, TimeProvider clock, long organizationId, string address,
        CancellationToken cancel)
    {
        var secret = Secret.New(organizationId);
        await store.OneTimeLinks.PutAsync(organizationId, secret.Hash, clock.GetUtcNow() + Waits, cancel);
        return $"{address.TrimEnd('/')}{SignInLinks.Page}?key={secret.Word}";
    }
}
