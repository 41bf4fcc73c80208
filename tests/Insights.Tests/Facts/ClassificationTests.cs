using Insights.Facts;
using Insights.Vocabulary;

namespace Insights.Tests.Facts;

/// <summary>The table of metrics.md 6, row by row, and what is in no row of it.</summary>
public sealed class ClassificationTests
{
    private const string Us = "us", Others = "another partner";

    [Theory]
    [InlineData("Independent", "Direct", "Incoming", "msft", false, ReferralClass.ProfileLead)]
    [InlineData("Independent", "Direct", "Incoming", "", false, ReferralClass.ProfileLead)]
    [InlineData("Independent", "Direct", "Incoming", null, false, ReferralClass.ProfileLead)]
    [InlineData("independent", "DIRECT", "incoming", "MSFT", false, ReferralClass.ProfileLead)]
    [InlineData("Independent", "Direct", "Incoming", Others, false, ReferralClass.Inbound)]
    [InlineData("Independent", "Direct", "Outgoing", Us, false, ReferralClass.Private)]
    [InlineData("Independent", "SalesQualified", "Incoming", "msft", false, ReferralClass.Qualified)]
    [InlineData("Independent", "MarketingQualified", "Incoming", "msft", false, ReferralClass.Qualified)]
    [InlineData("Independent", "SalesQualified", "Outgoing", "msft", true, ReferralClass.Qualified)]
    [InlineData("Independent", "MarketingQualified", "Outgoing", "msft", true, ReferralClass.Qualified)]
    [InlineData("Independent", "SalesQualified", "Incoming", Others, true, ReferralClass.Inbound)]
    [InlineData("Independent", "SalesQualified", "Incoming", Us, false, ReferralClass.Private)]
    [InlineData("Independent", "SalesQualified", "Incoming", Us, true, ReferralClass.PartnerLed)]
    [InlineData("Independent", "None", "Outgoing", null, false, ReferralClass.Private)]
    [InlineData("Independent", "None", "Outgoing", Us, true, ReferralClass.PartnerLed)]
    [InlineData("Independent", "None", "Incoming", Others, false, ReferralClass.Inbound)]
    [InlineData("Independent", "Unheard", "Incoming", "msft", false, ReferralClass.Qualified)]
    [InlineData("Independent", "Unheard", "Incoming", null, false, ReferralClass.Qualified)]
    [InlineData("Shared", "SalesQualified", "Outgoing", "msft", false, ReferralClass.Outbound)]
    [InlineData("Shared", "Direct", "Incoming", Us, false, ReferralClass.Outbound)]
    [InlineData("Shared", "SalesQualified", "Incoming", "msft", false, ReferralClass.Inbound)]
    [InlineData("Shared", null, "Incoming", Others, true, ReferralClass.Inbound)]
    [InlineData(null, "Direct", "Incoming", "msft", false, ReferralClass.ProfileLead)]
    public void A_record_of_the_API_is_of_the_class_of_the_first_row_it_fits(
        string? type, string? qualification, string direction, string? invitedBy, bool shared, ReferralClass expected)
    {
        Classification.Of(new(type, qualification, direction, invitedBy, shared, null, null), Us).ShouldBe(expected);
        // The same words told beside another type: who knows our own id believes the words.
        Classification.Of(new(type, qualification, direction, invitedBy, shared, ReferralType.Inbound, null), Us).ShouldBe(expected);
        Classification.Of(new(type, qualification, direction, invitedBy, shared, ReferralType.Private, null), ourId: null)
            .ShouldBe(ReferralClass.Private);
    }

    [Theory]
    [InlineData(null, null, ReferralClass.Qualified)]
    [InlineData(ReferralType.Qualified, null, ReferralClass.Qualified)]
    [InlineData(ReferralType.Inbound, null, ReferralClass.Inbound)]
    [InlineData(ReferralType.Outbound, null, ReferralClass.Outbound)]
    [InlineData(ReferralType.Private, LeadKind.ContactMe, ReferralClass.Private)]
    [InlineData(ReferralType.PartnerLed, null, ReferralClass.PartnerLed)]
    [InlineData(ReferralType.Marketplace, null, ReferralClass.ProfileLead)]
    [InlineData(ReferralType.Marketplace, LeadKind.Profile, ReferralClass.ProfileLead)]
    [InlineData(ReferralType.Marketplace, LeadKind.ContactMe, ReferralClass.ContactMeLead)]
    [InlineData(ReferralType.Marketplace, LeadKind.Informational, ReferralClass.InformationalLead)]
    public void A_source_that_names_the_type_is_believed(ReferralType? type, LeadKind? kind, ReferralClass expected)
    {
        Classification.Of(new(null, null, "Outgoing", "us", true, type, kind), Us).ShouldBe(expected);
        Classification.Of(new(null, null, null, null, false, type, kind), null).ShouldBe(expected);
    }

    [Fact]
    public void What_is_remembered_of_words_is_told_apart_by_every_one_of_them()
    {
        var words = new Coder();
        var memory = new ClassMemory(words, Us);
        Insights.Facts.Version Of(string qualification, string direction, string? by, int shared) => new()
        {
            ApiType = words.Code("Independent"),
            Qualification = words.Code(qualification),
            Direction = words.Code(direction),
            InvitedBy = by is null ? -1 : words.Code(by),
            Shared = (sbyte)shared,
            Type = -1,
            LeadKind = -1,
        };
        for (int twice = 0; twice < 2; twice++)
        {
            memory.Of(Of("None", "Outgoing", null, 0)).ShouldBe(ReferralClass.Private);
            memory.Of(Of("None", "Outgoing", null, 1)).ShouldBe(ReferralClass.PartnerLed);
            memory.Of(Of("None", "Outgoing", null, -1)).ShouldBe(ReferralClass.Private);
            memory.Of(Of("None", "Incoming", Others, 0)).ShouldBe(ReferralClass.Inbound);
            memory.Of(Of("Direct", "Incoming", "msft", 0)).ShouldBe(ReferralClass.ProfileLead);
        }
    }
}
