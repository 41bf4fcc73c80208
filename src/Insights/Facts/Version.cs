using Insights.Store;
using Insights.Store.Schema;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>One stored version of a referral, small enough that a million fit in memory while they are folded: words are codes
/// of a <see cref="Coder"/>, -1 is "not said"; moments are as the store keeps them, <see cref="None"/> is "not said".</summary>
internal struct Version
{
    public const long None = Stored.None;

    private static readonly VersionTable<ReferralObservation> Table = VersionTable.Referrals;

    private static readonly int SideAt = Table.At(ReferralFields.Side), EngagementAt = Table.KeyAt(ReferralFields.Engagement),
        TypeAt = Table.At(ReferralFields.Type),
        LeadKindAt = Table.At(ReferralFields.LeadKind), SharedAt = Table.At(ReferralFields.SharedWithMicrosoft),
            StateAt = Table.At(ReferralFields.State),
        CreatedAt = Table.At(ReferralFields.Created), AcceptedAt = Table.At(ReferralFields.Accepted),
            ClosedAt = Table.At(ReferralFields.Closed),
        UpdatedAt = Table.At(ReferralFields.Updated), MicrosoftStateAt = Table.At(ReferralFields.MicrosoftState),
            ValueAt = Table.At(ReferralFields.DealValue),
        ValueUsdAt = Table.At(ReferralFields.DealValueUsd), UnknownStateAt = Table.At(ReferralFields.UnknownState),
            MsxIdAt = Table.At(ReferralFields.MicrosoftMsxId),
        ApiTypeAt = Table.At(ReferralFields.ApiType), QualificationAt = Table.At(ReferralFields.Qualification),
            DirectionAt = Table.At(ReferralFields.Direction),
        InvitedByAt = Table.At(ReferralFields.InvitedBy), CountryAt = Table.At(ReferralFields.Country),
            ProgramAt = Table.At(ReferralFields.Program),
        CurrencyAt = Table.At(ReferralFields.Currency);

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
        VersionId = checked((int)row.VersionId),
        Earlier = -1,
        RecordedAt = recordedAt,
        Digest = row.Digest,
        Key = row.Key,
        Engagement = row.Number(EngagementAt) is var engagement && engagement == None ? 0 : engagement,
        Type = Small(row.Number(TypeAt)),
        LeadKind = Small(row.Number(LeadKindAt)),
        Shared = Small(row.Number(SharedAt)),
        State = Small(row.Number(StateAt)),
        Created = row.Number(CreatedAt),
        Accepted = row.Number(AcceptedAt),
        Closed = row.Number(ClosedAt),
        AsOf = AsOfMoment(row, recordedAt, days),
        MicrosoftState = Small(row.Number(MicrosoftStateAt)),
        Value = row.Number(ValueAt),
        ValueUsd = row.Number(ValueUsdAt),
        UnknownState = row.Says(UnknownStateAt),
        HasMsxId = row.Says(MsxIdAt),
        ApiType = words.Code(row.Text(ApiTypeAt)),
        Qualification = words.Code(row.Text(QualificationAt)),
        Direction = words.Code(row.Text(DirectionAt)),
        InvitedBy = words.Code(row.Text(InvitedByAt)),
        Country = words.Code(row.Text(CountryAt)),
        Program = words.Code(row.Text(ProgramAt)),
        Currency = words.Code(row.Text(CurrencyAt)),
    };

    /// <summary>When the source says it was so: its own update moment, else the moment we were told.</summary>
    public static long AsOfMoment(VersionRow row, long recordedAt, LocalDays days) =>
        row.Number(UpdatedAt) is var updated && updated == None ? recordedAt : Merge.At(updated, days);

    public static Recency RecencyOf(VersionRow row, long recordedAt, LocalDays days) =>
        new(AsOfMoment(row, recordedAt, days), Small(row.Number(StateAt)), row.Digest);

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

    public static Side SideOf(VersionRow row) => (Side)row.Number(SideAt);

    private static sbyte Small(long number) => number == None ? (sbyte)-1 : (sbyte)number;
}
