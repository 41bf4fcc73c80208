using System.Text;

namespace Insights.Store;

/// <summary>How the cells of a column of ours are written.</summary>
public enum OwnKind
{
    /// <summary>Plain text.</summary>
    Text,
    /// <summary>A word of a fixed list: the wire word, or its English or Dutch name.</summary>
    Word,
    /// <summary>ISO 8601: an instant of UTC, <c>2024-01-31T13:45:00Z</c>, or a day without a time, of the reporting zone.</summary>
    Moment,
    /// <summary>Digits with a decimal point, no grouping.</summary>
    Amount,
    /// <summary>Yes or no.</summary>
    Flag,
    /// <summary>Several things in one cell, as <see cref="OwnLists"/> writes them.</summary>
    List,
    /// <summary>A detail, kept as text under its key (<see cref="DetailKeys"/>).</summary>
    Detail,
}

/// <summary>A column of our own referrals file.</summary>
/// <param name="Key">The wire word; also how a mapping file names the field.</param>
public sealed record OwnColumn(string Key, string English, string Dutch, OwnKind Kind);

/// <summary>The columns of our own referrals file, in order. Reading and writing both follow this table, so that what was exported
/// can be imported again without loss. Between them they carry every field of <see cref="ReferralObservation"/>.</summary>
public static class OwnColumns
{
    public static IReadOnlyList<OwnColumn> All { get; } =
    [
        new("id", "Referral ID", "Verwijzings-ID", OwnKind.Text),
        new("engagement_id", "Engagement ID", "Engagement-ID", OwnKind.Text),
        new("type", "Type", "Soort", OwnKind.Word),
        new("lead_kind", "Lead kind", "Soort lead", OwnKind.Word),
        new("state", "State", "Status", OwnKind.Word),
        new("created", "Created", "Aangemaakt op", OwnKind.Moment),
        new("accepted", "Accepted", "Geaccepteerd op", OwnKind.Moment),
        new("closed", "Closed", "Gesloten op", OwnKind.Moment),
        new("updated", "Updated", "Bijgewerkt op", OwnKind.Moment),
        new("expires", "Expires", "Verloopt op", OwnKind.Moment),
        new("country", "Country", "Land", OwnKind.Text),
        new("city", "City", "Plaats", OwnKind.Text),
        new("customer", "Customer", "Klant", OwnKind.Text),
        new("deal_name", "Deal name", "Naam van deal", OwnKind.Text),
        new("program", "Program", "Programma", OwnKind.Text),
        new("deal_value", "Deal value", "Dealwaarde", OwnKind.Amount),
        new("currency", "Currency", "Valuta", OwnKind.Text),
        new("deal_value_usd", "Deal value (USD)", "Dealwaarde (USD)", OwnKind.Amount),
        new("status_reason", "Reason", "Reden", OwnKind.Text),
        new("solutions", "Solutions", "Oplossingen", OwnKind.List),
        new("team", "Team", "Teamleden", OwnKind.List),
        new("microsoft_state", "Microsoft state", "Status bij Microsoft", OwnKind.Word),
        new("microsoft_msx_id", "Microsoft MSX ID", "Microsoft MSX-ID", OwnKind.Text),
        new("side", "Side", "Kant", OwnKind.Word),
        new("owner_organization_id", "Organisation ID", "Organisatie-ID", OwnKind.Text),
        new("api_type", "API type", "API-type", OwnKind.Text),
        new("qualification", "Qualification", "Kwalificatie", OwnKind.Text),
        new("direction", "Direction", "Richting", OwnKind.Text),
        new("invited_by", "Invited by", "Uitgenodigd door", OwnKind.Text),
        new("shared_with_microsoft", "Shared with Microsoft", "Gedeeld met Microsoft", OwnKind.Flag),
        new("unknown_state", "Unknown state", "Onbekende status", OwnKind.Text),
        new(DetailKeys.OrganizationName, "Organisation name", "Organisatienaam", OwnKind.Detail),
        new(DetailKeys.PartnerLocation, "Partner location", "Partnerlocatie", OwnKind.Detail),
        new(DetailKeys.PartnerName, "Partner name", "Partnernaam", OwnKind.Detail),
        new(DetailKeys.CrmId, "CRM ID", "CRM-ID", OwnKind.Detail),
        new(DetailKeys.CampaignId, "Campaign ID", "Campagne-ID", OwnKind.Detail),
        new(DetailKeys.CallToAction, "Call to action", "Oproep tot actie", OwnKind.Detail),
        new(DetailKeys.LeadSource, "Lead source", "Herkomst van lead", OwnKind.Detail),
        new(DetailKeys.OfferId, "Offer ID", "Aanbieding-ID", OwnKind.Detail),
        new(DetailKeys.OfferName, "Offer name", "Naam van aanbieding", OwnKind.Detail),
        new(DetailKeys.BusinessProfileId, "Business profile ID", "Bedrijfsprofiel-ID", OwnKind.Detail),
        new(DetailKeys.SalesStage, "Sales stage", "Verkoopfase", OwnKind.Detail),
        new(DetailKeys.ExpectedClose, "Expected close", "Verwachte sluiting", OwnKind.Detail),
        new(DetailKeys.AssistanceRequestCode, "Help asked", "Gevraagde hulp", OwnKind.Detail),
        new(DetailKeys.PartnerRole, "Partner role", "Rol van partner", OwnKind.Detail),
        new(DetailKeys.PurchaseIntent, "Purchase intent", "Koopintentie", OwnKind.Detail),
        new(DetailKeys.RegistrationStatus, "Registration status", "Registratiestatus", OwnKind.Detail),
        new(DetailKeys.Quality, "Quality", "Kwaliteit", OwnKind.Detail),
        new(DetailKeys.IsSpam, "Spam", "Ongewenst", OwnKind.Detail),
        new(DetailKeys.CustomerSize, "Customer size", "Klantgrootte", OwnKind.Detail),
        new(DetailKeys.InvitedByName, "Invited by (name)", "Uitgenodigd door (naam)", OwnKind.Detail),
        new(DetailKeys.ETag, "ETag", "ETag", OwnKind.Detail),
        new(DetailKeys.Notes, "Notes", "Notities", OwnKind.Detail),
        new(DetailKeys.DealId, "Deal ID", "Deal-ID", OwnKind.Detail),
        new(DetailKeys.MaccEligible, "MACC eligible", "Komt in aanmerking voor MACC", OwnKind.Detail),
        new(DetailKeys.CoSellTrack, "Co-sell type", "Soort co-sell", OwnKind.Detail),
        new(DetailKeys.UsFederal, "US federal", "Federale overheid VS", OwnKind.Detail),
    ];

