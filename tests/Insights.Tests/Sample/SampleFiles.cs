using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Insights.Ingest.Sample;

namespace Insights.Tests.Sample;

/// <summary>A written sample, and its records read back the plain way. The folder goes when it is disposed.</summary>
public sealed class SampleFiles : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 30, 0, TimeSpan.FromHours(1));
    private readonly string folder = Directory.CreateTempSubdirectory("insights-sample-").FullName;
    private IReadOnlyList<JsonElement>? records;

    public SampleFiles() : this(5_000, 1, Now) { }

    internal SampleFiles(int size, int seed, DateTimeOffset now) =>
        Paths = SampleOrganization.Write(folder, size, seed, now, CancellationToken.None);

    public IReadOnlyList<string> Paths { get; }

    /// <summary>Every line of <c>referrals.jsonl</c>, Microsoft's records included.</summary>
    public IReadOnlyList<JsonElement> Records => records ??= [.. Lines(0).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    public IEnumerable<JsonElement> Ours => Records.Where(r => r.Text("organizationId") == SampleOrganization.OrganizationId);

    public IEnumerable<JsonElement> Microsofts => Records.Where(r => r.Text("organizationId") != SampleOrganization.OrganizationId);

    public string[] Lines(int file) => File.ReadAllLines(Paths[file]);

    /// <summary>A fingerprint of all the files together.</summary>
    public string Fingerprint() => Convert.ToHexString(SHA256.HashData([.. Paths.SelectMany(File.ReadAllBytes)]))[..16];

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

/// <summary>Short words for reading a record.</summary>
internal static class RecordWords
{
    public static string? Text(this JsonElement record, params string[] path)
    {
        foreach (string name in path)
            if (record.ValueKind != JsonValueKind.Object || !record.TryGetProperty(name, out record)) return null;
        return record.ValueKind switch { JsonValueKind.Null => null, JsonValueKind.String => record.GetString(), _ => record.GetRawText() };
    }

    public static DateTimeOffset? When(this JsonElement record, params string[] path) =>
        record.Text(path) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>metrics.md 6, written once more on purpose: the sample must be classifiable by what it says.</summary>
    public static string Kind(this JsonElement r)
    {
        string? invitedBy = r.Text("inviteContext", "invitedBy", "organizationId");
        bool ours = r.Text("direction") == "Outgoing" || invitedBy == SampleOrganization.OrganizationId;
        return (r.Text("type"), r.Text("qualification")) switch
        {
            ("Shared", _) => ours ? "outbound" : "inbound",
            ("Independent", "Direct") => "marketplace",
            ("Independent", "SalesQualified" or "MarketingQualified") when invitedBy == "msft" => "qualified",
            ("Independent", "SalesQualified" or "None") when ours =>
                r.Text("consent", "consentToShareReferralWithMicrosoftSellers") == "true" ? "partner_led" : "private",
            _ => "unclassified",
        };
    }

    public static bool IsCoSell(this JsonElement r) => r.Kind() is not ("qualified" or "marketplace");

    public static bool IsCreatedByUs(this JsonElement r) => r.Kind() is "outbound" or "private" or "partner_led";

    public static bool IsInformational(this JsonElement r) => r.Text("callToAction") is "GetItNow" or "FreeTrial" or "TestDrive";
}
