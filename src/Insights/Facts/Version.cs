using System.Data.Common;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>One stored version of a referral, small enough that a million fit in memory while they are folded: words are codes
/// of a <see cref="Coder"/>, -1 is "not said"; moments are ticks since 1970, <see cref="None"/> is "not said".</summary>
internal struct Version
{
    public const long None = long.MinValue;

    public static readonly IReadOnlyList<string> Columns =
    [
        "digest", "version_key", "side", "engagement_key", "referral_type", "lead_kind", "api_type", "qualification", "direction",
        "invited_by", "shared_with_microsoft", "state", "unknown_state", "created_at", "accepted_at", "closed_at", "updated_at",
        "microsoft_state", "microsoft_msx_id", "country", "program", "deal_value", "currency", "deal_value_usd",
    ];

    public int VersionId;
    /// <summary>The version told of the same referral just before this one; -1 at the first.</summary>
    public int Earlier;
    public long RecordedAt, Digest, Engagement;
    public long Created, Accepted, Closed, Updated, Value, ValueUsd;
    public int ApiType, Qualification, Direction, InvitedBy, Country, Program, Currency;
    public sbyte Type, LeadKind, State, MicrosoftState, Shared;
    public bool UnknownState, HasMsxId;

    /// <summary>When the source says it was so: its own update moment, else the moment we were told.</summary>
    public readonly long AsOf => Updated == None ? RecordedAt : Updated;

    public readonly ObservedState? Observed => State < 0 ? null : (ObservedState)State;

    public static Version Read(DbDataReader reader, long recordedAt, Coder words) => new()
    {
        VersionId = checked((int)reader.GetInt64(0)),
        Earlier = -1,
        RecordedAt = recordedAt,
        Digest = reader.GetInt64(2),
        Engagement = reader.IsDBNull(5) ? 0 : reader.GetInt64(5),
        Type = Small(reader, 6),
        LeadKind = Small(reader, 7),
        ApiType = words.Code(reader, 8),
        Qualification = words.Code(reader, 9),
        Direction = words.Code(reader, 10),
        InvitedBy = words.Code(reader, 11),
        Shared = Small(reader, 12),
        State = Small(reader, 13),
        UnknownState = !reader.IsDBNull(14),
        Created = Long(reader, 15),
        Accepted = Long(reader, 16),
        Closed = Long(reader, 17),
        Updated = Long(reader, 18),
        MicrosoftState = Small(reader, 19),
        HasMsxId = !reader.IsDBNull(20),
        Country = words.Code(reader, 21),
        Program = words.Code(reader, 22),
        Value = Long(reader, 23),
        Currency = words.Code(reader, 24),
        ValueUsd = Long(reader, 25),
    };

    /// <summary>Equal for all versions of one referral.</summary>
    public static long Key(DbDataReader reader) => reader.GetInt64(3);

    public static Side SideOf(DbDataReader reader) => (Side)reader.GetInt64(4);

    private static long Long(DbDataReader reader, int column) => reader.IsDBNull(column) ? None : reader.GetInt64(column);

    private static sbyte Small(DbDataReader reader, int column) => reader.IsDBNull(column) ? (sbyte)-1 : (sbyte)reader.GetInt64(column);
}