    public static OwnColumn? Find(string key) => All.FirstOrDefault(column => column.Key == key);
}

/// <summary>Several things in one cell: <c>id|name; id|name</c>, with a backslash before a mark that belongs to the text.</summary>
public static class OwnLists
{
    public static string Write(IEnumerable<NamedId> things) =>
        string.Join("; ", things.Select(thing => Escaped(thing.Id) + (thing.Name is null ? "" : "|" + Escaped(thing.Name))));

    public static string Write(IEnumerable<string> words) => string.Join("; ", words.Select(Escaped));

    public static IReadOnlyList<NamedId> ReadNamed(string cell)
    {
        var things = new List<NamedId>();
        foreach (List<string> parts in Parts(cell))
            if (parts is [var id, ..] && (id.Length > 0 || parts.Count > 1))
                things.Add(new NamedId(id.Length == 0 ? null : id, parts.Count > 1 ? parts[1] : null));
        return things;
    }

    public static IReadOnlyList<string> ReadWords(string cell) => [.. Parts(cell).Select(parts => parts[0]).Where(word => word.Length > 0)];

    private static string Escaped(string? text) => text is null ? "" : text.Replace("\\", "\\\\").Replace("|", "\\|").Replace(";", "\\;");

    private static List<List<string>> Parts(string cell)
    {
        List<List<string>> things = [[]];
        var part = new StringBuilder();
        for (int i = 0; i < cell.Length; i++)
        {
            char c = cell[i];
            if (c == '\\' && i + 1 < cell.Length) part.Append(cell[++i]);
            else if (c is '|' or ';')
            {
                things[^1].Add(part.ToString().Trim());
                part.Clear();
                if (c == ';') things.Add([]);
            }
            else part.Append(c);
        }
        things[^1].Add(part.ToString().Trim());
        return things;
    }
}
