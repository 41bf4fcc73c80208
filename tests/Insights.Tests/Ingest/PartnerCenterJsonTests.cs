using Insights.Ingest;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Ingest;

public sealed class PartnerCenterJsonTests
{
    private const string Us = "7d23e5ca-19dc-4eaa-aac8-5e6b559f0d1d";

    private static string Printed(string file) => File.ReadAllText(Places.Shared($"partner-center-api/{file}"));

    [Fact]
    public void The_printed_list_lacks_a_comma_and_is_refused_with_its_line()
    {
        using Desk desk = Desk.Read(Printed("get-a-list-of-referrals.response.json.txt"));
        desk.Taken.ShouldBeEmpty();
        desk.Receipt.Read.ShouldBe(1);
        desk.Refusal.Line.ShouldBe(72);
        desk.Refusal.Reason.ShouldContain("not valid JSON");
        desk.Refusal.Reason.ShouldNotContain("LineNumber");
    }

    [Fact]
    public void The_mended_list_is_read_with_every_field()
    {
        string mended = Printed("get-a-list-of-referrals.response.json.txt")
            .ReplaceOnce("            }\n            \"links\"", "            },\n            \"links\"")
            .ReplaceOnce("            },\n        },\n        {", "            }\n        },\n        {");
        using Desk desk = Desk.Read(mended);
        desk.Refused.ShouldBeEmpty();
        desk.Receipt.Format.ShouldBe("partner_center_json");
        ReferralObservation[] both = [.. desk.Taken.Cast<ReferralObservation>()];
        both.Length.ShouldBe(2);
        both[0].ReferralId.ShouldBe("c5fbb3b6-be74-4795-9fb5-4324c73fed37");
        both[0].Qualification.ShouldBe("Direct");
        both[0].Created.ShouldBe(new DateTimeOffset(2018, 10, 30, 21, 3, 42, TimeSpan.Zero).AddTicks(4579542));
        both[0].Expires.ShouldBe(new DateTimeOffset(2018, 11, 13, 0, 0, 0, TimeSpan.Zero));
        both[0].State.ShouldBe(ObservedState.New);
        both[0].Details![DetailKeys.BusinessProfileId].ShouldBe("01e2abcd-52b0-4af3-a3ae-1fd1530b3563");
        both[1].InvitedBy.ShouldBe("msft");
        both[1].Details![DetailKeys.InvitedByName].ShouldBe("Microsoft");
    }

    [Fact]
    public void The_mended_single_referral_is_read_with_every_field()
    {
        using Desk desk = Desk.Read(Printed("get-a-referral-by-id.examples.txt")
            .ReplaceOnce("\"country\": \"US\"\n", "\"country\": \"US\",\n"), Us);
        ReferralObservation one = desk.Only;
        one.ReferralId.ShouldBe("61c65491-2f2c-461a-84b4-3654499bc1d9");
        one.EngagementId.ShouldBe("b1c40bb4-6d36-4eca-baa3-e1460cf2a454");
        one.OwnerOrganizationId.ShouldBe(Us);
        one.Side.ShouldBe(Side.Ours);
        one.Type.ShouldBeNull();
        one.ApiType.ShouldBe("Independent");
        one.Qualification.ShouldBe("SalesQualified");
        one.Created.ShouldBe(one.Updated);
        one.Accepted.ShouldBeNull();
        one.CustomerName.ShouldBe("Contoso Customer Inc");
        one.Country.ShouldBe("US");
        one.City.ShouldBe("Redmond");
        one.DealValue.ShouldBe(50000m);
        one.Currency.ShouldBe("USD");
        one.Solutions.ShouldBe([new NamedId("Dynamics365forFieldService", "Dynamics 365 for Field Service")]);
        one.Team.ShouldBe(["john.doe@microsoft.com"]);
        one.Details![DetailKeys.ETag].ShouldBe("\"2500ec5a-0000-0000-0000-5bf4967d0000\"");
        one.Details[DetailKeys.CustomerSize].ShouldBe("10to50employees");
        one.Details[DetailKeys.OrganizationName].ShouldBe("Contoso Company");
        one.Details[DetailKeys.Notes].ShouldStartWith("Customer is looking");
    }

    [Fact]
    public void The_printed_single_referral_is_refused_at_the_line_after_the_missing_comma()
    {
        using Desk desk = Desk.Read(Printed("get-a-referral-by-id.examples.txt"));
        desk.Refusal.Line.ShouldBe(30);
    }

    [Theory]
    [InlineData("create-a-referral.examples.txt")]
    [InlineData("update-a-referral.examples.txt")]
    public void An_example_that_begins_like_a_request_is_told_to_keep_only_its_body(string file)
    {
        using Desk desk = Desk.Read(Printed(file));
        desk.Refusal.Reason.ShouldContain("only the JSON body");
    }

