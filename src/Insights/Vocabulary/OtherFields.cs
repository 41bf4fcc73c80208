using System.Globalization;
using View = Insights.Vocabulary.PageViewObservation;
using Rate = Insights.Vocabulary.RateObservation;
using Registration = Insights.Vocabulary.RegistrationObservation;
using Solution = Insights.Vocabulary.SolutionObservation;

namespace Insights.Vocabulary;

/// <summary>The fields of what is told besides referrals, each in the order of the store's columns.</summary>
public static class OtherFields
{
    public static IReadOnlyList<Field<Registration>> Registrations { get; } =
    [
        new TextField<Registration>(r => r.ReferralId, (r, v) => r.ReferralId = v!) { Column = "referral_id" },
        new TextField<Registration>(r => r.RegistrationId, (r, v) => r.RegistrationId = v) { Column = "registration_id" },
        new TextField<Registration>(r => r.Type, (r, v) => r.Type = v) { Column = "registration_type" },
        new MomentField<Registration>(r => r.Registered, (r, v) => r.Registered = v) { Column = "registered_at", Joining = Joining.Moment },
        new TextField<Registration>(r => r.Status, (r, v) => r.Status = v) { Column = "status" },
        new MomentField<Registration>(r => r.Approved, (r, v) => r.Approved = v) { Column = "approved_at", Joining = Joining.Moment },
        new MomentField<Registration>(r => r.Passed, (r, v) => r.Passed = v) { Column = "passed_at", Joining = Joining.Moment },
        new MomentField<Registration>(r => r.Failed, (r, v) => r.Failed = v) { Column = "failed_at", Joining = Joining.Moment },
        new AmountField<Registration>(r => r.ContractValue, (r, v) =>
            r.ContractValue = v) { Column = "contract_value", Joining = Joining.Amount },
        new TextField<Registration>(r => r.Currency, (r, v) => r.Currency = v) { Column = "currency", Joining = Joining.Currency },
        new AmountField<Registration>(r => r.ContractValueUsd, (r, v) =>
            r.ContractValueUsd = v) { Column = "contract_value_usd", Joining = Joining.Amount },
        new DetailsField<Registration>(r => r.Details, (r, v) => r.Details = v) { Column = "details", Joining = Joining.ByKey },
    ];

    public static IReadOnlyList<Field<Solution>> Solutions { get; } =
    [
        new TextField<Solution>(s => s.SolutionId, (s, v) => s.SolutionId = v!) { Column = "solution_id" },
        new TextField<Solution>(s => s.Name, (s, v) => s.Name = v) { Column = "name" },
        new NumberField<Solution>(s => (long)s.Class, (s, v) => s.Class = (SolutionClass)v) { Column = "solution_class" },
        new TextField<Solution>(s => s.Status, (s, v) => s.Status = v) { Column = "status" },
    ];

    public static IReadOnlyList<Field<View>> PageViews { get; } =
    [
        new NumberField<View>(p => p.Day.DayNumber, (p, v) => p.Day = DateOnly.FromDayNumber((int)v)) { Column = "day" },
        new TextField<View>(p => p.Source, (p, v) => p.Source = v!) { Column = "source" },
        new TextField<View>(p => p.Country, (p, v) => p.Country = v!) { Column = "country" },
        new TextField<View>(p => p.Listing, (p, v) => p.Listing = v!) { Column = "listing" },
        new NumberField<View>(p => p.PageViews, (p, v) => p.PageViews = v) { Column = "page_views" },
        new NumberField<View>(p => p.CtaClicks, (p, v) => p.CtaClicks = v) { Column = "cta_clicks" },
    ];

    public static IReadOnlyList<Field<Rate>> Rates { get; } =
    [
        new TextField<Rate>(r => r.Currency, (r, v) => r.Currency = v!) { Column = "currency" },
        new NumberField<Rate>(r => r.Month.DayNumber, (r, v) => r.Month = DateOnly.FromDayNumber((int)v)) { Column = "month" },
        // As text: a rate has more decimals than an amount.
        new TextField<Rate>(r => r.UsdPerUnit.ToString("G29", CultureInfo.InvariantCulture), (r, v) =>
            r.UsdPerUnit = decimal.Parse(v!, CultureInfo.InvariantCulture))
            { Column = "usd_per_unit" },
    ];
}
