using Insights.Ingest;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Ingest;

/// <summary>Two identifiers that look the same are the same.</summary>
public sealed class LegibleTests
{
    private const string Head = "Referral ID,Creation Date,Status,Lead Type,Customer Name,Customer Country,Lead value,Lead currency\n";
    private const string Guid = "11111111-aaaa-bbbb-cccc-00000000000f";

    public static TheoryData<string> Unseen =>
        ["\u200b", "\ufeff", "\u200e", "\u200f", "\u00ad", "\u2060", "\u200d", "\u200c", "\u202a", "\u202c", "\u2066", "\u2069", "\u061c",
        "\ufe0f", "\ufe0e", "\u034f", "\u180e",
        "\u115f", "\u3164", "\u2800", "\U000e0061", "\U000e0100", "\ufff9"];

    [Theory]
    [MemberData(nameof(Unseen))]
    public void Characters_nobody_sees_are_no_part_of_a_key(string c)
    {
        using Desk desk = Desk.Read(Head +
            $"R1,2026-10-05,New,Qualified,Contoso,France,5,EUR\n{c}R{c}1{c},2026-10-05{c},New{c},Quali{c}fied,Con{c}toso{c},Fran{c}ce,{c}5,EU{c}R\n");
        desk.Refused.ShouldBeEmpty();
        desk.Unknown.ShouldBeEmpty();
        desk.Taken[1].ShouldBe(desk.Taken[0]);
        using Desk json = Desk.Read($$$"""
            [{"id":"{{{c}}}R1{{{c}}}","engagementId":"e{{{c}}}1","organizationId":"{{{c}}}us","customerProfile":{"name":"Con{{{c}}}toso","address":{"country":"n{{{c}}}l"}},"team":[{"email":"a{{{c}}}@b.c{{{c}}}"}],
              "inviteContext":{"invitedBy":{"organizationId":"ms{{{c}}}ft"}},"details":{"requirements":{"solutions":[{"id":"S{{{c}}}1"}]}},"registrations":[{"id":"g{{{c}}}1"}]}]
            """, "us");
        ReferralObservation r = json.Only;
        (r.ReferralId, r.EngagementId, r.OwnerOrganizationId, r.CustomerName, r.Country, r.InvitedBy)
            .ShouldBe(("R1", "e1", "us", "Contoso", "NL", "msft"));
        r.Team.ShouldBe(["a@b.c"]);
        r.Solutions.ShouldBe([new NamedId("S1", null)]);
        json.Registration.RegistrationId.ShouldBe("g1");
    }

    [Theory]
    [InlineData("\"=\"\"R1\"\"\"")]
    [InlineData("=\"R1\"")]
    [InlineData("\" =\"\"R1\u200b\"\" \"")]
    public void An_equals_sign_before_a_quoted_text_means_the_text(string cell)
    {
        using Desk desk = Desk.Read(Head + $"{cell},\"=\"\"2026-10-05\"\"\",\"=\"\"New\"\"\",Qualified,,,\"=\"\"1,200.50\"\"\",=\"EUR\"\n");
        desk.Refused.ShouldBeEmpty();
        (desk.Only.ReferralId, desk.Only.State, desk.Only.DealValue, desk.Only.Currency)
            .ShouldBe(("R1", ObservedState.New, 1200.5m, "EUR"));
        desk.Only.Created.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("11111111-AAAA-BBBB-CCCC-00000000000F")]
    [InlineData("{11111111-aaaa-bbbb-cccc-00000000000f}")]
    [InlineData("{11111111-AAAA-bbbb-CCCC-00000000000F}")]
    [InlineData("(11111111-aaaa-bbbb-cccc-00000000000f)")]
    public void A_GUID_in_capitals_or_braces_is_the_same(string written)
    {
        using Desk json = Desk.Read($$$"""{"id":"{{{written}}}","engagementId":"{{{written}}}","organizationId":"{{{written}}}","details":{"requirements":{"solutions":[{"id":"{{{written}}}"}]}},"registrations":[{"id":"{{{written}}}"}]}""", Guid);
        json.Refused.ShouldBeEmpty();
        (json.Only.ReferralId, json.Only.EngagementId, json.Only.OwnerOrganizationId).ShouldBe((Guid, Guid, Guid));
        json.Registration.RegistrationId.ShouldBe(Guid);
        json.Only.Solutions.ShouldBe([new NamedId(Guid, null)]);
        Desk.Infer($$"""[{"id":"a","organizationId":"{{written}}"},{"id":"b","organizationId":"{{Guid}}"}]""").Records.ShouldHaveSingleItem().Value.ShouldBe(2);

        using Desk leads = Desk.Read(Head + $"{written},2026-10-05,New,Qualified,,,,\n");
        leads.Only.ReferralId.ShouldBe(Guid);
        using Desk cosell = Desk.Read($"Referral ID,Referral Creation Date,Status,Deal Type,Deal Direction,Engagement ID,Solution " +
            $"ID\n{written},2026-10-05,Won,Co-sell,Incoming,{written},{written};{written}\n");
        (cosell.Only.ReferralId, cosell.Only.EngagementId).ShouldBe((Guid, Guid));
        cosell.Only.Solutions![1].Id.ShouldBe(Guid);
        using Desk bulk = Desk.Read($"Referral ID,Partner Referral Status,Engagement ID,Solution " +
            $"1\n{written},Active,{written},\"{written},USD,1,1\"\n");
        (bulk.Only.ReferralId, bulk.Only.EngagementId).ShouldBe((Guid, Guid));
        bulk.Only.Solutions.ShouldBe([new NamedId(Guid, null)]);
        using Desk registrations = Desk.Read($"Referral ID,Registration Status,Registration ID\n{written},Approved,{written}\n");
        (registrations.Registration.ReferralId, registrations.Registration.RegistrationId).ShouldBe((Guid, Guid));
        using Desk solutions = Desk.Read($"Solution ID,Name,Co-sell status\n{written},x,In market\n");
        ((SolutionObservation)solutions.Taken[0]).SolutionId.ShouldBe(Guid);
        var mapping = Mapping.Parse("""{"files":[{"name":"crm","requires":["Deal"],"fields":{"id":"Deal","engagement_id":"Eng"}}]}""");
        using Desk mapped = Desk.Read($"Deal,Eng\n{written},{written}\n", mapping: mapping);
        (mapped.Only.ReferralId, mapped.Only.EngagementId).ShouldBe((Guid, Guid));
    }

