using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>The IP co-sell registration file (domain.md 8.3): dates mm/dd/yyyy, with or without leading zeros, UTC.</summary>
internal sealed class Registrations(Header header) : ITable
{
    private static readonly Column Id = new("Referral ID"), Status = new("Registration Status");

    public static readonly TableFormat Format =
        new("registrations", "Partner Center's IP co-sell registration file", [Id, Status], [], header => new Registrations(header));

    private static readonly Dictionary<string, string> Statuses = Spelling.Table(
        new[] { "ReviewPending", "ActionRequired", "Approved", "Passed", "Failed", "Closed" }.Select(word => (word, new[] { word }))
            .ToArray());

    private readonly Place id = header.Find(Id), status = header.Find(Status), registered = header.Find("Registration Date"),
        approved = header.Find("Approved Date"),
        passed = header.Find("Passed Date"), failed = header.Find("Failed Date"), value = header.Find("Contract Value"),
            currency = header.Find("Contract Currency"),
        type = header.Find("Registration Type"), valueUsd = header.Find("Contract Value (USD)"),
            registrationId = header.Find("Registration ID");

    private readonly (string Key, Place Place)[] texts =
    [
        ("status_reason", header.Find("Registration Status Reason")),
            ("is_marketplace_transacted", header.Find("Is Marketplace Transacted")),
        ("is_deployed_on_azure", header.Find("Is Deployed on Azure")), ("contract_term", header.Find("Contract Term")),
            ("solution_currency", header.Find("Solution Currency")),
        ("primary_deployment_on", header.Find("Primary Deployment On")), ("pricing_model", header.Find("Pricing Model")),
    ];

    private readonly (string Key, Place Place)[] dates =
    [
        ("marketplace_transaction_date", header.Find("Marketplace Transaction Date")),
            ("contract_sign", header.Find(new Column("Contract Sign Date", "Contract Sign"))),
        ("contract_start", header.Find(new Column("Contract Start Date", "Contract Start"))),
            ("contract_end", header.Find(new Column("Contract End Date", "Contract End"))),
        ("review_pending", header.Find("Review Pending Date")), ("action_required", header.Find("Action Required Date")),
    ];

    private readonly Place solutionValue = header.Find("Solution Value");

    public IReadOnlyList<Place> Amounts => [value, valueUsd, solutionValue];

    public Told Read(Row row)
    {
        string? money = row.Currency(currency), solutionMoney = null;
        decimal? worth = row.Amount(value, ref money);
        if (row.Text(status) is null && row.Text(registered) is null)
            row.Problems.Wrong(status.Name,
                "The status and the date of registration are empty. Delete the row when it is a total or a note.");
        var details = new Details();
        foreach ((string key, Place place) in texts) details.Add(key, row.Text(place));
        foreach ((string key, Place place) in dates) details.Add(key, row.Moment(place, DateStyle.PartnerCenter, lenient: true));
        details.Add("solution_value", row.Amount(solutionValue, ref solutionMoney));
        return new RegistrationObservation
        {
            ReferralId = row.Id(id),
            RegistrationId = row.Key(registrationId),
            Type = row.Text(type),
            Registered = row.Moment(registered, DateStyle.PartnerCenter),
            Status = RegistrationStatus(row.Problems, status.Name, row.Text(status)),
            Approved = row.Moment(approved, DateStyle.PartnerCenter),
            Passed = row.Moment(passed, DateStyle.PartnerCenter),
            Failed = row.Moment(failed, DateStyle.PartnerCenter),
            ContractValue = worth,
            Currency = money,
            ContractValueUsd = row.Dollars(valueUsd),
            Details = details.Kept,
        };
    }

    /// <summary>The status in the source's official spelling; an unknown one is kept as written and reported.</summary>
    public static string? RegistrationStatus(RowProblems problems, string field, string? written)
    {
        if (written is null) return null;
        if (Statuses.TryGetValue(Spelling.Key(written), out string? known)) return known;
        problems.Unknown(field, written);
        return written;
    }
}
