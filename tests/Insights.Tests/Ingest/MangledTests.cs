using System.Text;
using Insights.Ingest;

namespace Insights.Tests.Ingest;

/// <summary>Ten thousand damaged files. Each ends in a receipt that adds up (the desk checks it), and none throws.</summary>
public sealed class MangledTests
{
    private const int Files = 10_000;

    private static readonly string[] Wholesome =
    [
        """{"@odata.count":2,"value":[{"id":"a","organizationId":"us","createdDateTime":"2022-01-01T00:00:00.1234567Z","status":"Closed","substatus":"Won","type":"Shared","team":[{"email":"a@b.c"}],"customerProfile":{"name":"Zoë","address":{"country":"US"}},"details":{"dealValue":5,"currency":"USD"}},{"id":"b","target":{"id":"msft"},"registrations":[{"id":"g","status":"Approved","statusHistory":{"approvedDateTime":"2022-01-01T00:00:00Z"}}]}],"@odata.nextLink":"x"}""",
        """[{"id":"a","status":3,"substatus":"Error","callToAction":"PLT"},{"id":"b","acceptedDateTime":"0001-01-01T00:00:00"}]""",
        "{\"id\":\"a\",\"organizationId\":\"us\"}\n{\"id\":\"b\",\"details\":{\"requirements\":{\"solutions\":[{\"id\":\"s\"}]}}}\n",
        "Referral ID,Creation Date,Customer Country,Lead Type,Call to action,Lead currency,Lead value,Status\nL1,2023-01-01,NL,Offer " +
            "lead,Contact me,EUR,\"1,234.50\",New\nL2,01/31/2023,Belgium,Qualified lead,,USD,5,Won\n",
        "Referral ID\tReferral Creation Date\tDeal Type\tDeal Direction\tEstimated Deal value\tSolution ID\tContract Value\tDeal " +
            "Approved Date\tStatus\nC1\t2023-01-01\tCo-sell\tOutgoing\t5\tS1;S2\t9\t1/2/2023\tWon\n",
        "Referral ID,Partner Referral Status,Partner Referral Substatus,Microsoft help required?,Share with Microsoft sales " +
            "team,Estimated Close Date,Solution 1,Team member 1\nR1,Active,Accepted,Yes,Yes,03/31/2023,\"S1,USD,1,1\",\"A,B,1,a@b.c\"\n",
        "Referral ID,Registration Date,Registration Status,Contract Value,Contract Currency,Approved " +
            "Date\nR1,3/7/2023,Approved,100,USD,3/8/2023\n",
        "Solution ID,Name,Co-sell status\nS1,One,Co-sell ready\nS2,Two,In market\n",
        "Date,Source,Country,Page views,CTA clicks\n2023-01-01,profile,US,10,2\n",
        "Date,OfferName,ReferralDomain,CountryName,PageVisits,GetItNow,ContactMe,TestDrive,FreeTrial\n2023-01-01,O,bing,France,10,1,2,3,4\n",
        "CurrencyCode,USDPerUnit,Month\nEUR,1.08,202401\nGBP,1.27,2024-02\n",
        "sep=;\nReferral ID;Type;State;Created;Solutions;Team\nR1;inbound;won;2023-01-01;a|b;x@y.z\n",
        "mql_id,first_contact_date,origin\nm1,2018-01-01,social\n",
        "mql_id,won_date,declared_monthly_revenue\nm1,2018-01-01 10:00:00,100.0\n",
    ];

    private static readonly string[] Poison =
    [
        "=cmd|' /C calc'!A0", "\"", "\0", "\ud83d", "\uFEFF", "9999999999999999999999999999", "-1", "1e999", "NaN", "0001-01-01",
            "31/31/2023", "{", "}", "[", "]", ",,,,,,,,", ";", "\t", "\r", "\n",
        "\r\n\r\n", "null", "true", "\\ud800", "\"\":", "{\"id\":", "☃", "\u202e", "💥", "Infinity", "12:61", "+99:99",
            "9999-12-31T23:59:59-14:00", "\u001a", "sep=,", "@SUM(A1)",
    ];

