using System.Globalization;
using System.Runtime.CompilerServices;
using Insights.Facts;
using Insights.Metrics;
using Insights.Metrics.Lists;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Widgets;
using Insights.Widgets.Lists;

namespace Insights.Exports.Lists;

/// <summary>A list as a table of texts, every row of it: what CSV, TSV and workbook all write. Referrals have the columns of
/// <see cref="ReferralFields"/>, so that the file can be imported again, and how their moments were learnt, which an import does not
/// read.</summary>
public sealed class ListTable(Records records, Listing listing, Language language, DateTimeOffset now)
{
    private const int RowsAtATime = 500;
    private static readonly string[] Learnt = ["created_learnt", "accepted_learnt", "closed_learnt"];
    private Task<Part>? first;

    /// <summary>The column heads, in the reader's language; the keys of what an import ignores stay as they are.</summary>
    public IReadOnlyList<string> Headers => listing.Kind switch
    {
        ListKind.Solutions => ["Solution ID", "Name", "Co-sell status"],
        ListKind.Views => [language["list.file.day"], language["file.view.source"], language["file.view.views"],
            language["file.view.clicks"]],
        ListKind.Registrations =>
            [language["list.registration.referral"], language["list.registration.registered"], language["list.registration.approved"],
            language["list.registration.failed"], language["list.value"], language["list.currency"], Reporting],
        ListKind.Countries => [language["list.country"], language["qrp.month"], language["qrp.targets"],
            .. Kpis.Select(k => language["qrp." + k])],
        _ => [.. ReferralFields.InFile.Select(c => c.Name(language)), .. Learnt],
    };

    /// <summary>What the cells of each column are.</summary>
    public IReadOnlyList<FieldKind> Kinds => listing.Kind switch
    {
        ListKind.Solutions => [FieldKind.Text, FieldKind.Text, FieldKind.Word],
        ListKind.Views => [FieldKind.Text, FieldKind.Text, FieldKind.Amount, FieldKind.Amount],
        ListKind.Registrations =>
            [FieldKind.Text, FieldKind.Moment, FieldKind.Moment, FieldKind.Moment, FieldKind.Amount, FieldKind.Text, FieldKind.Amount],
        ListKind.Countries => [FieldKind.Text, FieldKind.Text, FieldKind.Amount, .. Kpis.Select(_ => FieldKind.Amount)],
        _ => [.. ReferralFields.InFile.Select(c => c.Kind), .. Learnt.Select(_ => FieldKind.Word)],
    };

    /// <summary>How many rows there are.</summary>
    public int Count => listing.Listed;

    public TimeZoneInfo Zone => listing.Period.Zone;

    /// <summary>ISO 4217 of the amounts in the reporting currency.</summary>
    public string Currency => listing.Currency;

    /// <summary>The name of a sheet of it.</summary>
    public string Name => language["list.sheet"];

    /// <summary>Whose list of what it is.</summary>
    public string Title => $"{records.Facts.OrganizationName}: " +
        $"{ListText.Name(listing.Population, language, new Figures(language, listing.Currency))}";

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset Made => now;

    /// <summary>Reads the first rows. Before anything is sent it can still be said that the store cannot be reached.</summary>
    /// <exception cref="StoreException">It cannot.</exception>
    public async Task BeginAsync(CancellationToken cancel)
    {
        first = ReadAsync(0, cancel);
        await first;
    }

