using System.Text.Json.Nodes;

namespace Insights.Tests.PartnerCenter;

/// <summary>Makes plausible records, and writes records as the files a person would import.</summary>
internal static class ReferralRecords
{
    /// <summary>Stands in the name of every customer, and in the texts of errors.</summary>
    public const string Customer = "Plantedcustomer";
    /// <summary>Stands in every field of every contact person of a customer; nothing may keep it.</summary>
    public const string Contact = "plantedcontact";

    private const string Microsoft = "msft", Service = "https://api.partner.microsoft.com/v1.0/engagements/referrals";

    private enum Kind { Inbound, Outbound, Lead, Qualified, PartnerLed, Private }

    private static readonly (string Status, string Substatus)[] States =
    [
        ("New", "Pending"), ("Active", "Accepted"),
        .. new[] { "Won", "Lost", "Declined", "Expired", "Error" }.Select(substatus => ("Closed", substatus)),
    ];
    private static readonly string[] Actions = ["ContactMe", "GetItNow", "FreeTrial", "ContactPartner"],
        Currencies = ["USD", "EUR", "GBP"],
        Countries = ["NL", "US", "DK", "CH"], Cities = ["Amsterdam", "Redmond", "København", "Zürich"];

    /// <summary>Records of one organisation, of every type and state, in no order of their moments. About a third share one of three
    /// moments of their last change; none is younger than <paramref name="now"/>.</summary>
    public static List<StoredReferral> Make(Random random, int count, string organizationId, DateTimeOffset now)
    {
        DateTimeOffset[] bulk = [.. Enumerable.Range(0, 3).Select(_ => now - Span(random, 3))];
        return [.. Enumerable.Range(1, count).Select(number => One(random, number, organizationId, now, bulk))];
    }

    /// <summary>Microsoft's record of the same engagement, as the service shows it beside ours when the engagement is asked for.</summary>
    public static StoredReferral MicrosoftSide(Random random, StoredReferral ours)
    {
        JsonObject json = ours.Json();
        string id = Id(random);
        (json["id"], json["organizationId"], json["organizationName"], json["direction"]) = (id, Microsoft, "Microsoft", "Incoming");
        (json["team"], json["links"]) = (new JsonArray(), Links(id, ours.EngagementId!));
        return new StoredReferral(json);
    }

    /// <summary>One record a line.</summary>
    public static byte[] AsLines(IEnumerable<StoredReferral> records) => Join(""u8, "\n"u8, "\n"u8, records);

    /// <summary>The body of an answer that holds all of them.</summary>
    public static byte[] AsList(IEnumerable<StoredReferral> records) => Join("{\"value\":["u8, ","u8, "]}"u8, records);

    private static byte[] Join(ReadOnlySpan<byte> before, ReadOnlySpan<byte> between, ReadOnlySpan<byte> after,
        IEnumerable<StoredReferral> records)
    {
        using var text = new MemoryStream();
        text.Write(before);
        var first = true;
        foreach (StoredReferral record in records)
        {
            if (!first) text.Write(between);
            text.Write(record.Written);
            first = false;
        }
        text.Write(after);
        return text.ToArray();
    }