    [Fact, Trait("Category", "Slow")]
    public void No_damaged_file_throws_and_every_receipt_adds_up()
    {
        var random = new Random(20230615);
        var mapping = Mapping.Read(Path.Combine(Places.Root, "mappings", "olist.json"));
        int refused = 0;
        for (int i = 0; i < Files; i++)
        {
            byte[] file = Mangled(random, i);
            try
            {
                using Desk desk = Desk.Read(file, i % 3 == 0 ? "us" : null, mapping);
                if (desk.Receipt.Refused > 0) refused++;
                desk.Receipt.Read.ShouldBe(desk.Receipt.New + desk.Receipt.Refused);
                desk.Refused.ShouldAllBe(r => r.Line >= 1 && r.Reason.Length > 10 && r.Reason.Length < 1000 && r.Reason.EndsWith('.'));
            }
            catch (Exception e) when (e is not ShouldAssertException)
            {
                throw new InvalidOperationException($"File {i} threw: {Convert.ToBase64String(file.AsSpan(0, Math.Min(file.Length, 600)))}",
                    e);
            }
        }
        refused.ShouldBeGreaterThan(Files / 4);
    }

    [Fact]
    public void The_files_are_wholesome_before_they_are_mangled()
    {
        var mapping = Mapping.Read(Path.Combine(Places.Root, "mappings", "olist.json"));
        foreach (string text in Wholesome)
        {
            using Desk desk = Desk.Read(text, mapping: mapping);
            desk.Refused.ShouldBeEmpty();
            desk.Receipt.New.ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_never_taken_for_whole_JSON()
    {
        string text = Wholesome[0];
        for (int length = 1; length < text.Length; length++)
        {
            using Desk desk = Desk.Read(text[..length]);
            desk.Taken.ShouldBeEmpty();
            desk.Receipt.Refused.ShouldBe(1);
        }
    }

    private static byte[] Mangled(Random random, int number)
    {
        string text = Wholesome[number % Wholesome.Length];
        int damages = random.Next(1, 4);
        for (int d = 0; d < damages; d++)
        {
            int at = random.Next(text.Length + 1), length = random.Next(0, text.Length - at + 1);
            text = random.Next(9) switch
            {
                0 => text[..at],
                1 => text.Insert(at, Poison[random.Next(Poison.Length)]),
                2 => text.Remove(at, Math.Min(length, 5)),
                3 => text.Remove(at, Math.Min(length, 3)).Insert(at, Poison[random.Next(Poison.Length)]),
                4 => text[..at] + text[at..].Replace(",", ";"),
                5 => text.Insert(at, new string('x', random.Next(100) == 0 ? 1_200_000 : 300)),
                6 => text.Insert(at, string.Concat(Enumerable.Repeat(random.Next(2) == 0 ? "[" : "{\"a\":", 100))),
                7 => text[at..] + text[..at],
                _ => ReplacedValue(text, random),
            };
            if (text.Length == 0) text = " ";
        }
        byte[] bytes = (number % 7) switch
        {
            0 => Encoding.Unicode.GetBytes(text),
            1 => Encoding.Latin1.GetBytes(text),
            _ => Encoding.UTF8.GetBytes(text),
        };
        for (int flips = random.Next(0, 3); flips > 0; flips--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        if (random.Next(10) == 0) bytes = bytes[..random.Next(bytes.Length)];
        return bytes;
    }

    // One value becomes another kind of value: a number where a text belongs, a word where a date does.
    private static string ReplacedValue(string text, Random random)
    {
        char[] ends = [',', ':', '\n', '\t', ';'];
        int from = text.IndexOfAny(ends, random.Next(text.Length));
        if (from < 0) return text;
        int to = text.IndexOfAny(ends, from + 1);
        return to < 0 ? text : string.Concat(text.AsSpan(0, from + 1), Poison[random.Next(Poison.Length)], text.AsSpan(to));
    }
}