    /// <summary>All rows, read a few hundred at a time: memory does not grow with the list.</summary>
    public async IAsyncEnumerable<string?[]> RowsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (Solution s in listing.Solutions)
            yield return [s.Id, s.Name,
                s.Class switch { SolutionClass.InMarket => "In market", SolutionClass.CoSellReady =>
                "Co-sell ready", SolutionClass.AzureIpCoSellEligible => "Azure IP co-sell eligible", _ => "Not published" }];
        foreach (DayOfViews v in listing.Views)
            yield return [Day(v.Day), v.Source, Whole(v.PageViews), Whole(v.CtaClicks)];
        foreach (ListedRegistration r in listing.Registrations)
            yield return [r.ReferralId, WireText.Moment(r.Registered), WireText.Moment(r.Approved), WireText.Moment(r.Failed),
                WireText.Amount(r.Value?.Amount), r.Value?.Currency, WireText.Amount(r.InReporting)];
        foreach (QrpRow c in listing.Countries)
            yield return [c.Country, c.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture), Whole(c.TargetsAchieved),
                .. Kpis.Select(k => WireText.Amount(c.Kpis[k].Percent))];

        // The next few hundred are read while these are written.
        Task<Part> next = first ?? ReadAsync(0, cancel);
        try
        {
            for (int from = 0; from < listing.Rows.Length; from += RowsAtATime)
            {
                cancel.ThrowIfCancellationRequested();
                Part part = await next;
                next = ReadAsync(from + RowsAtATime, cancel);
                foreach (ListedReferral referral in part.Page)
                    if (part.Known.TryGetValue(referral.VersionId, out ReferralRecord? record)) yield return Referral(referral, record);
            }
        }
        finally
        {
            // Who stops half-way does not leave a reader of the store behind.
            await Task.WhenAny(next);
        }
    }

    private Task<Part> ReadAsync(int from, CancellationToken cancel) => Task.Run(async () =>
    {
        IReadOnlyList<ListedReferral> page = from >= listing.Rows.Length ? []
            : Listings.Page(records.Facts, listing.Rows.AsSpan(from, Math.Min(RowsAtATime, listing.Rows.Length - from)));
        return new Part(page, await records.ReadAsync([.. page.Select(p => p.VersionId)], cancel));
    }, cancel);

    private readonly record struct Part(IReadOnlyList<ListedReferral> Page, IReadOnlyDictionary<int, ReferralRecord> Known);

    private string Reporting => language.Say("list.value.in", listing.Currency);
    private IReadOnlyList<string> Kpis => listing.Countries.Count == 0 ? [] : [.. listing.Countries[0].Kpis.Keys];

    /// <summary>The facts' own type, state and moments, so that what was told in pieces is said whole; everything else as last
    /// told.</summary>
    private string?[] Referral(ListedReferral referral, ReferralRecord record)
    {
        string?[] cells = new string?[ReferralFields.InFile.Count + Learnt.Length];
        for (int i = 0; i < ReferralFields.InFile.Count; i++) cells[i] = Cell(ReferralFields.InFile[i], referral, record);
        cells[^3] = Word(referral, ObservedMoments.Created, referral.Created);
        cells[^2] = Word(referral, ObservedMoments.Accepted, referral.Accepted);
        cells[^1] = Word(referral, ObservedMoments.Closed, referral.Closed);
        return cells;

        static string? Word(ListedReferral of, ObservedMoments which, When? moment) =>
            moment is null ? null : of.Observed.HasFlag(which) ? "observed" : "told";
    }

    private string? Cell(Field<ReferralObservation> column, ListedReferral referral, ReferralRecord record)
    {
        OrganizationFacts facts = records.Facts;
        return column.Key switch
        {
            "type" => referral.Class.Type().Key(),
            "lead_kind" => referral.Class switch
            {
                ReferralClass.ProfileLead => "profile",
                ReferralClass.ContactMeLead => "contact_me",
                ReferralClass.InformationalLead => "informational",
                _ => null,
            },
            // A referral whose state nobody ever told stands at the beginning; saying so would be telling.
            "state" => record.Known.State is null ? null : referral.State.Key(),
            "created" => WireText.Moment(referral.Created),
            "accepted" => WireText.Moment(referral.Accepted),
            "closed" => WireText.Moment(referral.Closed),
            "country" => referral.Country,
            "deal_value" => Amount(facts.Value[referral.Row]),
            "currency" => facts.Words[facts.Currency[referral.Row]],
            "deal_value_usd" => Amount(facts.ValueUsd[referral.Row]),
            _ => column.Cell(record.Known),
        };
    }

    private static string? Amount(long tenThousandths) => tenThousandths == OrganizationFacts.NoAmount ? null
        : WireText.Amount(Stored.Amount(tenThousandths));

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
