namespace Insights.Ingest.Sample;

/// <summary>Why a referral was declined, lost or closed as error, with the weight of each reason (domain.md 6.6).</summary>
internal static class Reasons
{
    public const string Spam = "Abuse, spam or phishing";

    private static readonly string[] OfRefusal =
    [
        "Customer did not respond", "Customer chose another vendor", "Customer did not have budget", "Proposed timeline too short",
        "Customer requirement not met", "Not a customer", "Other",
    ];

    private static readonly double[] WhenDeclined = [20, 4, 10, 18, 26, 12, 10], WhenLost = [26, 30, 20, 7, 10, 0, 7];

    private static readonly string[] OfError =
        ["Duplicate in bulk upload", "Duplicate in Partner Center", "Duplicate sent by Microsoft", "Connector sync issue",
            "Customer matching issue", "Test referral", "Data error"];

    public static string Declined(Dice dice) => OfRefusal[dice.Weighted(WhenDeclined)];

    public static string Lost(Dice dice) => OfRefusal[dice.Weighted(WhenLost)];

    public static string Error(Dice dice) => dice.Pick(OfError);
}
