using System.Text;
using System.Text.Json;
using Insights.Vocabulary;

namespace Insights.Store.Schema;

/// <summary>How the value of a field lies in its column, by its type.</summary>
internal static class StoredField
{
    public static IReadOnlyList<string> Columns<T>(Field<T> field) where T : Observation =>
        field is TextField<T> { KeyColumn.Length: > 0 } keyed ? [keyed.Column, keyed.KeyColumn] : [field.Column];

    /// <exception cref="OverflowException">An amount is too large to be kept.</exception>
    public static void Write<T>(Field<T> field, T told, RowBuffer row) where T : Observation
    {
        switch (field)
        {
            case TextField<T> text:
                row.Text(text.Get(told));
                if (text.KeyColumn.Length > 0) row.Number(text.Get(told) is { } named ? Stored.Key(named) : null);
                break;
            case MomentField<T> moment:
                row.Number(moment.Get(told) is { } m ? Stored.Moment(m) : null);
                break;
            case WordField<T> word:
                row.Number(word.Get(told));
                break;
            case AmountField<T> amount:
                row.Number(amount.Get(told) is { } a ? Stored.Amount(a) : null);
                break;
            case FlagField<T> flag:
                row.Number(flag.Get(told) is { } f ? (f ? 1 : 0) : null);
                break;
            case NumberField<T> number:
                row.Number(number.Get(told));
                break;
            case ThingsField<T> things:
                row.Pairs(things.Get(told));
                break;
            case TextsField<T> texts:
                row.List(texts.Get(told));
                break;
            case DetailsField<T> details:
                row.Map(details.Get(told));
                break;
            default:
                throw Unknown(field);
        }
    }

    /// <summary>Reads a value that says something.</summary>
    public static void Read<T>(Field<T> field, RowBuffer row, int at, T told) where T : Observation
    {
        switch (field)
        {
            case TextField<T> text:
                text.Set(told, Encoding.UTF8.GetString(row.TextAt(at)));
                break;
            case MomentField<T> moment:
                moment.Set(told, Stored.Told(row.NumberAt(at)));
                break;
            case WordField<T> word:
                word.Set(told, row.NumberAt(at));
                break;
            case AmountField<T> amount:
                amount.Set(told, Stored.Amount(row.NumberAt(at)));
                break;
            case FlagField<T> flag:
                flag.Set(told, row.NumberAt(at) != 0);
                break;
            case NumberField<T> number:
                number.Set(told, row.NumberAt(at));
                break;
            case ThingsField<T> things:
                things.Set(told, [.. JsonSerializer.Deserialize<string?[][]>(row.TextAt(at))!.Select(pair =>
                    new NamedId(pair[0], pair[1]))]);
                break;
            case TextsField<T> texts:
                texts.Set(told, JsonSerializer.Deserialize<string[]>(row.TextAt(at)));
                break;
            case DetailsField<T> details:
                details.Set(told, JsonSerializer.Deserialize<Dictionary<string, string>>(row.TextAt(at)));
                break;
            default:
                throw Unknown(field);
        }
    }

    private static InvalidOperationException Unknown(Field field) => new($"Nobody keeps a {field.GetType().Name} ({field.Column}).");
}
