using System.Globalization;
using Insights.Vocabulary;

namespace Insights.Store.Schema;

/// <summary>How one kind of observation is kept: its table, its columns, and how it writes itself into them.
/// INSERT, digest and documentation all read this; the five leading columns are the same everywhere.</summary>
public abstract class VersionTable
{
    public static readonly IReadOnlyList<string> KeyColumns = ["organization_id", "version_id", "import_id", "digest", "version_key"];

    public static ReferralVersions Referrals { get; } = new();
    public static RegistrationVersions Registrations { get; } = new();
    public static SolutionVersions Solutions { get; } = new();
    public static PageViewVersions PageViews { get; } = new();
    public static RateVersions Rates { get; } = new();

    public static IReadOnlyList<VersionTable> All { get; } = [Referrals, Registrations, Solutions, PageViews, Rates];

    public abstract string Name { get; }
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>How many of <see cref="Columns"/>, at the end, came after stores of older programs were written. Where they say nothing they are no part
    /// of a row's digest, so that the digests of old rows stay true and the same content stays the same.</summary>
    public virtual int Later => 0;

    /// <summary>The name of the thing observed; observations with equal names are versions of one thing.</summary>
    public abstract string NameOf(Observation observation);

    /// <summary>Writes the values of <see cref="Columns"/>, in order.</summary>
    public abstract void Write(Observation observation, RowBuffer row);

    public static VersionTable For(Observation observation) => observation switch
    {
        ReferralObservation => Referrals,
        RegistrationObservation => Registrations,
        SolutionObservation => Solutions,
        PageViewObservation => PageViews,
        RateObservation => Rates,
        _ => throw new ArgumentException($"No table keeps a {observation.GetType().Name}.", nameof(observation)),
    };

    protected static long? Moment(When? moment) => moment is { } m ? Stored.Moment(m) : null;
    protected static long? Amount(decimal? amount) => amount is { } a ? Stored.Amount(a) : null;
    protected static long? Flag(bool? flag) => flag is { } f ? (f ? 1 : 0) : null;
}

public sealed class ReferralVersions : VersionTable
{
    public override string Name => "referral_version";
    public override IReadOnlyList<string> Columns { get; } =
    [
        "referral_id", "side", "engagement_id", "engagement_key", "owner_organization_id", "referral_type", "lead_kind", "api_type", "qualification",
        "direction", "invited_by", "shared_with_microsoft", "state", "unknown_state", "created_at", "accepted_at", "closed_at",
        "updated_at", "expires_at", "microsoft_state", "microsoft_msx_id", "country", "city", "customer_name", "deal_name", "program",
        "deal_value", "currency", "deal_value_usd", "status_reason", "solutions", "team", "details",
    ];

    public override string NameOf(Observation observation) => ((ReferralObservation)observation).ReferralId;

    public override void Write(Observation observation, RowBuffer row)
    {
        var o = (ReferralObservation)observation;
        row.Text(o.ReferralId);
        row.Number((long)o.Side);
        row.Text(o.EngagementId);
        row.Number(o.EngagementId is { } engagement ? Stored.Key(engagement) : null);
        row.Text(o.OwnerOrganizationId);
        row.Number((long?)o.Type);
        row.Number((long?)o.LeadKind);
        row.Text(o.ApiType);
        row.Text(o.Qualification);
        row.Text(o.Direction);
        row.Text(o.InvitedBy);
        row.Number(Flag(o.SharedWithMicrosoft));
        row.Number((long?)o.State);
        row.Text(o.UnknownState);
        row.Number(Moment(o.Created));
        row.Number(Moment(o.Accepted));
        row.Number(Moment(o.Closed));
        row.Number(Moment(o.Updated));
        row.Number(Moment(o.Expires));
        row.Number((long?)o.MicrosoftState);
        row.Text(o.MicrosoftMsxId);
        row.Text(o.Country);
        row.Text(o.City);
        row.Text(o.CustomerName);
        row.Text(o.DealName);
        row.Text(o.Program);
        row.Number(Amount(o.DealValue));
        row.Text(o.Currency);
        row.Number(Amount(o.DealValueUsd));
        row.Text(o.StatusReason);
        row.Pairs(o.Solutions);
        row.List(o.Team);
        row.Map(o.Details);
    }
}

public sealed class RegistrationVersions : VersionTable
{
    public override string Name => "registration_version";
    public override IReadOnlyList<string> Columns { get; } =
    [
        "referral_id", "registration_id", "registration_type", "registered_at", "status", "approved_at", "passed_at", "failed_at", "contract_value",
        "currency", "contract_value_usd", "details",
    ];

    public override string NameOf(Observation observation)
    {
        var o = (RegistrationObservation)observation;
        return $"{o.ReferralId}|{o.RegistrationId}|{(o.Registered is { } day ? Math.Abs(Stored.Moment(day)) / TimeSpan.TicksPerDay : null)}";
    }

    public override void Write(Observation observation, RowBuffer row)
    {
        var o = (RegistrationObservation)observation;
        row.Text(o.ReferralId);
        row.Text(o.RegistrationId);
        row.Text(o.Type);
        row.Number(Moment(o.Registered));
        row.Text(o.Status);
        row.Number(Moment(o.Approved));
        row.Number(Moment(o.Passed));
        row.Number(Moment(o.Failed));
        row.Number(Amount(o.ContractValue));
        row.Text(o.Currency);
        row.Number(Amount(o.ContractValueUsd));
        row.Map(o.Details);
    }
}

public sealed class SolutionVersions : VersionTable
{
    public override string Name => "solution_version";
    public override IReadOnlyList<string> Columns { get; } = ["solution_id", "name", "solution_class", "status"];

    public override string NameOf(Observation observation) => ((SolutionObservation)observation).SolutionId;

    public override void Write(Observation observation, RowBuffer row)
    {
        var o = (SolutionObservation)observation;
        row.Text(o.SolutionId);
        row.Text(o.Name);
        row.Number((long)o.Class);
        row.Text(o.Status);
    }
}

public sealed class PageViewVersions : VersionTable
{
    public override string Name => "page_view_version";
    public override IReadOnlyList<string> Columns { get; } = ["day", "source", "country", "listing", "page_views", "cta_clicks"];

    public override string NameOf(Observation observation)
    {
        var o = (PageViewObservation)observation;
        return $"{o.Day.DayNumber}|{o.Source}|{o.Country}|{o.Listing}";
    }

    public override void Write(Observation observation, RowBuffer row)
    {
        var o = (PageViewObservation)observation;
        row.Number(o.Day.DayNumber);
        row.Text(o.Source);
        row.Text(o.Country);
        row.Text(o.Listing);
        row.Number(o.PageViews);
        row.Number(o.CtaClicks);
    }
}

public sealed class RateVersions : VersionTable
{
    public override string Name => "rate_version";
    public override IReadOnlyList<string> Columns { get; } = ["currency", "month", "usd_per_unit"];

    public override string NameOf(Observation observation)
    {
        var o = (RateObservation)observation;
        return $"{o.Currency}|{o.Month.DayNumber}";
    }

    public override void Write(Observation observation, RowBuffer row)
    {
        var o = (RateObservation)observation;
        row.Text(o.Currency);
        row.Number(o.Month.DayNumber);
        row.Text(o.UsdPerUnit.ToString("G29", CultureInfo.InvariantCulture));
    }
}
