namespace Insights.Ingest;

/// <summary>Knows the words reports write where an identifier would stand, in the rows that add up the others.</summary>
internal static class Totals
{
    private static readonly Dictionary<string, bool> Words = Spelling.Table<bool>((true,
    [
        "Total", "Totals", "Grand total", "Grand totals", "Subtotal", "Sub totals", "Overall", "Overall total", "Sum",
        "Totaal", "Eindtotaal", "Subtotaal", "Totaal generaal", "Som", "Summe", "Gesamt", "Gesamtsumme", "Gesamtergebnis", "Insgesamt",
        "Zwischensumme", "Total général", "Totale", "Totale complessivo", "Suma", "Suma total", "Total geral", "Razem",
    ]));

    /// <summary>True for <c>Total</c>, <c>Grand Total:</c> and <c>Total (12)</c>.</summary>
    public static bool Names(string id)
    {
        // Identifiers pass here by the million: nearly all have a digit or are long.
        ReadOnlySpan<char> word = id.AsSpan().TrimEnd("0123456789 ():=,.-");
        return word.Length is >= 3 and <= 20 && char.IsLetter(word[0])
            && (word.Length == id.Length || id.AsSpan(word.Length).IndexOfAny(" :(=") >= 0)
            && Words.ContainsKey(Spelling.Key(word.ToString()));
    }
}