    private static StoredReferral One(Random random, int number, string organizationId, DateTimeOffset now, DateTimeOffset[] bulk)
    {
        Kind kind = Pick(random, Enum.GetValues<Kind>());
        (string status, string substatus) = Pick(random, States);
        bool ours = kind is Kind.Outbound or Kind.PartnerLed or Kind.Private, lead = kind is Kind.Lead;
        // Old enough for the bulk moments to lie after everything that happened to it; a tenth is new and untouched.
        DateTimeOffset settled = now - TimeSpan.FromDays(3), created = settled - Span(random, 700), last = created;
        if (random.Next(10) == 0) (created, status, substatus) = (now - Span(random, 3), "New", "Pending");
        if (status == "New" && lead) substatus = "Received";
        DateTimeOffset? accepted = null, closed = null;
        if (status == "Active" || substatus is "Won" or "Lost") accepted = last = Between(random, created, settled);
        if (status == "Closed") closed = last = Between(random, last, settled);
        DateTimeOffset updated = created > settled ? created : random.Next(3) == 0 ? Pick(random, bulk) : last;
        string id = Id(random), engagement = Id(random);
        var json = new JsonObject
        {
            ["id"] = id,
            ["engagementId"] = engagement,
            ["organizationId"] = organizationId,
            ["organizationName"] = "Contoso Company",
            ["name"] = $"Deal {number}",
            ["externalReferenceId"] = random.Next(2) == 0 ? null : $"crm-{number}",
            ["createdDateTime"] = StoredReferral.Moment(created),
            ["updatedDateTime"] = StoredReferral.Moment(updated),
            ["expirationDateTime"] = StoredReferral.Moment(created.AddDays(14)),
            ["acceptedDateTime"] = accepted is null ? null : StoredReferral.Moment(accepted.Value),
            ["closedDateTime"] = closed is null ? null : StoredReferral.Moment(closed.Value),
            ["status"] = status,
            ["substatus"] = substatus,
            ["statusReason"] = substatus is "Lost" or "Declined" ? "NotInterested" : null,
            ["qualification"] = lead ? "Direct" : kind == Kind.Qualified ? "MarketingQualified" : "SalesQualified",
            ["type"] = kind is Kind.Inbound or Kind.Outbound ? "Shared" : "Independent",
            ["direction"] = ours ? "Outgoing" : "Incoming",
            ["eTag"] = $"\"{number:x8}-0000-0000-0000-000000000000\"",
            ["target"] = new JsonArray(new JsonObject
            {
                ["type"] = "BusinessProfileLocation",
                ["id"] = kind == Kind.Outbound ? Microsoft : "01e2abcd-52b0-4af3-a3ae-1fd1530b3563",
            }),
            ["customerProfile"] = CustomerProfile(random, number),
            ["consent"] = new JsonObject
            {
                ["consentToContact"] = true,
                ["consentToShareReferralWithMicrosoftSellers"] = kind is Kind.Outbound or Kind.PartnerLed,
            },
            ["details"] = Details(random, created, lead),
            ["team"] = status == "New" ? [] : new JsonArray(Person("John", $"Seller {number % 7}", $"seller{number % 7}@contoso.example")),
            ["inviteContext"] = new JsonObject
            {
                ["invitedBy"] = new JsonObject { ["organizationId"] = ours ? organizationId : Microsoft },
            },
            ["trackingInfo"] = new JsonObject { ["microsoftMsxId"] = kind == Kind.Outbound && accepted is not null ? $"7-{number}" : null },
            ["registrations"] = new JsonArray(),
            ["links"] = Links(id, engagement),
        };
        if (lead) (json["callToAction"], json["referralSource"]) = (Pick(random, Actions), "AzureMarketplace");
        return new StoredReferral(json);
    }

    private static JsonObject CustomerProfile(Random random, int number)
    {
        int country = random.Next(Countries.Length);
        JsonNode ids = random.Next(3) switch
        {
            0 => new JsonObject(),
            1 => new JsonArray(),
            _ => new JsonArray(new JsonObject { ["profileType"] = "Duns", ["id"] = $"{number:d9}" }),
        };
        JsonObject contact = Person($"{Contact}-first", $"{Contact}-last-{number}", $"{Contact}.{number}@customer.example");
        return new JsonObject
        {
            ["name"] = $"{Customer} {number}",
            ["address"] = new JsonObject { ["city"] = Cities[country], ["country"] = Countries[country], ["addressLine1"] = "" },
            ["size"] = "10to50employees",
            // One person comes as an object now and then.
            ["team"] = random.Next(4) == 0 ? contact : new JsonArray(contact),
            ["ids"] = ids,
        };
    }

    private static JsonObject Details(Random random, DateTimeOffset created, bool lead)
    {
        var details = new JsonObject { ["notes"] = "Customer asks for a quote." };
        var solution = new JsonObject { ["id"] = $"SOL-{random.Next(5)}", ["name"] = "Field service", ["type"] = "Name" };
        details["requirements"] = new JsonObject { ["solutions"] = new JsonArray(solution) };
        if (lead) return details;
        (details["dealValue"], details["currency"]) = (random.Next(1, 100_000_000) / 100m, Pick(random, Currencies));
        details["closingDateTime"] = StoredReferral.Moment(created.AddDays(random.Next(10, 200)));
        return details;
    }

    private static JsonObject Person(string first, string last, string email) => new()
    {
        ["contactPreference"] = new JsonObject { ["locale"] = "en-US", ["disableNotifications"] = false },
        ["firstName"] = first,
        ["lastName"] = last,
        ["phoneNumber"] = $"1234567890 {first}",
        ["email"] = email,
    };

    private static JsonObject Links(string id, string engagement) => new()
    {
        ["relatedReferrals"] = new JsonObject { ["uri"] = $"{Service}?$filter=engagementId eq '{engagement}'", ["method"] = "GET" },
        ["self"] = new JsonObject { ["uri"] = $"{Service}/{id}", ["method"] = "GET" },
    };

    private static string Id(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    private static TimeSpan Span(Random random, int days) => TimeSpan.FromTicks(random.NextInt64(days * TimeSpan.TicksPerDay) + 1);

    private static DateTimeOffset Between(Random random, DateTimeOffset from, DateTimeOffset until) =>
        from.AddTicks(random.NextInt64((until - from).Ticks + 1));

    private static T Pick<T>(Random random, T[] of) => of[random.Next(of.Length)];
}
