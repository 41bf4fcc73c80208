using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>Several statements of one thing as one: each field joins as its table says (docs/metrics.md 6).</summary>
internal static class Statements
{
    /// <param name="statements">At least one, the oldest first, each with when it was so.</param>
    public static T Together<T>(IReadOnlyList<Field<T>> fields, IEnumerable<(T Told, long AsOf)> statements, LocalDays days) where T
        : Observation
    {
        T? known = null;
        long listAsOf = long.MinValue;
        foreach ((T told, long asOf) in statements)
        {
            if (known is null) known = told with { };
            else
            {
                bool amount = Merge.Amount(Says(known, Joining.Amount), Says(told, Joining.Amount), Says(told, Joining.Currency));
                foreach (Field<T> field in fields) Join(field, known, told, amount, asOf == listAsOf, days);
            }
            if (Says(told, Joining.List)) listAsOf = asOf;
        }
        return known!;

        bool Says(T statement, Joining which) => fields.Any(field => field.Joining == which && field.IsSaid(statement));
    }

    /// <param name="amount">Whether the newer amount replaces the known one.</param>
    /// <param name="sameMoment">Whether the lists of both were told at one moment.</param>
    private static void Join<T>(Field<T> field, T known, T told, bool amount, bool sameMoment, LocalDays days) where T : Observation
    {
        switch (field.Joining, field)
        {
            case (Joining.Oldest, _):
                break;
            case (Joining.Moment, MomentField<T> moment):
                moment.Set(known, Merge.Moment(moment.Get(known), moment.Get(told), days));
                break;
            case (Joining.State, WordField<T> word):
                word.Set(known, Merge.State((int)(word.Get(known) ?? -1), (int)(word.Get(told) ?? -1)) is >= 0 and var merged ? merged
                    : null);
                break;
            case (Joining.UnknownState, _):
                // A state that is told takes away the word that none was known for.
                if (field.IsSaid(told) || ReferralFields.State is Field<T> state && state.IsSaid(told)) field.Copy(told, known);
                break;
            case (Joining.Amount or Joining.Currency, _):
                if (amount) field.Copy(told, known);
                break;
            case (Joining.List, ThingsField<T> things) when sameMoment && things.Get(known) is { } earlier && things.Get(told) is { } more:
                // A download tells a deal with several solutions in several rows: what is told at one moment is one statement.
                things.Set(known, [.. earlier.Union(more)]);
                break;
            case (Joining.ByKey, DetailsField<T> details):
                details.Set(known, Merge.Details(details.Get(known), details.Get(told)));
                break;
            default:
                if (field.IsSaid(told)) field.Copy(told, known);
                break;
        }
    }
}
