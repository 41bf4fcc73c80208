using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest.Sample;

/// <summary>Writes stories as records of the Partner Center referrals API (domain.md 5.4), one record a line.</summary>
internal sealed class RecordWriter : IDisposable
{
    private const int FlushAt = 1 << 16;

    // Names with accents stay readable in the file; it is never part of a web page.
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly string[] Intents = ["Yes", "No", "HaveNotDecided", "HaveNotDecided"],
        Roles = ["Solution design", "Deployment services", "Proof of concept", "Managed services", "Presales envisioning",
            "Adoption and change management", "Solution design; Deployment services"];

    private readonly ArrayBufferWriter<byte> buffer = new(FlushAt * 2);
    private readonly Utf8JsonWriter json;
    private readonly Stream file;

    public RecordWriter(Stream to)
    {
        file = to;
        json = new Utf8JsonWriter(buffer, Options);
    }

    /// <summary>Writes our record, and Microsoft's record of the same engagement where there is one.</summary>
    public void Write(Story story)
    {
        WriteOurs(story);
        if (story.Microsoft is not null) WriteMicrosoft(story, story.Microsoft);
        if (buffer.WrittenCount >= FlushAt) Flush();
    }

    public void Dispose()
    {
        Flush();
        json.Dispose();
    }

    private void WriteOurs(Story s)
    {
        json.WriteStartObject();
        Head(s.Id, s.EngagementId, SampleOrganization.OrganizationId, SampleOrganization.Name, s);
        json.When("createdDateTime", s.Created);
        json.When("updatedDateTime", s.Updated);
        // Only a referral that waits, or waited in vain, has a date on which it lapses.
        json.When("expirationDateTime", s.State is ObservedState.New or ObservedState.Expired ? s.Created.AddDays(14) : null);
        json.When("acceptedDateTime", s.Accepted);
        json.When("closedDateTime", s.Closed);
        json.Status(s.State, s.IsLead ? "Received" : "Pending");
        json.WriteString("statusReason", s.Reason);
        json.WriteString("type", s.Type is ReferralType.Inbound or ReferralType.Outbound ? "Shared" : "Independent");
        json.WriteString("qualification", s.Type == ReferralType.Marketplace ? "Direct" : s.Program?.Name == "Contact request"
            ? "MarketingQualified" : "SalesQualified");
        json.WriteString("direction", s.IsOurs && !s.SaysIncoming ? "Outgoing" : "Incoming");
        if (s.Lead is not null) Lead(s, s.Lead.Value);
        if (s.Program is not null) json.WriteString("referralProgram", s.Program.Name);
        if (!s.IsLead && s.Trait(6) % 3 == 0) json.WriteString("partnerRole", Roles[s.Trait(6) / 3 % Roles.Length]);
        if (!s.IsLead) json.WriteString("salesStage",
            s.State switch { ObservedState.Won => "100", ObservedState.Active => Stage(s), _ => null });
        json.WriteString("registrationStatus", s.Registration?.Status ?? "None");
        json.Target(s.Type switch
        {
            ReferralType.Outbound => ("BusinessProfileLocation", "msft"),
            ReferralType.Marketplace when s.Lead == LeadKind.Profile => ("BusinessProfileLocation", SampleOrganization.ProfileId),
            ReferralType.Qualified => ("BusinessProfileLocation", SampleOrganization.ProfileId),
            _ => ("SolutionProfile", s.Solution.Id),
        });
        json.Customer(s, withContact: s.State != ObservedState.Expired);
        Consent(s);
        Details(s);
        Team(s.State is ObservedState.New or ObservedState.Expired ? null : s.Owner);
        InvitedBy(s);
        json.WriteStartObject("trackingInfo");
        json.WriteString("microsoftMsxId", s.MsxId);
        json.WriteEndObject();
        json.WriteStartArray("registrations");
        if (s.Registration is not null) json.Register(s, s.Registration);
        json.WriteEndArray();
        EndLine();
    }