    [Theory]
    [InlineData("AB12CD34", "AB12CD34")]
    [InlineData("0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef")]
    [InlineData("{R1}", "{R1}")]
    [InlineData("11111111-AAAA-BBBB-CCCC-00000000000G", "11111111-AAAA-BBBB-CCCC-00000000000G")]
    [InlineData("Contoso\u00a0\u3000BV", "Contoso  BV")]
    [InlineData("Zoe\u0308", "Zoë")]
    [InlineData("می\u200cخواهم", "می\u200cخواهم")]
    [InlineData("\u200b \ufeff", null)]
    public void What_is_seen_stays(string written, string? id) => Legible.Id(written).ShouldBe(id);

    [Theory]
    [InlineData("9999-12-31")]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("2999-12-31")]
    [InlineData("2099-12-31")]
    [InlineData("2079-06-06")]
    [InlineData("3000-01-01")]
    [InlineData("0001-01-01")]
    [InlineData("1900-01-01")]
    public void A_far_off_expiry_is_none(string written)
    {
        using Desk own = Desk.Read($"Referral ID,Type,State,Created,Expires\nR1,Outbound,Active,2026-10-05T00:00:00Z,{written}\n");
        own.Refused.ShouldBeEmpty();
        own.Only.Expires.ShouldBeNull();
        var mapping = Mapping.Parse("""{"files":[{"name":"crm","requires":["Deal"],"fields":{"id":"Deal","created":"Opened","expires":"Valid until"},"timeZone":"America/New_York"}]}""");
        using Desk mapped = Desk.Read($"Deal,Opened,Valid until\nD1,2026-10-05,{written}\n", mapping: mapping);
        mapped.Refused.ShouldBeEmpty();
        mapped.Only.Expires.ShouldBeNull();
        using Desk json = Desk.Read($$$"""{"id":"a","expirationDateTime":"{{{written}}}","details":{"closingDateTime":"{{{written}}}"}}""");
        json.Refused.ShouldBeEmpty();
        json.Only.Expires.ShouldBeNull();
        using Desk bulk = Desk.Read($"Referral ID,Partner Referral Status,Estimated Close Date\nR1,Active,{written}\n");
        bulk.Refused.ShouldBeEmpty();
        using Desk registration = Desk.Read($"Referral ID,Registration Status,Contract End Date\nR1,Approved,{written}\n");
        registration.Refused.ShouldBeEmpty();
        using Desk created = Desk.Read($"Referral ID,Type,State,Created,Expires\nR1,Outbound,Active,{written},\n");
        (created.Refused.Count + created.Taken.Count(t => ((ReferralObservation)t).Created?.WrittenDay.Year is null or 2099 or 2079))
            .ShouldBe(1, "a creation that far off is no creation");
    }

    [Theory]
    [InlineData("2026-10-19")]
    [InlineData("2078-12-31")]
    public void A_near_expiry_is_one(string written)
    {
        using Desk own = Desk.Read($"Referral ID,Type,State,Created,Expires\nR1,Outbound,Active,2026-10-05T00:00:00Z,{written}\n");
        own.Only.Expires.ShouldNotBeNull();
    }
}
