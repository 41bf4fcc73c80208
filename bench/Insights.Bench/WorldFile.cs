using System.Globalization;

namespace Insights.Bench;

/// <summary>A CSV of our own shape with seeded referrals over thirty months: every class, state and event, eight countries, four currencies.</summary>
internal static class WorldFile
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Types = ["qualified", "qualified", "marketplace", "inbound", "inbound", "outbound", "private", "partner_led"];
    private static readonly string[] Countries = ["US", "DE", "NL", "FR", "GB", "JP", "BR", "IN"];
    private static readonly string[] Currencies = ["USD", "EUR", "GBP", "JPY"];
    private static readonly string[] Closings = ["won", "lost", "declined", "expired"];

    public static void Write(string path, int size)
    {
        var random = new Random(7);
        DateTimeOffset first = Now.AddDays(-900);
        using var file = new StreamWriter(path);
        file.WriteLine("Referral ID,Type,Lead kind,State,Created,Accepted,Closed,Country,City,Customer,Deal name,Program,Deal value,Currency");
        for (int i = 0; i < size; i++)
        {
            string type = Types[random.Next(Types.Length)];
            DateTimeOffset created = first.AddSeconds(random.NextInt64(900L * 86_400));
            bool ours = type is "outbound" or "private" or "partner_led";
            DateTimeOffset accepted = created.AddHours(random.NextDouble() * 300), closed = accepted.AddDays(random.NextDouble() * 200);
            bool isClosed = random.Next(3) > 0 && closed < Now;
            bool isAccepted = !ours && accepted < Now && random.Next(8) > 0;
            string state = isClosed ? Closings[isAccepted || ours ? random.Next(2) : 2 + random.Next(2)] : isAccepted || ours ? "accepted" : "pending";
            file.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)},{type},{(type == "marketplace" ? "contact_me" : "")},{state},{created:yyyy-MM-ddTHH:mm:ssZ},{(isAccepted ? accepted.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) : "")},{(isClosed ? closed.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) : "")},{Countries[random.Next(8)]},Utrecht,Customer {i % 5000},Deal {i},{(type == "qualified" && random.Next(2) == 0 ? "Contact request" : "")},{random.Next(100_000)},{Currencies[random.Next(4)]}"));
        }
    }
}
