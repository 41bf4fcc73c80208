using System.Globalization;
using System.Text.Json;
using Insights.Facts;
using Insights.Metrics;
using Insights.Metrics.Lists;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Widgets.Lists;

namespace Insights.Exports.Lists;

/// <summary>One page of a list as a document: what was asked, the number, how many rows, and the rows.</summary>
public static class ListJson
{
    public static async Task WriteAsync(Utf8JsonWriter json, Records records, Listing listing, ListQuery query, int size,
        CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(listing);
        ArgumentNullException.ThrowIfNull(query);
        int from = (int)Math.Min((long)(query.Page - 1) * size, listing.Listed), count = Math.Min(size, listing.Listed - from);
        json.WriteStartObject();
        json.WriteStartObject("asked");
        foreach (IGrouping<string, string> part in ListLinks.Parts(query).GroupBy(p => p.Key, p => p.Value, StringComparer.Ordinal))
        {
            if (part.Skip(1).Any()) json.WriteStartArray(part.Key);
            else json.WritePropertyName(part.Key);
            foreach (string value in part) json.WriteStringValue(value);
            if (part.Skip(1).Any()) json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteString("from", Day(listing.Period.From));
        json.WriteString("to", Day(listing.Period.Last));
        json.WriteString("rowsAre", listing.Kind.ToString().ToLowerInvariant());
        if (listing.IsNone) json.WriteNull("figure");
        else json.WriteNumber("figure", listing.Figure);
        json.WriteString("reportingCurrency", listing.Currency);
        json.WriteNumber("count", listing.Count);
        json.WriteNumber("listed", listing.Listed);
        json.WriteNumber("page", query.Page);
        json.WriteNumber("pages", (listing.Listed + size - 1) / size);
        json.WriteStartObject("leftOut");
        foreach (LeftOut left in listing.LeftOut) json.WriteNumber(left.Code, left.Count);
        json.WriteEndObject();
        json.WriteStartArray("rows");
        if (listing.Kind == ListKind.Referrals) await WriteReferralsAsync(json, records, listing, from, count, cancel);
        else WriteOthers(json, listing, from, count);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static async Task WriteReferralsAsync(Utf8JsonWriter json, Records records, Listing listing, int from, int count,
        CancellationToken cancel)
    {
        IReadOnlyList<ListedReferral> page = Listings.Page(records.Facts, listing.Rows.AsSpan(from, count));
        IReadOnlyDictionary<int, ReferralRecord> known = await records.ReadAsync([.. page.Select(p => p.VersionId)], cancel);
        foreach (ListedReferral referral in page)
        {
            ReferralObservation? record = known.GetValueOrDefault(referral.VersionId)?.Known;
            json.WriteStartObject();
            json.WriteString("id", record?.ReferralId);
            json.WriteString("customer", record?.CustomerName);
            json.WriteString("dealName", record?.DealName);
            json.WriteString("type", referral.Class.Type().Key());
            json.WriteString("state", referral.State.Key());
            json.WriteString("country", referral.Country);
            json.WriteString("program", referral.Program);
            json.WriteString("created", WireText.Moment(referral.Created));
            json.WriteString("accepted", WireText.Moment(referral.Accepted));
            json.WriteString("closed", WireText.Moment(referral.Closed));
            Amount(json, "value", referral.Value?.Amount);
            json.WriteString("currency", referral.Value?.Currency);
            Amount(json, "inReportingCurrency", referral.InReporting);
            json.WriteEndObject();
        }
    }

    private static void WriteOthers(Utf8JsonWriter json, Listing listing, int from, int count)
    {
        for (int i = from; i < from + count; i++)
        {
            json.WriteStartObject();
            switch (listing.Kind)
            {
                case ListKind.Solutions:
                    json.WriteString("id", listing.Solutions[i].Id);
                    json.WriteString("name", listing.Solutions[i].Name);
                    json.WriteString("class", JsonNamingPolicy.SnakeCaseLower.ConvertName(listing.Solutions[i].Class.ToString()));
                    break;
                case ListKind.Views:
                    json.WriteString("day", Day(listing.Views[i].Day));
                    json.WriteString("source", listing.Views[i].Source);
                    json.WriteNumber("pageViews", listing.Views[i].PageViews);
                    json.WriteNumber("ctaClicks", listing.Views[i].CtaClicks);
                    break;
                case ListKind.Registrations:
                    json.WriteString("referralId", listing.Registrations[i].ReferralId);
                    json.WriteString("registered", WireText.Moment(listing.Registrations[i].Registered));
                    json.WriteString("approved", WireText.Moment(listing.Registrations[i].Approved));
                    json.WriteString("failed", WireText.Moment(listing.Registrations[i].Failed));
                    Amount(json, "value", listing.Registrations[i].Value?.Amount);
                    json.WriteString("currency", listing.Registrations[i].Value?.Currency);
                    Amount(json, "inReportingCurrency", listing.Registrations[i].InReporting);
                    break;
                default:
                    json.WriteString("country", listing.Countries[i].Country);
                    json.WriteString("month", listing.Countries[i].Month.ToString("yyyy-MM", CultureInfo.InvariantCulture));
                    json.WriteNumber("targetsAchieved", listing.Countries[i].TargetsAchieved);
                    break;
            }
            json.WriteEndObject();
        }
    }

    private static void Amount(Utf8JsonWriter json, string name, decimal? amount)
    {
        if (amount is { } known) json.WriteNumber(name, known);
        else json.WriteNull(name);
    }


    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
