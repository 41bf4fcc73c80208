using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>The leads analytics download, the present generation and that of 2021 (domain.md 8.1). It has no accept and close
/// dates.</summary>
internal sealed class LeadsDownload(Header header) : ITable
{
    private static readonly Column Id = new("Referral ID"),
        Created = new("Creation Date", "Referral Creation Date", "Lead Creation Date", "Created Date", "LeadCreationDateTime"),
        Status = new("Status", "Lead Status", "Referral Status"),
        LeadType = new("Lead Type", "Referral Type"), Source = new("Lead Source", "Referral Source"), Direction = new("Lead Direction"),
        Value = new("Lead value"), ValueUsd = new("Lead value (USD)"), Currency = new("Lead currency"), Action = new("Call to action");

    public static readonly TableFormat Format = new("leads_download", "Partner Center's leads download",
        [Id, Created, Status], [LeadType, Value, ValueUsd, Direction, Currency], header => new LeadsDownload(header))
    {
        Each = "a lead",
    };

    private readonly Place id = header.Find(Id), created = header.Find(Created), status = header.Find(Status),
        leadType = header.Find(LeadType), source = header.Find(Source),
        direction = header.Find(Direction), value = header.Find(Value), valueUsd = header.Find(ValueUsd), currency = header.Find(Currency),
            action = header.Find(Action),
        updated = header.Find("Updated Date"), country = header.Find(new Column("Customer Country", "Customer Country/Region", "Country")),
            city = header.Find("Customer City"),
        customer = header.Find("Customer Name"), program = header.Find("Referral program"), profile = header.Find("Business profile ID"),
            offerId = header.Find("Offer ID"),
        offerName = header.Find("Offer name"), reason = header.Find("Status Reason"),
            location = header.Find(new Column("PartnerID", "MPN ID"));

    public IReadOnlyList<Place> Amounts => [value, valueUsd];

    public Told Read(Row row)
    {
        string? money = row.Currency(currency);
        decimal? worth = row.Amount(value, ref money);
        string? actionWord = row.Text(action), sourceWord = row.Text(source);
        (ReferralType type, LeadKind? kind) = Type(row, sourceWord, actionWord);
        if (type == ReferralType.Marketplace)
            kind ??= SourceWords.KindOf(row.Problems, action.Name, actionWord, source.Name, sourceWord);
        ObservedState? state = row.Word(status, SourceWords.States);

        var details = new Details();
        details.Add(DetailKeys.CallToAction, actionWord);
        details.Add(DetailKeys.LeadSource, sourceWord);
        details.Add(DetailKeys.BusinessProfileId, row.Key(profile));
        details.Add(DetailKeys.OfferId, row.Key(offerId));
        details.Add(DetailKeys.OfferName, row.Text(offerName));
        details.Add(DetailKeys.PartnerLocation, row.Text(location));
        return new ReferralObservation
        {
            ReferralId = row.Id(id),
            Type = type,
            LeadKind = kind,
            Direction = row.Text(direction),
            State = state,
            UnknownState = state is null ? row.Text(status) : null,
            Created = row.Created(created, DateStyle.PartnerCenter),
            Updated = row.Moment(updated, DateStyle.PartnerCenter),
            Country = row.Country(country),
            City = row.Text(city),
            CustomerName = row.Text(customer),
            Program = row.Text(program),
            DealValue = worth,
            Currency = money,
            DealValueUsd = row.Dollars(valueUsd),
            StatusReason = row.Text(reason),
            Details = details.Kept,
        };
    }

    // A lead whose type nobody knows still is a lead: one with a call to action comes from the marketplace, any other is
    // qualified, as the tabs of 2026 are (domain.md 11.21). The word is reported.
    private (ReferralType, LeadKind?) Type(Row row, string? sourceWord, string? actionWord)
    {
        if (row.Text(leadType) is string word && SourceWords.LeadTypes.TryGetValue(Spelling.Key(word), out var known)) return known;
        if (leadType.Exists && row.Text(leadType) is string unknown) row.Problems.Unknown(leadType.Name, unknown);
        if (sourceWord is not null && SourceWords.LeadTypes.TryGetValue(Spelling.Key(sourceWord), out known)) return known;
        return (actionWord is null ? ReferralType.Qualified : ReferralType.Marketplace, null);
    }
}
