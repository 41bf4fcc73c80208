using System.Globalization;
using Insights.Ingest;
using Insights.Store;

namespace Insights.Bench;

/// <summary>A CSV of our own shape with seeded referrals over thirty months: every class, state and event, eight countries, four
/// currencies.</summary>
internal static class WorldFile
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Types =
        ["qualified", "qualified", "marketplace", "inbound", "inbound", "outbound", "private", "partner_led"];
    private static readonly string[] Countries = ["US", "DE", "NL", "FR", "GB", "JP", "BR", "IN"];
    private static readonly string[] Currencies = ["USD", "EUR", "GBP", "JPY"];
    private static readonly string[] Closings = ["won", "lost", "declined", "expired"];

    private static readonly string[] Reasons =
        ["Customer did not respond", "Other", "Customer chose another vendor", "Proposed timeline too short",
        "Customer did not have budget"],
        Actions = ["Contact me", "Get it now", "Test drive", "Free trial"], Sources = ["AppSource", "Azure Marketplace", "Azure portal"],
            Intents = ["Yes", "No", "Have not decided"],
        Roles = ["Solution design", "Deployment services", "Proof of concept", "Managed services", "Solution design; Managed services"];

    /// <param name="full">With the columns the dashboards ask for besides.</param>
    public static void Write(string path, int size, bool full = false)
    {
        var random = new Random(7);
        DateTimeOffset first = Now.AddDays(-900);
        using var file = new StreamWriter(path);
        file.WriteLine($"Referral ID,Type,Lead kind,State,Created,Accepted,Closed,Country,City,Customer,Deal name,Program,Deal " +
            $"value,Currency{(full ? ",Reason,Solutions,Call to action,Lead source,Offer ID,Offer name,Partner role,Purchase intent,CRM ID" : "")}");
        for (int i = 0; i < size; i++)
        {
            string type = Types[random.Next(Types.Length)];
            DateTimeOffset created = first.AddSeconds(random.NextInt64(900L * 86_400));
            bool ours = type is "outbound" or "private" or "partner_led";
            DateTimeOffset accepted = created.AddHours(random.NextDouble() * 300), closed = accepted.AddDays(random.NextDouble() * 200);
            bool isClosed = random.Next(3) > 0 && closed < Now;
            bool isAccepted = !ours && accepted < Now && random.Next(8) > 0;
            string state = isClosed ? Closings[isAccepted || ours ? random.Next(2) : 2 + random.Next(2)] : isAccepted || ours ? "accepted"
                : "pending";
            file.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)},{type},{(type == "marketplace" ? "contact_me" : "")},{state},{created:yyyy-MM-ddTHH:mm:ssZ},{(isAccepted ? accepted.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) : "")},{(isClosed ? closed.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) : "")},{Countries[random.Next(8)]},Utrecht,Customer {i % 5000},Deal {i},{(type == "qualified" && random.Next(2) == 0 ? "Contact request" : "")},{random.Next(100_000)},{Currencies[random.Next(4)]}{(full ? Rest(i, type, state) : "")}"));
        }
    }

    /// <summary>A store in a folder, with a full world in it.</summary>
    public static async Task<ReferralStore> StoreAsync(string folder, int size)
    {
        string csv = Path.Combine(folder, "world.csv");
        Write(csv, size, full: true);
        ReferralStore store = await ReferralStore.OpenAsync(Path.Combine(folder, "store.db"), TimeProvider.System, CancellationToken.None);
        Receipt receipt = await Importer.RunAsync(store, new ImportRequest { Files = [csv] }, null, null, CancellationToken.None);
        return receipt.New == size ? store : throw new InvalidOperationException($"{receipt.New} of {size} rows were taken.");
    }

    /// <summary>By the number alone, so that a full world is the other one and more.</summary>
    private static string Rest(int i, string type, string state)
    {
        string reason = state is "lost" or "declined" ? Reasons[i % 5] : "", solution = $"SOL-{i % 37}";
        return type switch
        {
            "qualified" => $",{reason},,,,,,,,C{i}",
            "marketplace" => $",{reason},,{Actions[i % 4]},{Sources[i % 3]},offer-{i % 50},Offer {i % 50},,,C{i}",
            _ => $",{reason},{(i % 4 == 0 ? $"{solution}; SOL-{i % 31}" : solution)},,,,,{(i % 3 == 0 ? Roles[i % 5] : "")},{Intents[i % 3]},C{i}",
        };
    }
}
