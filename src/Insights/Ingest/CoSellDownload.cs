using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>The co-sell analytics download, the present generation and that of 2021 (domain.md 8.1). A referral may stand in
/// several rows, one for each solution or registered deal; every row is told on.</summary>
internal sealed class CoSellDownload(Header header) : ITable
{
    private static readonly Column Id = new("Referral ID"), Created = new("Referral Creation Date", "Creation Date", "Created Date"),
        Status = new("Status", "Referral Status"), DealType = new("Deal Type"), Direction = new("Deal Direction"),
            Value = new("Estimated Deal value", "Deal value"),
        ValueUsd = new("Estimated Deal value (USD)", "Deal value (USD)"), Currency = new("Deal currency");

    public static readonly TableFormat Format = new("co_sell_download", "Partner Center's co-sell download",
        [Id, Created, Status], [DealType, Direction, Value, ValueUsd], header => new CoSellDownload(header));

    private readonly Place id = header.Find(Id), created = header.Find(Created), status = header.Find(Status),
        dealType = header.Find(DealType), direction = header.Find(Direction),
        value = header.Find(Value), valueUsd = header.Find(ValueUsd), currency = header.Find(Currency),
            country = header.Find(new Column("Customer Country", "Customer Country/Region")),
        city = header.Find("Customer City"), customer = header.Find("Customer Name"), solutionId = header.Find("Solution ID"),
            solutionName = header.Find("Solution Name"),
        location = header.Find(new Column("PartnerID", "MPN ID")), partner = header.Find("Partner Name"), dealId = header.Find("Deal ID"),
            engagement = header.Find("Engagement ID"),
        msx = header.Find("Microsoft MSX ID"), reason = header.Find("Status Reason"), program = header.Find("Partner Program"),
            role = header.Find("Partner Role"),
        federal = header.Find(new Column("US Federal Deal", "Is US Federal Deal")),
            intent = header.Find(new Column("Marketplace purchase intent")),
        macc = header.Find(new Column("Customer MACC eligibility", "MACC eligibility", "Customer MACC eligibility at referral creation")),
            track = header.Find(new Column("Co-sell type", "Co-sell track"));

    private readonly DownloadedRegistration registration = new(header);

    public IReadOnlyList<Place> Amounts => [value, valueUsd, .. registration.Amounts];

    public Told Read(Row row)
    {
        string? money = row.Currency(currency);
        decimal? worth = row.Amount(value, ref money);
        ObservedState? state = row.Word(status, SourceWords.States);
        var details = new Details();
        details.Add(DetailKeys.PartnerLocation, row.Text(location));
        details.Add(DetailKeys.PartnerName, row.Text(partner));
        details.Add(DetailKeys.DealId, row.Key(dealId));
        details.Add(DetailKeys.PartnerRole, row.Text(role));
        details.Add(DetailKeys.UsFederal, row.Text(federal));
        details.Add(DetailKeys.PurchaseIntent, row.Text(intent));
        details.Add(DetailKeys.MaccEligible, row.Text(macc));
        details.Add(DetailKeys.CoSellTrack, row.Text(track) ?? (Spelling.Key(row.Text(dealType) ?? "") is "ipcosell" or "servicescosell"
            ? row.Text(dealType) : null));
        var referral = new ReferralObservation
        {
            ReferralId = row.Id(id),
            EngagementId = row.Key(engagement),
            Type = Type(row),
            Direction = row.Text(direction),
            State = state,
            UnknownState = state is null ? row.Text(status) : null,
            Created = row.Created(created, DateStyle.PartnerCenter),
            Country = row.Country(country),
            City = row.Text(city),
            CustomerName = row.Text(customer),
            Program = row.Text(program),
            MicrosoftMsxId = row.Text(msx),
            DealValue = worth,
            Currency = money,
            DealValueUsd = row.Dollars(valueUsd),
            StatusReason = row.Text(reason),
            Solutions = Lists.Solutions(row.Text(solutionId), row.Text(solutionName)),
            Details = details.Kept,
        };
        return new Told(referral, registration.Read(row, referral.ReferralId, row.Key(dealId), state));
    }

    // "Co-sell" is inbound or outbound by its direction; the other words are types themselves.
    private ReferralType? Type(Row row)
    {
        string? word = row.Text(dealType), way = row.Text(direction);
        switch (Spelling.Key(word ?? ""))
        {
            case "partnerled": return ReferralType.PartnerLed;
            case "private": return ReferralType.Private;
            case "cosell" or "cosellopportunity" or "partnertopartner" or "p2p" or "solutionassessment" or "ipcosell" or "servicescosell"
                or "":
                break;
            default:
                row.Problems.Unknown(dealType.Name, word!);
                return null;
        }
        switch (Spelling.Key(way ?? ""))
        {
            case "incoming" or "inbound" or "received": return ReferralType.Inbound;
            case "outgoing" or "outbound" or "sent": return ReferralType.Outbound;
            default:
                row.Problems.Unknown(direction.Name, way ?? "");
                return null;
        }
    }
}

