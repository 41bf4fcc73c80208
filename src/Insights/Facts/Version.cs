using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>One stored version of a referral, small enough that a million fit in memory while they are folded: words are codes
/// of a <see cref="Coder"/>, -1 is "not said"; moments are as the store keeps them, <see cref="None"/> is "not said".</summary>
internal struct Version
{
    public const long None = Stored.None;

    public static readonly IReadOnlyList<string> Numbers =
    [
        "digest", "version_key", "side", "engagement_key", "referral_type", "lead_kind", "shared_with_microsoft", "state", "created_at", "accepted_at",
        "closed_at", "updated_at", "microsoft_state", "deal_value", "deal_value_usd", "unknown_state", "microsoft_msx_id",
    ];

    public static readonly IReadOnlyList<string> Texts = ["api_type", "qualification", "direction", "invited_by", "country", "program", "currency"];

    public int VersionId;
    /// <summary>The version told of the same referral just before this one; -1 at the first.</summary>
    public int Earlier;
    /// <summary>Equal for all versions of one referral.</summary>
    public long Key;
    public long Digest, Engagement;
    /// <summary>When we were first told, in ticks since 1970.</summary>
    public long RecordedAt;
    /// <summary>When the source says it was so: its own update moment, else the moment we were told; in ticks since 1970.</summary>
    public long AsOf;
    public long Created, Accepted, Closed, Value, ValueUsd;
    public int ApiType, Qualification, Direction, InvitedBy, Country, Program, Currency;
    public sbyte Type, LeadKind, State, MicrosoftState, Shared;
    public bool UnknownState, HasMsxId;

    public readonly Recency Recency => new(AsOf, State, Digest);

    public readonly bool HasAmount => Value != None || ValueUsd != None;

    public static Version Read(VersionRow row, long recordedAt, Coder words, LocalDays days) => new()
    {
        VersionId = checked((int)row.Number(0)),
        Earlier = -1,
        RecordedAt = recordedAt,
        Digest = row.Number(2),
        Key = row.Number(3),
        Engagement = row.Number(5) is var engagement && engagement == None ? 0 : engagement,
        Type = Small(row.Number(6)),
        LeadKind = Small(row.Number(7)),
        Shared = Small(row.Number(8)),
        State = Small(row.Number(9)),
        Created = row.Number(10),
        Accepted = row.Number(11),
        Closed = row.Number(12),
        AsOf = AsOfMoment(row.Number(13), recordedAt, days),
        MicrosoftState = Small(row.Number(14)),
        Value = row.Number(15),
        ValueUsd = row.Number(16),
        UnknownState = row.Says(17),
        HasMsxId = row.Says(18),
        ApiType = words.Code(row.Text(19)),
        Qualification = words.Code(row.Text(20)),
        Direction = words.Code(row.Text(21)),
        InvitedBy = words.Code(row.Text(22)),
        Country = words.Code(row.Text(23)),
        Program = words.Code(row.Text(24)),
        Currency = words.Code(row.Text(25)),
    };

    /// <param name="updated">As the store keeps moments.</param>
    public static long AsOfMoment(long updated, long recordedAt, LocalDays days) => updated == None ? recordedAt : Merge.At(updated, days);

    /// <summary>Puts the words into another coder's numbers.</summary>
    public void Recode(int[] codes)
    {
        ApiType = Of(ApiType);
        Qualification = Of(Qualification);
        Direction = Of(Direction);
        InvitedBy = Of(InvitedBy);
        Country = Of(Country);
        Program = Of(Program);
        Currency = Of(Currency);

        int Of(int code) => code < 0 ? code : codes[code];
    }

    public static Side SideOf(VersionRow row) => (Side)row.Number(4);

    public static sbyte Small(long number) => number == None ? (sbyte)-1 : (sbyte)number;
}
