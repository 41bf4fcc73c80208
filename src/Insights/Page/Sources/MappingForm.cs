using System.Globalization;
using Insights.Sources;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Http;

namespace Insights.Page.Sources;

/// <summary>Reads the form in which somebody describes a file: what each column means, and how it is written.</summary>
internal static class MappingForm
{
    public const string Column = "column.", Said = "said.", Word = "word.", Replace = "replace";

    /// <summary>Stands for a choice that nobody made yet.</summary>
    public const string Open = "?";

    /// <summary>The encoding a form names; null to tell it from the bytes.</summary>
    public static string? Encoding(IFormCollection form) =>
        form["encoding"].ToString() is { Length: > 0 and < 40 } encoding ? encoding : null;

    /// <summary>The draft a form describes. What is missing or cannot be stays as it was guessed; a field two columns are chosen for is
    /// told by the first.</summary>
    /// <param name="called">What such files are called when the form does not say.</param>
    public static MappingDraft Read(IFormCollection form, UnknownTable table, string called)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < table.Columns.Count; i++)
        {
            string field = form[Column + i.ToString(CultureInfo.InvariantCulture)].ToString();
            if (MappingDraft.Offered.Any(offered => offered.Key == field)) fields.TryAdd(field, table.Columns[i].Name);
        }
        // In another encoding it has other columns, of which the form says nothing.
        if (form.Keys.Count(key => key.StartsWith(Column, StringComparison.Ordinal)) != table.Columns.Count)
            fields = new(MappingGuess.Of(table, called).Fields, StringComparer.Ordinal);
        var states = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; form.TryGetValue(Said + i.ToString(CultureInfo.InvariantCulture), out var said); i++)
            if (ReferralFields.State.Words.Contains(form[Word + i.ToString(CultureInfo.InvariantCulture)].ToString()))
                states[said.ToString()] = form[Word + i.ToString(CultureInfo.InvariantCulture)].ToString();
        // Another column of states has other words: those that are known ones are offered again.
        if (fields.TryGetValue("state", out string? column) && table.Columns.First(c => c.Name == column) is { } of
            && !of.Values.Any(states.ContainsKey)) states = MappingGuess.StatesOf(of);
        string dates = form["dates"].ToString();
        string name = form["name"].ToString().Trim();
        return new MappingDraft
        {
            Name = name.Length is > 0 and <= SavedMappings.LongestName && !name.Any(char.IsControl) ? name
                : called,
            Fields = fields,
            States = states,
            Type = ReferralFields.Type.Words.Contains(form["type"].ToString()) ? form["type"].ToString() : null,
            Currency = Currencies.Exists(form["currency"].ToString().Trim().ToUpperInvariant())
                ? form["currency"].ToString().Trim().ToUpperInvariant() : null,
            Dates = dates is "" or Open ? null : dates,
            AreDatesOpen = dates == Open && fields.Keys.Any(key => ReferralFields.Find(key)!.Kind == FieldKind.Moment),
            TimeZone = TimeZoneInfo.TryFindSystemTimeZoneById(form["zone"].ToString(), out TimeZoneInfo? zone) && zone.HasIanaId
                ? zone.Id : null,
            DecimalComma = form["decimal"].ToString() == ",",
            Encoding = Encoding(form),
        };
    }
}