/// <summary>The registration part of a co-sell download row: there when any of its dates is, or a contract value that
/// is not zero.</summary>
internal sealed class DownloadedRegistration(Header header)
{
    private readonly Place registered = header.Find(new Column("Deal Creation Date", "Deal Registration Date")),
        approved = header.Find("Deal Approved Date"),
        passed = header.Find(new Column("Deal Review Passed Date", "Deal Passed Date")),
            failed = header.Find(new Column("Deal Review Failed Date", "Deal Failed Date")),
        pending = header.Find("Deal Review Pending Date"), decided = header.Find(new Column("Deal approved/rejected date")),
            submitted = header.Find("Deal submitted date"),
        value = header.Find("Contract Value"), currency = header.Find("Contract Currency"), valueUsd = header.Find("Contract Value (USD)");

    private readonly (string Key, Place Place)[] texts =
    [
        ("contract_term", header.Find(new Column("Contract Term", "Contract type"))),
            ("solution_id", header.Find("Registered deal solution ID")),
        ("solution_name", header.Find("Registered deal solution name")),
            ("solution_currency", header.Find("Registered deal solution currency")),
        ("deployed_on", header.Find("Deployed On")), ("primary_deployment_on", header.Find("Primary Deployment On")),
            ("pricing_model", header.Find("Pricing Model")),
        ("is_marketplace_transacted", header.Find("Is Marketplace Transacted Deal")),
    ];

    private readonly (string Key, Place Place)[] dates =
    [
        ("contract_start", header.Find("Contract Start Date")), ("contract_end", header.Find("Contract End Date")),
            ("contract_sign", header.Find("Contract Sign Date")),
        ("marketplace_transaction_date", header.Find("Marketplace transaction date")),
    ];

    private readonly (string Key, Place Place)[] amounts =
    [
        ("solution_value", header.Find("Registered deal solution value")),
            ("solution_value_usd", header.Find("Registered deal solution value (USD)")),
        ("annual_contract_value", header.Find("Annual Contract Value")),
            ("annual_contract_value_usd", header.Find("Annual Contract Value (USD)")),
    ];

    public IEnumerable<Place> Amounts => [value, valueUsd, .. amounts.Select(amount => amount.Place)];

    public RegistrationObservation? Read(Row row, string referralId, string? dealId, ObservedState? referralState)
    {
        When? registeredAt = row.Moment(registered, DateStyle.PartnerCenter) ?? row.Moment(submitted, DateStyle.PartnerCenter),
            approvedAt = row.Moment(approved, DateStyle.PartnerCenter), passedAt = row.Moment(passed, DateStyle.PartnerCenter),
                failedAt = row.Moment(failed, DateStyle.PartnerCenter),
            decidedAt = row.Moment(decided, DateStyle.PartnerCenter), pendingAt = row.Moment(pending, DateStyle.PartnerCenter);
        // The generation of 2021 has one date for both outcomes and names the outcome in the status column.
        if (decidedAt is not null && referralState == ObservedState.Declined) failedAt ??= decidedAt;
        else approvedAt ??= decidedAt;
        string? money = row.Currency(currency);
        decimal? worth = row.Amount(value, ref money), worthUsd = row.Dollars(valueUsd);
        if (registeredAt is null && approvedAt is null && passedAt is null && failedAt is null && pendingAt is null && (worth ?? 0) == 0
            && (worthUsd ?? 0) == 0) return null;

        var details = new Details();
        foreach ((string key, Place place) in texts) details.Add(key, row.Text(place));
        foreach ((string key, Place place) in dates) details.Add(key, row.Moment(place, DateStyle.PartnerCenter, lenient: true));
        foreach ((string key, Place place) in amounts)
        {
            string? code = key.EndsWith("_usd", StringComparison.Ordinal) ? "USD" : null;
            details.Add(key, row.Amount(place, ref code));
        }
        details.Add("review_pending", pendingAt);
        details.Add(DetailKeys.DealId, dealId);
        return new RegistrationObservation
        {
            ReferralId = referralId,
            RegistrationId = null,
            Registered = registeredAt,
            Status = failedAt is not null ? "Failed" : passedAt is not null ? "Passed" : approvedAt is not null ? "Approved"
                : pendingAt is not null ? "ReviewPending" : null,
            Approved = approvedAt,
            Passed = passedAt,
            Failed = failedAt,
            ContractValue = worth,
            Currency = money,
            ContractValueUsd = worthUsd,
            Details = details.Kept,
        };
    }
}
