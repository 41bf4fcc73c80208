using System.Collections.Frozen;
using System.Globalization;

namespace Insights.Ingest;

/// <summary>The signs people write beside amounts, and the codes each may stand for.</summary>
internal static class CurrencyCodes
{
    private static readonly (string Sign, string Codes)[] Signs =
    [
        ("$", "USD AUD CAD NZD SGD HKD TWD MXN ARS CLP COP BRL BBD BMD BND BSD BZD DOP FJD GYD JMD KYD LRD NAD NIO SBD SRD TTD UYU XCD"),
        ("US$ U$S USD$", "USD"), ("A$ AU$", "AUD"), ("C$", "CAD NIO"), ("CA$ Can$", "CAD"), ("NZ$", "NZD"), ("HK$", "HKD"),
        ("S$ SG$", "SGD"), ("NT$", "TWD"), ("MX$ Mex$", "MXN"), ("R$", "BRL"), ("€ Euro Euros", "EUR"),
        ("£", "GBP EGP LBP SYP GIP FKP SHP SSP SDG"), ("¥ ￥", "JPY CNY"), ("円", "JPY"), ("元 圆 圓", "CNY TWD HKD"), ("CN¥ RMB", "CNY"),
        ("₹", "INR"), ("Rs Rs.", "INR PKR LKR NPR MUR SCR"), ("₩ 원", "KRW KPW"), ("₽ руб руб. р.", "RUB"), ("zł", "PLN"),
        ("kr kr.", "SEK NOK DKK ISK"), ("Kč", "CZK"), ("Ft", "HUF"), ("lei", "RON MDL"), ("лв лв.", "BGN"), ("₺ TL", "TRY"), ("₪", "ILS"),
        ("฿", "THB"), ("₫ đ", "VND"), ("₴ грн грн.", "UAH"), ("₦", "NGN"), ("₱", "PHP"), ("R", "ZAR"), ("RM", "MYR"), ("Rp Rp.", "IDR"),
        ("Fr Fr. SFr SFr.", "CHF"), ("₡", "CRC SVC"), ("₲", "PYG"), ("₵", "GHS"), ("₸", "KZT"), ("₾", "GEL"), ("₼", "AZN"),
        ("S/ S/.", "PEN"), ("din din. дин", "RSD"),
    ];

    private static readonly FrozenDictionary<string, string[]> BySign = Signs
        .SelectMany(row => row.Sign.Split(' '), (row, sign) => (sign, codes: row.Codes.Split(' ')))
        .ToFrozenDictionary(pair => pair.sign, pair => pair.codes, StringComparer.OrdinalIgnoreCase);

    private static readonly Lazy<FrozenSet<string>> Codes = new(() => CultureInfo.GetCultures(CultureTypes.SpecificCultures)
        .Where(culture => culture.Name.Length > 0)
        .Select(culture => new RegionInfo(culture.Name).ISOCurrencySymbol)
        .Concat(BySign.Values.SelectMany(codes => codes))
        .Where(code => code.Length == 3)
        .ToFrozenSet(StringComparer.Ordinal));

    /// <summary>The codes a sign or code may stand for; empty for a sign we have no codes of, null for what is no currency.</summary>
    public static string[]? Of(ReadOnlySpan<char> written)
    {
        string sign = written.ToString();
        if (BySign.TryGetValue(sign, out string[]? codes)) return codes;
        string code = sign.ToUpperInvariant();
        if (code.Length == 3 && Codes.Value.Contains(code)) return [code];
        return sign is [var only] && char.GetUnicodeCategory(only) == UnicodeCategory.CurrencySymbol ? [] : null;
    }

    /// <summary>Indian amounts are grouped in twos before the last three digits.</summary>
    public static bool GroupsInTwos(string? code) => code is "INR" or "PKR" or "LKR" or "NPR" or "BDT" or "BTN";
}
