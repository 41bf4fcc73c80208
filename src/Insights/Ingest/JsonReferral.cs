using System.Text.Json;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>Reads one record of the referrals API, in any version of its schema (domain.md 5.4). The words the API classifies by are
/// kept as they come.</summary>
/// <param name="ourOrganization">Whose referrals are ours; null when nobody said.</param>
/// <param name="commaDecimals">True where the text writes decimal commas: an amount that may mean two things is then not guessed.</param>
internal sealed class JsonReferral(string? ourOrganization, bool commaDecimals)
{
    private static readonly Dictionary<string, bool> Types = Known("Shared", "Independent"),
        Qualifications = Known("None", "Direct", "MarketingQualified", "SalesQualified"),
        Directions = Known("Incoming", "Outgoing", "None");

    /// <summary>What the API keeps as attributes of a deal (domain.md 5.4). The name of the second is our guess: Microsoft shows the field
    /// and does not document it.</summary>
    private static readonly Dictionary<string, string> Attributes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CustomerMarketplaceIntent"] = DetailKeys.PurchaseIntent,
        ["CustomerMaccEligibility"] = DetailKeys.MaccEligible,
    };

    public static bool IsMicrosoft(string? id) => string.Equals(id, "msft", StringComparison.OrdinalIgnoreCase);

    public static bool IsForMicrosoft(JsonField record)
    {
        foreach (JsonField target in record["target"].Each())
            if (target.IsObject && IsMicrosoft(target["id"].TextOrNull())) return true;
        return false;
    }

    /// <summary>Reads the record and settles it with the intake: taken, with its registrations, or refused.</summary>
    /// <param name="position">Its place in its list, from 1.</param>
    public void Settle(JsonElement element, long line, long position, RowSink sink)
    {
        var problems = new RowProblems { CommaDecimals = commaDecimals };
        if (element.ValueKind != JsonValueKind.Object)
        {
            sink.Refuse(line, "", "This element is no object; a referral is one.", Name(position, null));
            return;
        }
        var record = new JsonField(problems, element);
        List<RegistrationObservation> registrations = [];
        ReferralObservation? referral = null;
        try
        {
            referral = Read(record, problems);
            // Microsoft's copy repeats our registrations under another referral; counting them would double the approved value.
            foreach (JsonField registration in record["registrations"].Each())
                if (registration.IsObject && referral.Side == Side.Ours)
                    registrations.Add(Registration(registration, problems, referral.ReferralId));
        }
        catch (InvalidOperationException)
        {
            // The parser finds half a surrogate pair only when the text is asked for.
            problems.Wrong("", "A text of this record contains half a character (\\ud800 to \\udfff without its partner).");
        }
        string name = problems.Reason is null ? "" : Name(position, Shown(record["id"]));
        problems.Settle(sink, line, new Told(referral, null, registrations), name);
    }

    /// <summary>How a record is named to a person: its place in the list, and its identifier where it has one.</summary>
    public static string Name(long position, string? id) =>
        $"record {Spelling.Invariant(position)}" + (id is null ? "" : $" (id {Spelling.Quoted(id)})");

    private static string? Shown(JsonField id)
    {
        try
        {
            return id.WordOrNull();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private ReferralObservation Read(JsonField record, RowProblems problems)
    {
        JsonField customer = record["customerProfile"], address = customer["address"], details = record["details"],
            invite = record["inviteContext"], invitedBy = invite["invitedBy"];
        string? owner = record["organizationId"].Id(), money = details["currency"].Currency();
        (ObservedState? state, string? unknown) =
            StatusWords.Read(problems, "status", record["status"].Word(), "substatus", record["substatus"].Word());
        string? action = record["callToAction"].Word(), source = record["referralSource"].Word(), customerAction = details["customerAction"]
            .Word();
        return new ReferralObservation
        {
            ReferralId = Id(record["id"], problems),
            Side = SideOf(record, owner, problems),
            EngagementId = record["engagementId"].Id(),
            OwnerOrganizationId = owner,
            LeadKind = SourceWords.KindOf(problems, "callToAction", action, "referralSource", source, customerAction),
            ApiType = Word(record["type"], Types, problems) ?? Word(record["referralType"], Types, problems),
            Qualification = Word(record["qualification"], Qualifications, problems),
            Direction = Word(record["direction"], Directions, problems),
            InvitedBy = invitedBy["organizationId"].Id(),
            SharedWithMicrosoft = record["consent"]["consentToShareReferralWithMicrosoftSellers"].Flag(),
            State = state,
            UnknownState = unknown,
            Created = record["createdDateTime"].Moment(),
            Accepted = record["acceptedDateTime"].Moment(),
            Closed = record["closedDateTime"].Moment(),
            Updated = record["updatedDateTime"].Moment(),
            Expires = record["expirationDateTime"].Moment(lenient: true),
            MicrosoftMsxId = record["trackingInfo"]["microsoftMsxId"].Word(),
            Country = CountryCodes.Normalise(address["country"].Text()),
            City = address["city"].Text(),
            CustomerName = customer["name"].Text(),
            DealName = record["name"].Prose(),
            Program = record["referralProgram"].Text(),
            DealValue = details["dealValue"].Amount(ref money),
            Currency = money,
            StatusReason = record["statusReason"].Text(),
            Solutions = Named(details["requirements"]["solutions"]),
            Team = Team(record["team"]),
            Details = Details(record, customer, details, invite, invitedBy, action ?? customerAction, source),
        };
    }

    private static string Id(JsonField field, RowProblems problems)
    {
        string? id = Legible.Id(field.Text());
        if (Row.WrongId(id) is string wrong) problems.Wrong("id", wrong);
        return id ?? "";
    }

    // A copy that another organisation owns is Microsoft's side when Microsoft is its target (metrics.md 6), else a stranger's.
    private Side SideOf(JsonField record, string? owner, RowProblems problems)
    {
        if (IsMicrosoft(owner)) return Side.Microsoft;
        if (owner is null || string.Equals(owner, ourOrganization, StringComparison.OrdinalIgnoreCase)) return Side.Ours;
        if (IsForMicrosoft(record)) return Side.Microsoft;
        if (ourOrganization is not null)
            problems.Wrong("organizationId",
                $"This referral belongs to the organisation {Spelling.Quoted(owner)} and not to {Spelling.Quoted(ourOrganization)}; " +
                $"import it with --organization {Spelling.Quoted(owner)} if it is yours.");
        return Side.Ours;
    }

    private static IReadOnlyDictionary<string, string>? Details(JsonField record, JsonField customer, JsonField details, JsonField invite,
        JsonField invitedBy, string? action, string? source)
    {
        var kept = new Details();
        kept.Add(DetailKeys.OrganizationName, record["organizationName"].Text());
        kept.Add(DetailKeys.PartnerLocation, record["mpnId"].Word());
        kept.Add(DetailKeys.CrmId, record["externalReferenceId"].Word());
        kept.Add(DetailKeys.CampaignId, record["campaignId"].Word());
        kept.Add(DetailKeys.CallToAction, action);
        kept.Add(DetailKeys.LeadSource, source);
        kept.Add(DetailKeys.Quality, record["quality"].Word());
        kept.Add(DetailKeys.IsSpam, record["isSpam"].Flag());
        kept.Add(DetailKeys.SalesStage, record["salesStage"].Word());
        kept.Add(DetailKeys.RegistrationStatus, record["registrationStatus"].Word());
        kept.Add(DetailKeys.ETag, record["eTag"].Text());
        kept.Add(DetailKeys.PartnerRole, record["partnerRole"].TextOrNull());
        kept.Add(DetailKeys.CustomerSize, customer["size"].Word());
        kept.Add(DetailKeys.Notes, details["notes"].Prose());
        kept.AddDate(DetailKeys.ExpectedClose, details["closingDateTime"].Moment(lenient: true));
        kept.Add(DetailKeys.InvitedByName, invitedBy["organizationName"].Text());
        kept.Add(DetailKeys.AssistanceRequestCode, invite["assistanceRequestCode"].Word());
        kept.Add(DetailKeys.PurchaseIntent, record["customerMarketplaceIntent"].TextOrNull());
        foreach (JsonField attribute in details["requirements"]["additionalRequirements"]["attributes"].Each())
            if (attribute.IsObject && attribute["type"].TextOrNull() is { } type && Attributes.TryGetValue(type, out string? key))
                kept.Add(key, attribute["id"].TextOrNull());
        foreach (JsonField target in record["target"].Each())
            if (target.IsObject && target["type"].TextOrNull() == "BusinessProfileLocation" && !IsMicrosoft(target["id"].TextOrNull()))
                kept.Add(DetailKeys.BusinessProfileId, target["id"].TextOrNull());
        if (Named(details["requirements"]["offers"]) is [var offer, ..])
        {
            kept.Add(DetailKeys.OfferId, offer.Id);
            kept.Add(DetailKeys.OfferName, offer.Name);
        }
        if (!record["trackingInfo"]["microsoftUSFedOpportunityId"].IsMissing) kept.Add(DetailKeys.UsFederal, true);
        return kept.Kept;
    }

    private static RegistrationObservation Registration(JsonField field, RowProblems problems, string referralId)
    {
        JsonField contract = field["contract"], history = field["statusHistory"];
        var kept = new Details();
        kept.Add("status_reason", field["statusReason"].Text());
        kept.AddDate("contract_start", contract["startDateTime"].Moment(lenient: true));
        kept.AddDate("contract_end", contract["endDateTime"].Moment(lenient: true));
        kept.AddDate("contract_sign", contract["signDateTime"].Moment(lenient: true));
        kept.Add("contract_term", contract["term"].Word());
        kept.Add("review_pending", history["reviewPendingDateTime"].Moment());
        kept.Add("action_required", history["actionRequiredDateTime"].Moment());
        foreach (JsonField solution in field["solutionDetails"].Each())
        {
            if (!solution.IsObject) continue;
            kept.Add("solution_id", solution["id"].Id());
            kept.Add("solution_name", solution["name"].Text());
            kept.Add("solution_currency", solution["currency"].Text());
            string? solutionMoney = solution["currency"].Text() is { Length: 3 } code ? code.ToUpperInvariant() : null;
            kept.Add("solution_value", solution["value"].Amount(ref solutionMoney));
            kept.Add("primary_deployment_on", solution["primaryDeploymentOn"].Word());
            kept.Add("pricing_model", solution["pricingModel"].Word());
            break;
        }
        string? money = contract["currency"].Currency();
        return new RegistrationObservation
        {
            ReferralId = referralId,
            RegistrationId = field["id"].Id(),
            Type = field["type"].Word(),
            Registered = field["registrationDateTime"].Moment(),
            Status = Registrations.RegistrationStatus(problems, "registrations.status", field["status"].Word()),
            Approved = history["approvedDateTime"].Moment(),
            Passed = history["passedDateTime"].Moment(),
            Failed = history["failedDateTime"].Moment(),
            ContractValue = contract["value"].Amount(ref money),
            Currency = money,
            Details = kept.Kept,
        };
    }

    private static List<NamedId>? Named(JsonField list)
    {
        List<NamedId>? found = null;
        foreach (JsonField item in list.Each())
        {
            if (item.TextOrNull() is string bare) (found ??= []).Add(new NamedId(Legible.Id(bare), null));
            else if (item["id"].Id() is { } id) (found ??= []).Add(new NamedId(id, item["name"].Text()));
            else if (item["name"].Text() is { } name) (found ??= []).Add(new NamedId(null, name));
        }
        return found;
    }

    private static List<string>? Team(JsonField members)
    {
        List<string>? found = null;
        foreach (JsonField member in members.Each())
            if (member["email"].Text() is string mail) (found ??= []).Add(mail.ToLowerInvariant());
        return found;
    }

    private static string? Word(JsonField field, Dictionary<string, bool> known, RowProblems problems)
    {
        string? word = field.Word();
        if (word is not null && !known.ContainsKey(Spelling.Key(word))) problems.Unknown(field.Path, word);
        return word;
    }

    private static Dictionary<string, bool> Known(params string[] words) => Spelling.Table((true, words));
}
