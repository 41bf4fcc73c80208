using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>The words sources use for what we have a name for, as tables. Compared by <see cref="Spelling.Key"/>; Dutch words are
/// those of our own exports.</summary>
internal static class SourceWords
{
    public static readonly Dictionary<string, bool> YesNo = Spelling.Table<bool>(
        (true, ["Yes", "Y", "True", "1", "Ja", "Waar"]),
        (false, ["No", "N", "False", "0", "Nee", "Onwaar"]));

    /// <summary>Downloads and grids show the status and substatus as one word (domain.md 6.1, 6.2).</summary>
    public static readonly Dictionary<string, ObservedState> States = Spelling.Table(
        (ObservedState.New, ["New", "Received", "Pending", "New/Pending", "New/Received", "Nieuw", "In behandeling", "In afwachting",
            "Ontvangen"]),
        (ObservedState.Active, ["Active", "Accepted", "Created", "Active/Accepted", "In progress", "Qualification", "Evaluation",
            "Qualified", "Developed", "Proposed",
            "Negotiated", "Actief", "Geaccepteerd", "Aangemaakt", "Gemaakt"]),
        (ObservedState.Won, ["Won", "Closed won", "Gewonnen"]),
        (ObservedState.Lost, ["Lost", "Closed lost", "Verloren"]),
        (ObservedState.Declined, ["Declined", "Rejected", "Closed declined", "Afgewezen", "Geweigerd"]),
        (ObservedState.Expired, ["Expired", "Closed expired", "Verlopen"]),
        (ObservedState.Error, ["Error", "Closed as error", "Closed error", "Close as error", "Fout", "Gesloten als fout"]));

    /// <summary>The tabs of the leads pages over the years; new ones are qualified (domain.md 11.21).</summary>
    public static readonly Dictionary<string, (ReferralType, LeadKind?)> LeadTypes = Spelling.Table<(ReferralType, LeadKind?)>(
        ((ReferralType.Qualified, null), ["Qualified", "Qualified lead", "Qualified leads", "Marketing qualified", "Sales qualified",
            "MarketingQualified",
            "SalesQualified", "SMB Opportunities", "SMB Opportunity", "Joint planning", "Joint planning leads"]),
        ((ReferralType.Marketplace, null), ["Marketplace", "Marketplace lead", "Marketplace leads", "Offer", "Offer lead", "Offer leads",
            "Direct", "Customer inquiry"]),
        ((ReferralType.Marketplace, LeadKind.Profile),
            ["Profile", "Profile lead", "Profile leads", "Business profile", "Business profile lead"]));

    /// <summary>Calls to action and raw lead actions (domain.md 6.1).</summary>
    public static readonly Dictionary<string, LeadKind> Actions = Spelling.Table(
        (LeadKind.ContactMe, ["Contact me", "ContactMe", "PLT", "Contact"]),
        (LeadKind.Informational, ["Get it now", "GetItNow", "INS", "Install", "Free trial", "Trial", "Test drive", "StartTestDrive",
            "Start test drive", "DNC", "Create"]),
        (LeadKind.Profile, ["Contact partner", "ContactPartner", "Business profile", "BusinessProfile", "Profile", "Profile lead",
            "Partner profile", "Contact a partner"]));

    /// <summary>Sources that are known and say nothing about the kind.</summary>
    public static readonly Dictionary<string, bool> Sources = Spelling.Table<bool>(
        (true, ["AppSource", "SPZA", "Azure Marketplace", "AzureMarketplace", "Azure portal", "AzurePortal", "Marketplace",
            "Commercial marketplace", "Microsoft", "MicrosoftSeller",
            "Qualified", "Unknown", "None"]));

    public static readonly Dictionary<string, ReferralType> Types = Spelling.Table(
        (ReferralType.Qualified, ["qualified", "Qualified lead", "Gekwalificeerd", "Gekwalificeerde lead"]),
        (ReferralType.Marketplace, ["marketplace", "Marketplace lead", "Marketplacelead", "Marktplaats"]),
        (ReferralType.Inbound, ["inbound", "Inbound co-sell", "Inkomend", "Inkomende co-sell"]),
        (ReferralType.Outbound, ["outbound", "Outbound co-sell", "Uitgaand", "Uitgaande co-sell"]),
        (ReferralType.Private, ["private", "Privé"]),
        (ReferralType.PartnerLed, ["partner_led", "Partner-led", "Partnergeleid", "Door partner geleid"]));

    public static readonly Dictionary<string, LeadKind> LeadKinds = Spelling.Table(
        (LeadKind.Profile, ["profile", "Profiel"]),
        (LeadKind.ContactMe, ["contact_me", "Contact me", "Neem contact op"]),
        (LeadKind.Informational, ["informational", "Informatief"]));

    public static readonly Dictionary<string, Side> Sides = Spelling.Table(
        (Side.Ours, ["ours", "Van ons"]),
        (Side.Microsoft, ["microsoft"]));

    private static readonly Dictionary<Field, Dictionary<string, long>> OfFields = new()
    {
        [ReferralFields.Type] = Numbers(Types),
        [ReferralFields.LeadKind] = Numbers(LeadKinds),
        [ReferralFields.State] = Numbers(States),
        [ReferralFields.MicrosoftState] = Numbers(States),
        [ReferralFields.Side] = Numbers(Sides),
    };

    /// <summary>What a field of words understands, by <see cref="Spelling.Key"/>, and the number it stands for.</summary>
    public static IReadOnlyDictionary<string, long> Of(Field field) => OfFields[field];

    private static Dictionary<string, long> Numbers<T>(Dictionary<string, T> words) where T : struct, Enum =>
        words.ToDictionary(word => word.Key, word => Convert.ToInt64(word.Value, System.Globalization.CultureInfo.InvariantCulture));

    private static readonly Dictionary<string, bool> Nothing =
        Spelling.Table<bool>((true, ["None", "Unknown", "Not applicable", "N/A", "Null"]));

    /// <summary>The kind of a lead from the words of its call to action, customer action and source; the first that tells decides.
    /// Words nobody knows are reported, for a marketplace invents new ones.</summary>
    public static LeadKind? KindOf(RowProblems problems, string actionField, string? action, string sourceField, string? source,
        string? secondAction = null)
    {
        LeadKind? kind = Kind(action) ?? Kind(secondAction) ?? Kind(source);
        if (kind is not null) return kind;
        if (action is not null && Nothing.ContainsKey(Spelling.Key(action))) action = null;
        if (secondAction is not null && Nothing.ContainsKey(Spelling.Key(secondAction))) secondAction = null;
        if (action is not null) problems.Unknown(actionField, action);
        else if (secondAction is not null) problems.Unknown(actionField, secondAction);
        else if (source is not null && !Sources.ContainsKey(Spelling.Key(source))) problems.Unknown(sourceField, source);
        return null;
    }

    private static LeadKind? Kind(string? word)
    {
        if (word is null) return null;
        if (Actions.TryGetValue(Spelling.Key(word), out LeadKind kind)) return kind;
        // Raw marketplace leads join source and action: "AzureMarketplace-INS", "SPZA|Contact me".
        int cut = word.LastIndexOfAny(['-', '|', '/']);
        return cut >= 0 && Actions.TryGetValue(Spelling.Key(word[(cut + 1)..]), out kind) ? kind : null;
    }
}
