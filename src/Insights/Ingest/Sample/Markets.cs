namespace Insights.Ingest.Sample;

/// <summary>How well a team answers and sells. Rates are shares; the hours and days are medians.</summary>
/// <param name="Expires">Share of leads nobody answers within the 14 days.</param>
/// <param name="Declines">Share of leads that are declined.</param>
/// <param name="Wins">Share of the concluded leads that are won.</param>
/// <param name="AnswerHours">From received to accepted or declined.</param>
/// <param name="CloseDays">From accepted to won or lost.</param>
internal sealed record Standing(double Expires, double Declines, double Wins, double AnswerHours, double CloseDays)
{
    public static readonly Standing
        Excellent = new(0.004, 0.055, 0.40, 14, 17),
        Good = new(0.014, 0.095, 0.33, 24, 26),
        Fair = new(0.040, 0.190, 0.26, 46, 44),
        Slow = new(0.030, 0.110, 0.22, 74, 85),
        Poor = new(0.130, 0.260, 0.035, 96, 105);
}

/// <summary>A country the sample organisation sells in.</summary>
/// <param name="Share">Its part of all referrals, in percent; the shares need not add up to exactly 100.</param>
/// <param name="UtcHours">Hours before UTC, winter time. Summer time is left out: an hour makes no difference to a sample.</param>
internal sealed record Country(string Code, double Share, string Currency, int UtcHours, Standing Standing, string[] LegalForms,
    string[] Cities);

/// <summary>The 28 countries and 10 currencies of the sample organisation.</summary>
internal static class Markets
{
    public static readonly IReadOnlyList<Country> All =
    [
        new("US", 22.0, "USD", -6, Standing.Good, ["Inc.", "LLC", "Corp.", ""],
            ["Chicago", "Seattle", "Austin", "Boston", "Denver", "Atlanta", "Minneapolis", "Charlotte"]),
        new("GB", 11.0, "GBP", 0, Standing.Excellent, ["Ltd", "plc", ""],
            ["London", "Manchester", "Leeds", "Bristol", "Edinburgh", "Reading"]),
        new("DE", 9.0, "EUR", 1, Standing.Fair, ["GmbH", "AG", "GmbH & Co. KG"],
            ["München", "Hamburg", "Köln", "Stuttgart", "Leipzig", "Berlin"]),
        new("NL", 7.0, "EUR", 1, Standing.Excellent, ["B.V.", "N.V.", ""],
            ["Amsterdam", "Utrecht", "Eindhoven", "Rotterdam", "Groningen", "Zwolle"]),
        new("FR", 6.0, "EUR", 1, Standing.Slow, ["SAS", "SA", "SARL"], ["Paris", "Lyon", "Lille", "Nantes", "Toulouse"]),
        new("CA", 5.0, "CAD", -5, Standing.Good, ["Ltd.", "Inc.", ""], ["Toronto", "Montréal", "Calgary", "Ottawa", "Vancouver"]),
        new("AU", 4.5, "AUD", 10, Standing.Good, ["Pty Ltd", "Ltd"], ["Sydney", "Melbourne", "Brisbane", "Perth"]),
        new("IN", 4.0, "INR", 5, Standing.Poor, ["Pvt. Ltd.", "Ltd."], ["Bengaluru", "Mumbai", "Pune", "Hyderabad", "Chennai"]),
        new("SE", 3.0, "SEK", 1, Standing.Excellent, ["AB"], ["Stockholm", "Göteborg", "Malmö", "Uppsala"]),
        new("CH", 2.6, "CHF", 1, Standing.Good, ["AG", "SA", "GmbH"], ["Zürich", "Basel", "Genève", "Bern"]),
        new("BE", 2.5, "EUR", 1, Standing.Good, ["NV", "BV", "SA"], ["Antwerpen", "Gent", "Brussel", "Liège"]),
        new("ES", 2.4, "EUR", 1, Standing.Slow, ["S.L.", "S.A."], ["Madrid", "Barcelona", "Valencia", "Bilbao"]),
        new("IT", 2.4, "EUR", 1, Standing.Poor, ["S.r.l.", "S.p.A."], ["Milano", "Torino", "Bologna", "Roma"]),
        new("JP", 2.2, "JPY", 9, Standing.Fair, ["K.K.", "Co., Ltd."], ["Tokyo", "Osaka", "Nagoya", "Fukuoka"]),
        new("BR", 2.2, "BRL", -3, Standing.Poor, ["Ltda.", "S.A."], ["São Paulo", "Curitiba", "Belo Horizonte", "Recife"]),
        new("DK", 1.8, "EUR", 1, Standing.Good, ["A/S", "ApS"], ["København", "Aarhus", "Odense"]),
        new("NO", 1.7, "USD", 1, Standing.Good, ["AS", "ASA"], ["Oslo", "Bergen", "Trondheim"]),
        new("IE", 1.6, "EUR", 0, Standing.Slow, ["Ltd", "DAC"], ["Dublin", "Cork", "Galway"]),
        new("PL", 1.5, "EUR", 1, Standing.Fair, ["Sp. z o.o.", "S.A."], ["Warszawa", "Kraków", "Wrocław", "Gdańsk"]),
        new("AT", 1.4, "EUR", 1, Standing.Good, ["GmbH", "AG"], ["Wien", "Graz", "Linz"]),
        new("FI", 1.2, "EUR", 2, Standing.Excellent, ["Oy", "Oyj"], ["Helsinki", "Tampere", "Turku"]),
        new("MX", 1.2, "USD", -6, Standing.Poor, ["S.A. de C.V."], ["Ciudad de México", "Monterrey", "Guadalajara"]),
        new("ZA", 1.0, "USD", 2, Standing.Fair, ["(Pty) Ltd"], ["Johannesburg", "Cape Town", "Durban"]),
        new("PT", 0.9, "EUR", 0, Standing.Fair, ["Lda.", "S.A."], ["Lisboa", "Porto"]),
        new("SG", 0.9, "USD", 8, Standing.Good, ["Pte. Ltd."], ["Singapore"]),
        new("AE", 0.8, "USD", 4, Standing.Slow, ["LLC", "FZ-LLC"], ["Dubai", "Abu Dhabi"]),
        new("NZ", 0.6, "AUD", 12, Standing.Good, ["Ltd"], ["Auckland", "Wellington"]),
        new("LU", 0.4, "EUR", 1, Standing.Good, ["S.à r.l.", "S.A."], ["Luxembourg"]),
    ];

    private static readonly double[] Shares = [.. All.Select(c => c.Share)];

    public static Country Any(Dice dice) => All[dice.Weighted(Shares)];

    /// <summary>About what one unit of a currency is worth in dollars: good enough to choose an amount people would type and
    /// to know whether a deal reaches a dollar threshold. The reading converts with the real monthly rates.</summary>
    public static double Dollars(string currency) => currency switch
    {
        "EUR" => 1.12,
        "GBP" => 1.30,
        "CAD" => 0.72,
        "AUD" => 0.66,
        "SEK" => 0.10,
        "CHF" => 1.18,
        "INR" => 0.0117,
        "JPY" => 0.0066,
        "BRL" => 0.18,
        _ => 1,
    };
}
