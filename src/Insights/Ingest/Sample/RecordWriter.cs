using System.Buffers;
using System.Text;
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
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> buffer = new(FlushAt * 2);
    private readonly Utf8JsonWriter json;
    private readonly FileStream file;

    public RecordWriter(string path)
    {
        file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
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
        file.Dispose();
    }

    private void WriteOurs(Story s)
    {
        json.WriteStartObject();
        Head(s.Id, s.EngagementId, SampleOrganization.OrganizationId, SampleOrganization.Name, s);
        When("createdDateTime", s.Created);
        When("updatedDateTime", s.Updated);
        // Only a referral that waits, or waited in vain, has a date on which it lapses.
        When("expirationDateTime", s.State is ObservedState.New or ObservedState.Expired ? s.Created.AddDays(14) : null);
        When("acceptedDateTime", s.Accepted);
        When("closedDateTime", s.Closed);
        Status(s.State, s.IsLead ? "Received" : "Pending");
        json.WriteString("statusReason", s.Reason);
        json.WriteString("type", s.Type is ReferralType.Inbound or ReferralType.Outbound ? "Shared" : "Independent");
        json.WriteString("qualification", s.Type == ReferralType.Marketplace ? "Direct" : s.Program?.Name == "Contact request" ? "MarketingQualified" : "SalesQualified");
        json.WriteString("direction", s.IsOurs && !s.SaysIncoming ? "Outgoing" : "Incoming");
        if (s.Lead is not null) Lead(s, s.Lead.Value);
        if (s.Program is not null) json.WriteString("referralProgram", s.Program.Name);
        if (!s.IsLead) json.WriteString("salesStage", s.State switch { ObservedState.Won => "100", ObservedState.Active => Stage(s), _ => null });
        json.WriteString("registrationStatus", s.Registration?.Status ?? "None");
        Target(s.Type switch
        {
            ReferralType.Outbound => ("BusinessProfileLocation", "msft"),
            ReferralType.Marketplace when s.Lead == LeadKind.Profile => ("BusinessProfileLocation", SampleOrganization.ProfileId),
            ReferralType.Qualified => ("BusinessProfileLocation", SampleOrganization.ProfileId),
            _ => ("SolutionProfile", s.Solution.Id),
        });
        Customer(s, withContact: s.State != ObservedState.Expired);
        Consent(s);
        Details(s);
        Team(s.State is ObservedState.New or ObservedState.Expired ? null : s.Owner);
        InvitedBy(s);
        json.WriteStartObject("trackingInfo");
        json.WriteString("microsoftMsxId", s.MsxId);
        json.WriteEndObject();
        json.WriteStartArray("registrations");
        if (s.Registration is not null) Register(s, s.Registration);
        json.WriteEndArray();
        EndLine();
    }

    private void WriteMicrosoft(Story s, MicrosoftSide side)
    {
        json.WriteStartObject();
        Head(side.Id, s.EngagementId, "msft", "Microsoft", s);
        When("createdDateTime", side.Created);
        When("updatedDateTime", side.Closed ?? side.Accepted ?? side.Created);
        When("expirationDateTime", side.State is ObservedState.New or ObservedState.Expired ? side.Created.AddDays(14) : null);
        When("acceptedDateTime", side.Accepted);
        When("closedDateTime", side.Closed);
        Status(side.State, "Pending");
        json.WriteString("type", "Shared");
        json.WriteString("qualification", "SalesQualified");
        json.WriteString("direction", "Incoming");
        Target(("BusinessProfileLocation", "msft"));
        Customer(s, withContact: false);
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

    private void Status(ObservedState state, string undecided)
    {
        json.WriteString("status", state switch { ObservedState.New => "New", ObservedState.Active => "Active", _ => "Closed" });
        json.WriteString("substatus", state switch
        {
            ObservedState.New => undecided,
            ObservedState.Active => "Accepted",
            ObservedState.Won => "Won",
            ObservedState.Lost => "Lost",
            ObservedState.Declined => "Declined",
            ObservedState.Expired => "Expired",
            _ => "Error",
        });
    }

    private void Lead(Story s, LeadKind kind)
    {
        // The id is random, so its first byte chooses evenly and needs no dice.
        int choice = s.Id.ToByteArray()[0];
        json.WriteString("referralSource", kind == LeadKind.Profile ? "BusinessProfile" : (choice % 3) switch { 0 => "AzurePortal", 1 => "AzureMarketplace", _ => "AppSource" });
        json.WriteString("callToAction", kind switch
        {
            LeadKind.Profile => "ContactPartner",
            LeadKind.ContactMe => "ContactMe",
            _ => (choice % 4) switch { 0 => "FreeTrial", 1 => "TestDrive", _ => "GetItNow" },
        });
        json.WriteBoolean("isSpam", s.IsSpam);
        json.WriteString("quality", s.IsSpam ? "Low" : (choice % 5) switch { 0 => "High", 1 or 2 => "Medium", 3 => "Low", _ => "Unknown" });
    }

    private static string Stage(Story s) => (s.Id.ToByteArray()[1] % 8) switch { < 3 => "10", 3 or 4 => "20", 5 => "40", 6 => "60", _ => "80" };

    private void Target((string Type, string Id) target)
    {
        json.WriteStartArray("target");
        json.WriteStartObject();
        json.WriteString("type", target.Type);
        json.WriteString("id", target.Id);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void Customer(Story s, bool withContact)
    {
        json.WriteStartObject("customerProfile");
        json.WriteString("name", s.Customer.Name);
        json.WriteStartObject("address");
        json.WriteString("city", s.Customer.City);
        json.WriteString("country", s.Country.Code);
        json.WriteEndObject();
        json.WriteString("size", s.Customer.Size);
        json.WriteStartArray("team"); // an expired referral hides whom to call (domain.md 6.1)
        if (withContact) Person(s.Customer.Contact);
        json.WriteEndArray();
        json.WriteEndObject();
    }

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
        if (!s.IsLead) When("closingDateTime", s.ExpectedClose);
        json.WriteStartObject("requirements");
        json.WriteStartArray("solutions");
        if (!s.IsLead || s.Lead is LeadKind.ContactMe or LeadKind.Informational) Solution(s.Solution);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Solution(SampleSolution solution)
    {
        json.WriteStartObject();
        json.WriteString("id", solution.Id);
        json.WriteString("name", solution.Name);
        json.WriteString("type", "Name");
        json.WriteEndObject();
    }

    private void Team(Person? owner)
    {
        json.WriteStartArray("team");
        if (owner is not null) Person(owner);
        json.WriteEndArray();
    }

    private void Person(Person person)
    {
        json.WriteStartObject();
        json.WriteString("firstName", person.First);
        json.WriteString("lastName", person.Last);
        json.WriteString("email", person.Email);
        json.WriteEndObject();
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

    private void Register(Story s, Registration r)
    {
        json.WriteStartObject();
        json.WriteString("id", r.Id);
        json.WriteString("type", "AzureIPCoSell");
        When("registrationDateTime", r.Registered);
        json.WriteString("status", r.Status);
        json.WriteStartObject("contract");
        json.WriteNumber("value", r.ContractValue);
        json.WriteString("currency", s.Currency);
        When("signDateTime", r.Signed);
        When("startDateTime", r.Signed);
        When("endDateTime", r.Signed.AddYears(r.Years));
        json.WriteString("term", "Finite");
        json.WriteEndObject();
        json.WriteStartArray("solutionDetails");
        json.WriteStartObject();
        json.WriteString("id", s.Solution.Id);
        json.WriteString("name", s.Solution.Name);
        json.WriteNumber("value", r.SolutionValue);
        json.WriteString("currency", s.Currency);
        json.WriteBoolean("isDeployedOnAzure", true);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("statusHistory");
        When("reviewPendingDateTime", r.ReviewPending);
        When("actionRequiredDateTime", r.ActionRequired);
        When("passedDateTime", r.Passed);
        When("failedDateTime", r.Failed);
        When("approvedDateTime", r.Approved);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>A moment in UTC with the API's seven decimals, or null.</summary>
    private void When(string name, DateTime? moment)
    {
        if (moment is null)
        {
            json.WriteNull(name);
            return;
        }
        Span<byte> text = stackalloc byte[32];
        moment.Value.TryFormat(text, out int length, "O", System.Globalization.CultureInfo.InvariantCulture);
        json.WriteString(name, text[..length]);
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
