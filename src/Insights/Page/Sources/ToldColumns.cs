using Insights.Vocabulary;

namespace Insights.Page.Sources;

/// <summary>Some things a file tells, field by field as our own file writes them.</summary>
internal static class ToldColumns
{
    public static IEnumerable<(Field Field, string?[] Cells)> Of(IReadOnlyList<Observation> told) => told switch
    {
        [ReferralObservation, ..] => Columns(ReferralFields.InFile, told),
        [RegistrationObservation, ..] => Columns(OtherFields.Registrations, told),
        [SolutionObservation, ..] => Columns(OtherFields.Solutions, told),
        [PageViewObservation, ..] => Columns(OtherFields.PageViews, told),
        [RateObservation, ..] => Columns(OtherFields.Rates, told),
        _ => [],
    };

    // A record may tell of two kinds of thing; those of the first are shown.
    private static IEnumerable<(Field, string?[])> Columns<T>(IReadOnlyList<Field<T>> fields, IReadOnlyList<Observation> told)
        where T : Observation =>
        fields.Select(field => ((Field)field, told.Select(one => one is T of ? field.Cell(of) : null).ToArray()));
}