    [Fact]
    public void The_body_of_the_printed_update_lacks_nothing_but_has_a_comma_too_many()
    {
        string body = Printed("update-a-referral.examples.txt");
        body = body[body.IndexOf('{')..body.IndexOf("-----", StringComparison.Ordinal)];
        using Desk broken = Desk.Read(body);
        broken.Refusal.Reason.ShouldContain("trailing comma", Case.Insensitive);
        using Desk mended = Desk.Read(body.ReplaceOnce("5bf4967d0000\\\"\",\n", "5bf4967d0000\\\"\"\n"));
        mended.Only.State.ShouldBe(ObservedState.Won);
        mended.Only.Details![DetailKeys.ExpectedClose].ShouldBe("2018-11-14");
        mended.Only.Closed.ShouldBeNull();
    }

    [Theory]
    [InlineData("""[{"id":"a"},{"id":"b"}]""")]
    [InlineData("""{"@odata.count":2,"VALUE":[{"ID":"a"},{"Id":"b"}],"@odata.nextLink":"x"}""")]
    [InlineData("{\"id\":\"a\"}\n\n{\"id\":\"b\"}\n")]
    [InlineData("{\"id\":\"a\"}\r\n{\"id\":\"b\"}")]
    public void A_list_an_array_and_lines_are_read_alike(string text)
    {
        using Desk desk = Desk.Read(text);
        desk.Taken.Cast<ReferralObservation>().Select(r => r.ReferralId).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Every_variant_of_the_schema_is_read()
    {
        using Desk desk = Desk.Read($$$"""
            {"ID":"r1","EngagementId":"e1","OrganizationId":"{{{Us.ToUpperInvariant()}}}","status":"3","subStatus":"Error","Type":"Shared","qualification":"SalesQualified","direction":"Outgoing",
             "createdDateTime":"2022-03-01T10:00:00.1234567+02:00","acceptedDateTime":"2022-03-01 08:00:01","closedDateTime":"0001-01-01T00:00:00","expirationDateTime":"9999-12-31T00:00:00Z","updatedDateTime":null,
             "customerProfile":{"name":" Zoë ","ids":[{"profileType":"Duns","id":"1"}],"team":{"email":"x@y.z"},"address":{"country":"nl"}},
             "details":{"dealValue":"1,234.56789","currency":"eur","closingDateTime":"2022-06-01T00:00:00Z","requirements":{"solutions":{"id":"SOL-1","name":"One"},"offers":[{"id":"o1","name":"Offer"}]}},
             "team":{"firstName":"A","email":"A.B@Example.com"},"consent":{"consentToShareReferralWithMicrosoftSellers":"true"},"inviteContext":{"assistanceRequestCode":"QuotesOrLicensing","invitedBy":{"organizationId":"{{{Us}}}"}},
             "trackingInfo":{"microsoftMsxId":"7-ABC"},"mpnId":123,"campaignId":"c9","externalReferenceId":"crm","isSpam":false,"referralProgram":"Contact request","quality":"High","salesStage":"100","statusReason":"Duplicate",
             "registrations":[{"id":"g1","type":"AzureIPCoSell","registrationDateTime":"2022-04-01T00:00:00Z","status":"Approved","contract":{"value":50000,"currency":"USD"},
               "statusHistory":{"reviewPendingDateTime":"2022-04-01T00:00:00Z","approvedDateTime":"2022-04-03T00:00:00Z","failedDateTime":"0001-01-01T00:00:00Z"}}]}
            """, Us);
        desk.Refused.ShouldBeEmpty();
        ReferralObservation r = desk.Only;
        r.State.ShouldBe(ObservedState.Error);
        r.Created.ShouldBe(new DateTimeOffset(2022, 3, 1, 8, 0, 0, TimeSpan.Zero).AddTicks(1234567));
        r.Accepted.ShouldBe(new DateTimeOffset(2022, 3, 1, 8, 0, 1, TimeSpan.Zero));
        r.Closed.ShouldBeNull();
        r.Expires.ShouldBeNull();
        r.CustomerName.ShouldBe("Zoë");
        r.Country.ShouldBe("NL");
        r.DealValue.ShouldBe(1234.5679m);
        r.Currency.ShouldBe("EUR");
        r.Team.ShouldBe(["a.b@example.com"]);
        r.SharedWithMicrosoft.ShouldBe(true);
        r.MicrosoftMsxId.ShouldBe("7-ABC");
        r.Program.ShouldBe("Contact request");
        r.Solutions.ShouldBe([new NamedId("SOL-1", "One")]);
        r.Details![DetailKeys.PartnerLocation].ShouldBe("123");
        r.Details[DetailKeys.OfferId].ShouldBe("o1");
        r.Details[DetailKeys.IsSpam].ShouldBe("false");
        desk.Registration.RegistrationId.ShouldBe("g1");
        desk.Registration.Approved.ShouldBe(new DateTimeOffset(2022, 4, 3, 0, 0, 0, TimeSpan.Zero));
        desk.Registration.Failed.ShouldBeNull();
        desk.Registration.ContractValue.ShouldBe(50000m);
        desk.Receipt.Read.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"id":"b","createdDateTime":12}""", "createdDateTime")]
    [InlineData("""{"id":"b","createdDateTime":"banana"}""", "createdDateTime")]
    [InlineData("""{"id":"b","createdDateTime":"1893-05-01T00:00:00Z"}""", "createdDateTime")]
    [InlineData("""{"id":"b","details":{"dealValue":"abc"}}""", "details.dealValue")]
    [InlineData("""{"id":"b","details":{"dealValue":1e300}}""", "details.dealValue")]
    [InlineData("""{"id":"b","details":"none"}""", "details")]
    [InlineData("""{"id":"b","team":[{"email":7}]}""", "team[0].email")]
    [InlineData("""{"name":"no id"}""", "id")]
    [InlineData("""{"id":""}""", "id")]
    [InlineData("""{"id":"b","name":"\ud800"}""", "")]
    [InlineData("42", "")]
    public void A_record_with_a_wrong_field_is_refused_alone_and_its_path_is_named(string record, string field)
    {
        using Desk desk = Desk.Read($"[{{\"id\":\"a\"}},\n{record},\n{{\"id\":\"c\"}}]");
        desk.Taken.Cast<ReferralObservation>().Select(r => r.ReferralId).ShouldBe(["a", "c"]);
        desk.Refusal.Line.ShouldBe(2);
        desk.Refusal.Field.ShouldBe(field);
    }

    [Theory]
    [InlineData("New", "Pending", ObservedState.New)]
    [InlineData("1", null, ObservedState.New)]
    [InlineData("Active", "Accepted", ObservedState.Active)]
    [InlineData("2", "3", ObservedState.Active)]
    [InlineData("Closed", "Won", ObservedState.Won)]
    [InlineData("3", "5", ObservedState.Lost)]
    [InlineData("Closed", "Error", ObservedState.Error)]
    [InlineData(null, "Declined", ObservedState.Declined)]
    public void Status_and_substatus_make_one_state(string? status, string? substatus, ObservedState state)
    {
        using Desk desk = Desk.Read(System.Text.Json.JsonSerializer.Serialize(new { id = "a", status, substatus }));
        desk.Only.State.ShouldBe(state);
        desk.Only.UnknownState.ShouldBeNull();
        desk.Unknown.ShouldBeEmpty();
    }

    [Fact]
    public void Unknown_words_are_kept_and_reported()
    {
        using Desk desk = Desk.Read("""{"id":"a","status":"Closed","substatus":"Evaporated","type":"Triangular","qualification":"Direct","callToAction":"Dance","direction":"Sideways"}""");
        desk.Only.State.ShouldBeNull();
        desk.Only.UnknownState.ShouldBe("Closed/Evaporated");
        desk.Only.ApiType.ShouldBe("Triangular");
        desk.Only.LeadKind.ShouldBeNull();
        desk.Unknown.ShouldBe([("substatus", "Evaporated"), ("callToAction", "Dance"), ("type", "Triangular"), ("direction", "Sideways")],
            ignoreOrder: true);
    }

    [Theory]
    [InlineData("Contact me", LeadKind.ContactMe)]
    [InlineData("PLT", LeadKind.ContactMe)]
    [InlineData("GetItNow", LeadKind.Informational)]
    [InlineData("StartTestDrive", LeadKind.Informational)]
    [InlineData("AzureMarketplace-INS", LeadKind.Informational)]
    [InlineData("Business profile", LeadKind.Profile)]
    public void A_call_to_action_tells_the_kind_of_lead(string action, LeadKind kind)
    {
        using Desk desk = Desk.Read($$"""{"id":"a","callToAction":"{{action}}","referralSource":"AppSource"}""");
        desk.Only.LeadKind.ShouldBe(kind);
        desk.Unknown.ShouldBeEmpty();
    }

    [Fact]
    public void Microsofts_copy_is_its_side_and_a_strangers_copy_is_refused()
    {
        using Desk desk = Desk.Read("""
            [{"id":"ours","organizationId":"us"},
             {"id":"theirs","organizationId":"other","target":[{"type":"BusinessProfileLocation","id":"msft"}]},
             {"id":"microsoft","organizationId":"msft"},
             {"id":"stranger","organizationId":"other","target":[{"id":"x"}]}]
            """, "us");
        desk.Taken.Cast<ReferralObservation>().Select(r => (r.ReferralId, r.Side))
            .ShouldBe([("ours", Side.Ours), ("theirs", Side.Microsoft), ("microsoft", Side.Microsoft)]);
        desk.Refusal.Line.ShouldBe(4);
        desk.Refusal.Field.ShouldBe("organizationId");
        desk.Refusal.Reason.ShouldContain("'other'");
        desk.Refusal.Reason.ShouldContain("'us'");
        desk.Refusal.Reason.ShouldContain("--organization");
    }

    [Fact]
    public void The_organisation_is_the_owner_of_most_records_that_are_not_Microsofts()
    {
        OrganizationGuess guess = Desk.Infer("""
            {"value":[{"id":"1","organizationId":"b","organizationName":"Bee"},{"id":"2","organizationId":"a"},
             {"id":"3","organizationId":"m","target":{"id":"msft"}},{"id":"4","organizationId":"m","target":[{"id":"MSFT"}]},{"id":"5","organizationId":"B"}]}
            """);
        guess.OrganizationId.ShouldBe("b");
        guess.Name.ShouldBe("Bee");
        Desk.Infer("""[{"id":"1","organizationId":"b"},{"id":"2","organizationId":"a"}]""").OrganizationId.ShouldBe("a");
        Desk.Infer("""{"id":"1","organizationId":"solo"}""").OrganizationId.ShouldBe("solo");
        Desk.Infer("{\"id\":\"1\",\"organizationId\":\"lines\"}\n{\"id\":\"2\"}").OrganizationId.ShouldBe("lines");
        Desk.Infer("""[{"id":"1"}]""").OrganizationId.ShouldBeNull();
        Desk.Infer("Referral ID,Status\na,b").OrganizationId.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"EventName":"referral-updated","ResourceUri":"https://x/1","ResourceName":"referral"}""", "webhook")]
    [InlineData("""{"error":{"code":"unauthenticated","message":"no"}}""", "error")]
    [InlineData("[{\"id\":\"a\"}\n{\"id\":\"b\"}]", "not valid JSON")]
    [InlineData("[{\"id\":\"a\"},\n]", "not valid JSON")]
    [InlineData("[{\"id\":\"a\"}]\ntrailing", "after the end")]
    [InlineData("[{\"id\":\"a\"}", "not valid JSON")]
    [InlineData("Here is the answer:\n{\"id\":\"a\"}", "text before the JSON")]
    [InlineData("HTTP/1.1 200 OK\nDate: x\n\n{}", "JSON body")]
    public void What_is_no_list_of_referrals_is_refused_with_a_sentence(string text, string said)
    {
        using Desk desk = Desk.Read(text);
        desk.Taken.ShouldBeEmpty();
        desk.Refusal.Reason.ShouldContain(said);
        desk.Receipt.Read.ShouldBe(1);
    }

    [Fact]
    public void A_damaged_line_of_JSON_lines_is_refused_alone()
    {
        using Desk desk = Desk.Read("{\"id\":\"a\"}\n{\"id\":\"b\"\n\n{\"id\":\"c\"}\n");
        desk.Taken.Count.ShouldBe(2);
        desk.Refusal.Line.ShouldBe(2);
    }

    [Fact]
    public void JSON_deeper_than_64_is_refused()
    {
        using Desk desk = Desk.Read(string.Concat(Enumerable.Repeat("[", 500)));
        desk.Refusal.Reason.ShouldContain("depth");
    }

    [Fact]
    public void A_record_larger_than_the_buffer_and_first_lines_longer_than_what_is_sniffed_are_read()
    {
        string notes = new('x', 600_000);
        string record(string id) => $$$"""{"id":"{{{id}}}","details":{"notes":"{{{notes}}}"}}""";
        using Desk array = Desk.Read($"[{record("a")},\n{record("b")}, 7]");
        array.Taken.Count.ShouldBe(2);
        array.Refusal.Line.ShouldBe(2);
        using Desk lines = Desk.Read($"{record("a")}\n{record("b")}\n{{bad\n");
        lines.Taken.Count.ShouldBe(2);
        lines.Refusal.Line.ShouldBe(3);
    }
}

internal static class Mending
{
    /// <summary>Replaces the one place where the printed text is damaged; fails when the place is not there.</summary>
    public static string ReplaceOnce(this string text, string broken, string mended)
    {
        text = text.ReplaceLineEndings("\n");
        int at = text.IndexOf(broken, StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0, "The text to mend is not there.");
        return string.Concat(text.AsSpan(0, at), mended, text.AsSpan(at + broken.Length));
    }
}
