using System.Globalization;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>An observation as the cells of <see cref="OwnColumns"/>: what a download writes and what a version is shown as.</summary>
public static class OwnCells
{
    /// <summary>The cell's text; null when the observation does not say.</summary>
    public static string? Of(ReferralObservation told, OwnColumn column)
    {
        ArgumentNullException.ThrowIfNull(told);
        ArgumentNullException.ThrowIfNull(column);
        return column.Key switch
        {
            "id" => told.ReferralId,
            "engagement_id" => told.EngagementId,
            "type" => told.Type?.Key(),
            "lead_kind" => told.LeadKind switch { LeadKind.Profile => "profile", LeadKind.ContactMe => "contact_me", LeadKind.Informational => "informational", _ => null },
            "state" => told.State?.ToString().ToLowerInvariant(),
            "created" => Moment(told.Created),
            "accepted" => Moment(told.Accepted),
            "closed" => Moment(told.Closed),
            "updated" => Moment(told.Updated),
            "expires" => Moment(told.Expires),
            "country" => told.Country,
            "city" => told.City,
            "customer" => told.CustomerName,
            "deal_name" => told.DealName,
            "program" => told.Program,
            "deal_value" => Amount(told.DealValue),
            "currency" => told.Currency,
            "deal_value_usd" => Amount(told.DealValueUsd),
            "status_reason" => told.StatusReason,
            "solutions" => told.Solutions is { } solutions ? OwnLists.Write(solutions) : null,
            "team" => told.Team is { } team ? OwnLists.Write(team) : null,
            "microsoft_state" => told.MicrosoftState?.ToString().ToLowerInvariant(),
            "microsoft_msx_id" => told.MicrosoftMsxId,
            "side" => told.Side == Side.Microsoft ? "microsoft" : "ours",
            "owner_organization_id" => told.OwnerOrganizationId,
            "api_type" => told.ApiType,
            "qualification" => told.Qualification,
            "direction" => told.Direction,
            "invited_by" => told.InvitedBy,
            "shared_with_microsoft" => told.SharedWithMicrosoft is { } shared ? shared ? "Yes" : "No" : null,
            "unknown_state" => told.UnknownState,
            _ when column.Kind == OwnKind.Detail => told.Details?.GetValueOrDefault(column.Key),
            _ => throw new InvalidOperationException($"Nobody writes the column '{column.Key}'."),
        };
    }

    /// <summary>ISO 8601 with every decimal the store keeps; a day without a time stays one.</summary>
    public static string? Moment(When? moment) => moment?.ToString();

    public static string? Amount(decimal? amount) => amount?.ToString("0.############", CultureInfo.InvariantCulture);
}
