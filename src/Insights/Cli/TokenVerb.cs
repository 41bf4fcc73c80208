using System.CommandLine;
using Insights.Access;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Web;

namespace Insights.Cli;

/// <summary>`token`: a way in for a program; the page `Access for programs` lists and revokes them.</summary>
internal static class TokenVerb
{
    public static Command Command(TimeProvider clock)
    {
        Option<string> place = StoreOption.Store();
        Option<string?> organization = StoreOption.Organization();
        var name = new Argument<string>("name") { Description = "What it is for." };
        var reach = new Option<string>("--reach")
        {
            Description =
            $"What it may be used for: {string.Join(" or ", Reach.All.Select(r => r.Key))}.",
            DefaultValueFactory = _ => Reach.All[0].Key,
            HelpName = "REACH"
        };
        var days = new Option<int>("--days")
        {
            Description = "How long it is valid, 1 to 366 days.",
            DefaultValueFactory = _ => 90,
            HelpName = "DAYS"
        };
        var command = new Command("token",
            "Make a token for a program and print it, this once. The program sends it as Authorization: Bearer TOKEN.\n\nExample: " +
            "insights token nightly-report --reach numbers --days 90") { name, reach, days, organization, place };
        command.SetAction(async (parsed, cancel) =>
        {
            if (Reach.Find(parsed.GetValue(reach)) is not { } chosen)
                throw new UsageException($"--reach: there is no '{parsed.GetValue(reach)}'; write " +
                    $"{string.Join(" or ", Reach.All.Select(r => r.Key))}.");
            if (parsed.GetValue(days) is < 1 or > 366) throw new UsageException("--days: write a number from 1 to 366.");
            ReferralStore store = await StoreOption.OpenExistingAsync(parsed.GetValue(place)!, clock, cancel);
            Scope scope = (await StoreOption.ChooseAsync(store, parsed.GetValue(organization), cancel)).Scope();
            var secret = Secret.New(scope.OrganizationId);
            await store.ApiTokens.PutAsync(scope, secret.Hash, parsed.GetValue(name)!, chosen.Key,
                clock.GetUtcNow().AddDays(parsed.GetValue(days)), cancel);
            await Console.Out.WriteLineAsync(secret.Word);
            return ExitCode.Done;
        });
        return command;
    }
}
