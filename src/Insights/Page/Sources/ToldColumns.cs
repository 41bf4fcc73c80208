using Insights.Vocabulary;

namespace Insights.Page.Sources;

/// <summary>Some things a file tells, column by column: referrals as our own file writes them, other things in words and days.</summary>
internal static class ToldColumns
{
    public static IEnumerable<(string Name, string?[] Cells)> Of(IReadOnlyList<Observation> told, Language language) => told switch
    {
        [ReferralObservation, ..] => Columns(ReferralFields.InFile, told, field => field.Name(language), (field, of) => field.Cell(of)),
        [RegistrationObservation, ..] => Columns(OtherFields.Registrations, told, field => language["told.registration." + field.Column],
            (field, of) => field.Kind == FieldKind.Detail ? null : field.Cell(of)),
        [SolutionObservation, ..] => Columns(OtherFields.Solutions, told, field => language["told.solution." + field.Column],
            (field, of) => field.Column == "solution_class" ? language[Class(of.Class)] : field.Cell(of)),
        [PageViewObservation, ..] => Columns(OtherFields.PageViews, told, field => language["told.view." + field.Column],
            (field, of) => field.Column == "day" ? Written(of.Day, "yyyy-MM-dd") : field.Cell(of)),
        [RateObservation, ..] => Columns(OtherFields.Rates, told, field => language["told.rate." + field.Column],
            (field, of) => field.Column == "month" ? Written(of.Month, "yyyy-MM") : field.Cell(of)),
        _ => [],
    };

    private static string Written(DateOnly day, string pattern) => day.ToString(pattern, System.Globalization.CultureInfo.InvariantCulture);

    private static string Class(SolutionClass of) => of switch
    {
        SolutionClass.InMarket => "metric.solutions.in_market.short",
        SolutionClass.CoSellReady => "metric.solutions.co_sell_ready.short",
        SolutionClass.AzureIpCoSellEligible => "metric.solutions.azure_ip_co_sell_eligible.short",
        _ => "told.solution.not_published",
    };

    // A record may tell of two kinds of thing; those of the first are shown.
    private static IEnumerable<(string, string?[])> Columns<T>(IReadOnlyList<Field<T>> fields, IReadOnlyList<Observation> told,
        Func<Field<T>, string> name, Func<Field<T>, T, string?> cell) where T : Observation =>
        fields.Select(field => (name(field), told.Select(one => one is T of ? cell(field, of) : null).ToArray()));
}