    private void WriteMicrosoft(Story s, MicrosoftSide side)
    {
        json.WriteStartObject();
        Head(side.Id, s.EngagementId, "msft", "Microsoft", s);
        json.When("createdDateTime", side.Created);
        json.When("updatedDateTime", side.Closed ?? side.Accepted ?? side.Created);
        json.When("expirationDateTime", side.State is ObservedState.New or ObservedState.Expired ? side.Created.AddDays(14) : null);
        json.When("acceptedDateTime", side.Accepted);
        json.When("closedDateTime", side.Closed);
        json.Status(side.State, "Pending");
        json.WriteString("type", "Shared");
        json.WriteString("qualification", "SalesQualified");
        json.WriteString("direction", "Incoming");
        json.Target(("BusinessProfileLocation", "msft"));
        json.Customer(s, withContact: false);
        InvitedBy(s);
        EndLine();
    }

    private void Head(Guid id, Guid engagement, string organization, string organizationName, Story s)
    {
        json.WriteString("id", id);
        json.WriteString("engagementId", engagement);
        json.WriteString("organizationId", organization);
        json.WriteString("organizationName", organizationName);
        json.WriteString("name", s.Title);
    }

    private void Lead(Story s, LeadKind kind)
    {
        int choice = s.Trait(0);
        json.WriteString("referralSource", kind == LeadKind.Profile ? "BusinessProfile"
            : (choice % 3) switch { 0 => "AzurePortal", 1 => "AzureMarketplace", _ => "AppSource" });
        json.WriteString("callToAction", kind switch
        {
            LeadKind.Profile => "ContactPartner",
            LeadKind.ContactMe => "ContactMe",
            _ => (choice % 4) switch { 0 => "FreeTrial", 1 => "TestDrive", _ => "GetItNow" },
        });
        json.WriteBoolean("isSpam", s.IsSpam);
        json.WriteString("quality", s.IsSpam ? "Low" : (choice % 5) switch { 0 => "High", 1 or 2 => "Medium", 3 => "Low", _ => "Unknown" });
    }

    private static string Stage(Story s) => (s.Trait(1) % 8) switch { < 3 => "10", 3 or 4 => "20", 5 => "40", 6 => "60", _ => "80" };

    private void Consent(Story s)
    {
        json.WriteStartObject("consent");
        json.WriteBoolean("consentToContact", true);
        json.WriteBoolean("consentToToShareInfoWithOthers", !s.IsOurs || s.Type != ReferralType.Private); // the API's own spelling
        json.WriteBoolean("consentToShareReferralWithMicrosoftSellers", s.Type is ReferralType.Outbound or ReferralType.PartnerLed);
        json.WriteEndObject();
    }

    private void Details(Story s)
    {
        json.WriteStartObject("details");
        if (s.Value is not null)
        {
            json.WriteNumber("dealValue", s.Value.Value);
            json.WriteString("currency", s.Currency);
        }
        if (!s.IsLead) json.When("closingDateTime", s.ExpectedClose);
        json.WriteStartObject("requirements");
        bool ofOffer = s.Lead is LeadKind.ContactMe or LeadKind.Informational;
        json.WriteStartArray("solutions");
        if (!s.IsLead || ofOffer) json.Solution(s.Solution);
        if (!s.IsLead && s.Trait(2) % 4 == 0) json.Solution(SolutionList.Beside(s.Solution, s.Trait(3)));
        json.WriteEndArray();
        if (ofOffer) json.Offer(s.Solution);
        if (!s.IsLead) json.Attributes(("CustomerMarketplaceIntent", Intents[s.Trait(4) % Intents.Length]),
            ("CustomerMaccEligibility", s.Trait(5) % 3 == 0 ? "Yes" : "No"));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Team(SamplePerson? owner)
    {
        json.WriteStartArray("team");
        if (owner is not null) json.Person(owner);
        json.WriteEndArray();
    }

    private void InvitedBy(Story s)
    {
        json.WriteStartObject("inviteContext");
        if (s.Type == ReferralType.Outbound) json.WriteString("assistanceRequestCode", "WorkloadSpecificValueProposition");
        json.WriteStartObject("invitedBy");
        if (s.IsOurs) json.WriteString("organizationId", SampleOrganization.OrganizationId);
        else if (s.Partner is null) json.WriteString("organizationId", "msft");
        else
        {
            json.WriteString("organizationId", s.Partner.Value.Id);
            json.WriteString("organizationName", s.Partner.Value.Name);
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void EndLine()
    {
        json.WriteEndObject();
        json.Flush();
        json.Reset();
        buffer.Write("\n"u8);
    }

    private void Flush()
    {
        file.Write(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
    }
}
