using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>The bulk co-sell file, in both spellings of its headers (domain.md 8.2). Dates are MM/DD/YYYY in UTC; there are no
/// accept and close dates.</summary>
internal sealed class BulkCoSell(Header header) : ITable
{
    private static readonly Column Id = new("Referral ID"), Status = new("Partner Referral Status"),
        Substatus = new("Partner Referral Substatus", "Partner Referral Sub status");

    public static readonly TableFormat Format = new("bulk_co_sell", "Partner Center's bulk co-sell file", [Id, Status], [],
        header => new BulkCoSell(header))
    {
        Each = "a deal",
    };

    private static readonly string[] Reasons =
        ["Budget not adequate", "Customer did not respond", "Customer chose another vendor", "Requirement not met", "Not a customer",
            "Timeline too short", "Abuse, spam or phishing", "Others"];

    private static readonly string[] ErrorReasons =
        ["Duplicate from bulk upload", "Duplicate in Partner Center", "Duplicate sent by Microsoft", "Connector synchronisation",
            "Customer matching", "Solution issue", "Test referral", "Data error", "Others"];

    private readonly Place id = header.Find(Id), status = header.Find(Status), substatus = header.Find(Substatus),
        engagement = header.Find("Engagement ID"),
        created = header.Find(new Column("Created Date", "Creation Date", "Referral Creation Date")), dealName = header.Find("Deal Name"),
            customer = header.Find("Customer Name"),
        city = header.Find("Customer City"), country = header.Find("Customer Country"),
            microsoftStatus = header.Find("Microsoft Referral Status"),
        microsoftSubstatus = header.Find(new Column("Microsoft Referral Substatus", "Microsoft Referral Sub status")),
        reason = header.Find(new Column("Declined/Lost/Error reason", "Decline/Lost/Error reason", "Declined/Lost/Error reason (code)")),
            stage = header.Find("Sales Stage"),
        value = header.Find("Estimated Deal Value"), currency = header.Find("Currency"),
            expectedClose = header.Find("Estimated Close Date"), crm = header.Find("CRM ID"),
        campaign = header.Find("Marketing Campaign ID"), notes = header.Find("Notes"),
            help = header.Find(new Column("Microsoft help required?", "Microsoft help required")),
        share = header.Find(new Column("Share with Microsoft sales team", "Share with Microsoft sales team?")),
            helpCode = header.Find("What specific help from Microsoft?"),
        msx = header.Find("Microsoft MSX ID"), location = header.Find(new Column("PartnerID", "MPN ID")),
            intent = header.Find(new Column("Marketplace Purchase Intent", "Marketplace Purchase Intent?"));

    private readonly IReadOnlyList<Place> solutions = header.Numbered("Solution"), team = header.Numbered("Team member");

    public IReadOnlyList<Place> Amounts => [value];

    public Told Read(Row row)
    {
        string? money = row.Currency(currency);
        decimal? worth = row.Amount(value, ref money);
        bool? helped = row.YesNo(help), shared = row.YesNo(share);
        (ObservedState? state, string? unknown) =
            StatusWords.Read(row.Problems, status.Name, row.Text(status), substatus.Name, row.Text(substatus));
        (ObservedState? microsoft, _) = StatusWords.Read(row.Problems, microsoftStatus.Name, row.Text(microsoftStatus),
            microsoftSubstatus.Name, row.Text(microsoftSubstatus));
        if (row.Text(status) is null && row.Text(substatus) is null)
            row.Problems.Wrong(status.Name,
                "The status is empty; a deal of this file has one. Delete the row when it is a total or a note.");
        var details = new Details();
        details.Add(DetailKeys.SalesStage, row.Text(stage));
        details.Add(DetailKeys.ExpectedClose, row.Moment(expectedClose, DateStyle.PartnerCenter, lenient: true));
        details.Add(DetailKeys.CrmId, row.Text(crm));
        details.Add(DetailKeys.CampaignId, row.Text(campaign));
        details.Add(DetailKeys.Notes, row.Prose(notes));
        details.Add(DetailKeys.AssistanceRequestCode, row.Text(helpCode));
        details.Add(DetailKeys.PartnerLocation, row.Text(location));
        details.Add(DetailKeys.PurchaseIntent, row.Text(intent));
        return new ReferralObservation
        {
            ReferralId = row.Id(id),
            EngagementId = row.Key(engagement),
            Type = Type(state, helped, shared),
            SharedWithMicrosoft = shared,
            State = state,
            UnknownState = unknown,
            MicrosoftState = microsoft,
            MicrosoftMsxId = row.Text(msx),
            Created = row.Moment(created, DateStyle.PartnerCenter),
            Country = row.Country(country),
            City = row.Text(city),
            CustomerName = row.Text(customer),
            DealName = row.Prose(dealName),
            DealValue = worth,
            Currency = money,
            StatusReason = Reason(row.Text(reason), state),
            Solutions = Solutions(row),
            Team = Team(row),
            Details = details.Kept,
        };
    }

    // The file does not say who created a deal. Only received ones can be new, declined or expired; only the creator answers
    // the two questions. One "No" without the other answer still is an answer: nobody was asked for help.
    private static ReferralType Type(ObservedState? state, bool? help, bool? share) => (state, help, share) switch
    {
        (ObservedState.New or ObservedState.Declined or ObservedState.Expired, _, _) => ReferralType.Inbound,
        (_, true, _) => ReferralType.Outbound,
        (_, _, true) => ReferralType.PartnerLed,
        (_, null, null) => ReferralType.Inbound,
        _ => ReferralType.Private,
    };

    private static string? Reason(string? code, ObservedState? state)
    {
        if (code is null || !int.TryParse(code, out int number)) return code;
        string[] words = state == ObservedState.Error ? ErrorReasons : Reasons;
        return number >= 1 && number <= words.Length ? words[number - 1] : code;
    }

    // A cell holds id, currency, price and quantity; only the id names the solution.
    private List<NamedId>? Solutions(Row row)
    {
        List<NamedId>? found = null;
        foreach (Place place in solutions)
            if (Lists.Split(row.Text(place), ',', ';', '|', ':') is [string first, ..])
                (found ??= []).Add(new NamedId(Legible.Id(first), null));
        return found;
    }

    private List<string>? Team(Row row)
    {
        List<string>? found = null;
        foreach (Place place in team)
            foreach (string mail in Lists.Mails(row.Text(place))) (found ??= []).Add(mail);
        return found;
    }
}
