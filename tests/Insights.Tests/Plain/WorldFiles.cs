using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Insights.Tests.Plain;

/// <summary>How the referrals are written; the source and its connectors use all three.</summary>
public enum ReferralLayout
{
    /// <summary><c>{ "value": [ … ] }</c>, the API's answer to a list request.</summary>
    ListResponse,

    /// <summary><c>[ … ]</c></summary>
    BareArray,

    /// <summary>One record per line.</summary>
    JsonLines,
}

/// <param name="Pieces">Over how many files the referrals, and the days of page views, are split.</param>
/// <param name="ShuffleSeed">Writes the records in another order; null keeps that of the world.</param>
public sealed record Writing(ReferralLayout Layout = ReferralLayout.ListResponse, int Pieces = 1, int? ShuffleSeed = null);

/// <summary>The paths of a written world by kind. Lists are empty where the world has nothing of the kind.</summary>
public sealed record WrittenWorld(
    IReadOnlyList<string> Referrals,
    IReadOnlyList<string> Solutions,
    IReadOnlyList<string> PageViews,
    IReadOnlyList<string> Rates)
{
    public IReadOnlyList<string> All => [.. Rates, .. Solutions, .. PageViews, .. Referrals];
}

/// <summary>Writes a world as the files its sources would give.</summary>
public static class WorldFiles
{
    public static WrittenWorld Write(World world, string folder, Writing? writing = null)
    {
        writing ??= new Writing();
        Directory.CreateDirectory(folder);
        var records = Shuffled(world.Referrals, writing.ShuffleSeed);
        var referrals = new List<string>();
        for (var piece = 0; piece < writing.Pieces; piece++)
        {
            var extension = writing.Layout == ReferralLayout.JsonLines ? "jsonl" : "json";
            referrals.Add(Save(folder, $"referrals-{piece + 1}.{extension}",
                ReferralText(Piece(records, piece, writing.Pieces), writing.Layout)));
        }

        // A list of solutions and a table of rates are whole lists: half of one would say something else.
        return new WrittenWorld(
            referrals,
            world.Solutions.Count == 0 ? [] : [Save(folder, "solutions.csv", SolutionText(Shuffled(world.Solutions, writing.ShuffleSeed)))],
            world.PageViews.Count == 0 ? [] : PageViewFiles(world, folder, writing),
            world.OwnRates.Count == 0 ? [] : [Save(folder, "rates.csv", RateText(Shuffled(world.OwnRates, writing.ShuffleSeed)))]);
    }

    public static string ReferralText(IReadOnlyList<Referral> records, ReferralLayout layout)
    {
        var bodies = records.Select(ReferralJson.Body);
        switch (layout)
        {
            case ReferralLayout.JsonLines:
                return string.Concat(bodies.Select(body => body.ToJsonString() + "\n"));
            case ReferralLayout.BareArray:
                return new JsonArray([.. bodies]).ToJsonString(Indented);
            default:
                return new JsonObject
                {
                    ["@odata.context"] = "http://api.partner.microsoft.com/v1.0/$metadata#Referrals",
                    ["@odata.count"] = records.Count,
                    ["value"] = new JsonArray([.. bodies]),
                }.ToJsonString(Indented);
        }
    }

    public static string SolutionText(IEnumerable<Solution> solutions) =>
        Csv("Solution ID,Name,Co-sell status", solutions.Select(s => (string[])[s.Id, s.Name, s.CoSellStatus]));

    public static string PageViewText(IEnumerable<DayOfViews> days) =>
        Csv("Date,Source,Country,Page views,CTA clicks", days.Select(d => (string[])
            [d.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), d.Source, d.Country, Number(d.PageViews), Number(d.CtaClicks)]));

    public static string RateText(IEnumerable<OwnRate> rates) =>
        Csv("CurrencyCode,USDPerUnit,Month", rates.Select(r => (string[])
            [r.Currency, Number(r.UsdPerUnit), r.Month.ToString("yyyyMM", CultureInfo.InvariantCulture)]));

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Split by day: a later file of the same day could rightly replace an earlier one.</summary>
    private static List<string> PageViewFiles(World world, string folder, Writing writing)
    {
        var dates = Shuffled([.. world.PageViews.Select(day => day.Date).Distinct()], writing.ShuffleSeed);
        var files = new List<string>();
        for (var piece = 0; piece < writing.Pieces; piece++)
        {
            var datesOfPiece = Piece(dates, piece, writing.Pieces);
            if (datesOfPiece.Count == 0) continue;
            files.Add(Save(folder, $"page-views-{piece + 1}.csv",
                PageViewText(world.PageViews.Where(day => datesOfPiece.Contains(day.Date)))));
        }

        return files;
    }

    private static IReadOnlyList<T> Shuffled<T>(IReadOnlyList<T> list, int? seed)
    {
        if (seed is null) return list;
        var shuffled = list.ToArray();
        new Random(seed.Value).Shuffle(shuffled);
        return shuffled;
    }

    private static List<T> Piece<T>(IReadOnlyList<T> list, int piece, int pieces) =>
        [.. list.Where((_, place) => place % pieces == piece)];

    private static string Csv(string header, IEnumerable<string[]> rows)
    {
        var text = new StringBuilder(header).Append("\r\n");
        foreach (var row in rows) text.AppendJoin(',', row.Select(Quoted)).Append("\r\n");
        return text.ToString();
    }

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    private static string Number(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Save(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}

/// <summary>A record as the Partner Center API prints it.</summary>
public static class ReferralJson
{
    public static JsonObject Body(Referral referral)
    {
        JsonObject body = Core(referral);
        // What a record does not say it does not mention.
        if (referral.Reason is not null) body["statusReason"] = referral.Reason;
        if (referral.Source is not null) body["referralSource"] = referral.Source;
        if (referral.Role is not null) body["partnerRole"] = referral.Role;
        if (referral.Solutions.Count + (referral.Offer is null ? 0 : 1) + (referral.Intent is null ? 0 : 1) == 0) return body;
        var requirements = new JsonObject();
        if (referral.Solutions.Count > 0) requirements["solutions"] = new JsonArray([.. referral.Solutions.Select(Body)]);
        if (referral.Offer is not null) requirements["offers"] = new JsonArray(Body(referral.Offer));
        if (referral.Intent is not null)
            requirements["additionalRequirements"] =
                new JsonObject
                {
                    ["attributes"] = new JsonArray(new JsonObject
                    {
                        ["type"] = "CustomerMarketplaceIntent",
                        ["id"] = referral.Intent
                    })
                };
        body["details"]!["requirements"] = requirements;
        return body;
    }

    private static JsonObject Body(Named named) => new() { ["id"] = named.Id, ["name"] = named.Name };

    private static JsonObject Core(Referral referral) => new()
    {
        ["id"] = referral.Id,
        ["engagementId"] = referral.EngagementId,
        ["organizationId"] = referral.OrganizationId,
        ["organizationName"] = referral.OrganizationId == World.Us ? "Contoso Company" : "Another Company",
        ["name"] = $"Deal {referral.Id[^4..]}",
        ["createdDateTime"] = Moment(referral.Created, referral.WholeDays),
        ["updatedDateTime"] = Moment(referral.Updated ?? referral.Closed ?? referral.Accepted ?? referral.Created),
        ["acceptedDateTime"] = Moment(referral.Accepted, referral.WholeDays),
        ["closedDateTime"] = Moment(referral.Closed, referral.WholeDays),
        ["status"] = referral.Status,
        ["substatus"] = referral.Substatus,
        ["qualification"] = referral.Qualification,
        ["type"] = referral.Type,
        ["direction"] = referral.Direction,
        ["callToAction"] = referral.CallToAction,
        ["referralProgram"] = referral.Program,
        ["target"] = new JsonArray(new JsonObject
        {
            ["type"] = "BusinessProfileLocation",
            ["id"] = referral.TargetsMicrosoft ? "msft" : "01e2abcd-52b0-4af3-a3ae-1fd1530b3563",
        }),
        ["customerProfile"] = new JsonObject
        {
            ["name"] = referral.Customer,
            ["address"] = new JsonObject { ["city"] = "Anywhere", ["country"] = referral.Country },
        },
        ["consent"] = new JsonObject { ["consentToShareReferralWithMicrosoftSellers"] = referral.ConsentToShare },
        ["inviteContext"] = new JsonObject
        {
            ["assistanceRequestCode"] = referral.HelpAsked,
            ["invitedBy"] = referral.InvitedBy is null ? null : new JsonObject { ["organizationId"] = referral.InvitedBy },
        },
        ["trackingInfo"] = new JsonObject { ["microsoftMsxId"] = referral.MsxId },
        ["details"] = new JsonObject { ["dealValue"] = referral.DealValue, ["currency"] = referral.Currency },
        ["registrations"] = new JsonArray([.. referral.Registrations.Select(r => Body(r, referral.WholeDays))]),
    };

    private static JsonObject Body(Registration registration, bool wholeDays) => new()
    {
        ["id"] = registration.Id,
        ["type"] = registration.Type,
        ["registrationDateTime"] = Moment(registration.Registered, wholeDays),
        ["status"] = registration.Status,
        ["contract"] = new JsonObject
        {
            ["value"] = registration.ContractValue,
            ["currency"] = registration.Currency,
            ["startDateTime"] = Moment(registration.Start),
            ["endDateTime"] = Moment(registration.End),
            ["term"] = registration.Term,
        },
        ["statusHistory"] = new JsonObject
        {
            ["reviewPendingDateTime"] = Moment(registration.ReviewPending, wholeDays),
            ["approvedDateTime"] = Moment(registration.Approved, wholeDays),
            ["passedDateTime"] = Moment(registration.Passed, wholeDays),
            ["failedDateTime"] = Moment(registration.Failed, wholeDays),
        },
    };

    private static string? Moment(DateTimeOffset? moment, bool wholeDay = false) =>
        moment?.UtcDateTime.ToString(wholeDay ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
