using System.Runtime.InteropServices;
using System.Text.Json;
using Insights.Store;
using Insights.Store.Schema;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>Reads <see cref="Facets"/>: one walk over the versions, shared by the cores. The version a row of the facts rests on is
/// believed first; older ones only tell what it does not say.</summary>
internal sealed class FacetReader(ReferralStore store, Scope scope, OrganizationFacts facts, Tellings tellings)
{
    private static readonly int ReasonAt = VersionTable.Referrals.At(ReferralFields.StatusReason),
        SolutionsAt = VersionTable.Referrals.At(ReferralFields.Solutions),
        CustomerAt = VersionTable.Referrals.At(ReferralFields.Customer), DetailsAt = VersionTable.Referrals.At(ReferralFields.Details);

    /// <summary>The columns of words that are read; the first two have a column of their own in the store, the others are
    /// details.</summary>
    private enum Word { Reason, Solutions, OfferId, OfferName, Source, Action, Intent, Macc, Role, Track }

    private static readonly (Word Word, string Key)[] Details =
    [
        (Word.OfferId, DetailKeys.OfferId), (Word.OfferName, DetailKeys.OfferName), (Word.Source, DetailKeys.LeadSource),
            (Word.Action, DetailKeys.CallToAction),
        (Word.Intent, DetailKeys.PurchaseIntent), (Word.Macc, DetailKeys.MaccEligible), (Word.Role, DetailKeys.PartnerRole),
            (Word.Track, DetailKeys.CoSellTrack),
    ];

    private static readonly int Words = Enum.GetValues<Word>().Length;

    private readonly int[][] codes = [.. Enumerable.Range(0, Words).Select(_ => Filled(facts.Count))];
    private readonly long[] customer = new long[facts.Count], asOf = new long[facts.Count];

    /// <param name="views">Page views as last told.</param>
    public async Task<Facets> ReadAsync(IReadOnlyList<PageViewObservation> views, CancellationToken cancel)
    {
        VersionSpan span = await store.ReferralVersionsAsync(scope, cancel);
        (long from, long share) = (span.From, span.Share);
        int[] rowOf = Filled(checked((int)(span.To - from)));
        for (int row = 0; row < facts.Count; row++)
            if (facts.VersionId[row] - from is >= 0 and var at && at < rowOf.Length) rowOf[at] = row;

        Walker[] walked = await store.WalkReferralsAsync(scope, span, _ => new Walker(), (walker, row) => Take(walker, row, from, rowOf),
            cancel);

        Coder[] words = [.. Enumerable.Range(0, Words).Select(_ => new Coder())];
        int[][][] recode = [.. walked.Select(w => words.Select((all, i) => w.Words[i].Words.Select(all.Code).ToArray()).ToArray())];
        Parallel.For(0, Words, i =>
        {
            int[] column = codes[i];
            for (int row = 0; row < column.Length; row++)
                if (column[row] >= 0) column[row] = recode[(facts.VersionId[row] - from) / share][i][column[row]];
        });

        var keys = new Dictionary<long, int>(facts.Count);
        foreach (Walker walker in walked)
            foreach ((long key, int row) in walker.Rows) keys[key] = row;
        var solutions = new FacetColumn(words[(int)Word.Solutions], FacetWords.Solutions);
        var roles = new FacetColumn(words[(int)Word.Role], FacetWords.Several);
        int[] solution = codes[(int)Word.Solutions], role = codes[(int)Word.Role];
        for (int row = 0; row < facts.Count; row++) (solution[row], role[row]) = (solutions.SetOf(solution[row]), roles.SetOf(role[row]));
        FillFromOlder();

        var offers = new OfferColumn(words[(int)Word.OfferId], words[(int)Word.OfferName]);
        int[] offer = offers.Join(codes[(int)Word.OfferId], codes[(int)Word.OfferName]);
        ListingViews[] listings = [.. views.Select(v => Of(v, offers))];
        int[] track = codes[(int)Word.Track];
        int[] told = [.. words[(int)Word.Track].Words.Select(FacetWords.Track)];
        for (int row = 0; row < track.Length; row++)
            track[row] = track[row] >= 0 && told[track[row]] >= 0 ? told[track[row]] : role[row] >= 0 ? 1 : solution[row] >= 0 ? 0 : -1;
        var known = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Solution one in facts.Solutions) known.TryAdd(one.Id, one.Name ?? one.Id);

        return new Facets
        {
            Offer = offers.Facet(offer),
            Solution = solutions.Facet(solution, known),
            Role = roles.Facet(role),
            Reason = Facet(Word.Reason, FacetWords.Reason),
            Source = Facet(Word.Source, FacetWords.Source),
            Action = Facet(Word.Action, FacetWords.Action),
            Intent = Facet(Word.Intent, FacetWords.One),
            Macc = Facet(Word.Macc, FacetWords.One),
            Track = new Facet(new Codes(track), [[0], [1]], [new("ip", null), new("services", null)]),
            Customer = customer,
            RegistrationRow = [.. facts.Registrations.Select(r => keys.GetValueOrDefault(Stored.Key(r.ReferralId), -1))],
            Views = listings,
        };

        Facet Facet(Word word, Func<string, IEnumerable<FacetValue>> values)
        {
            var column = new FacetColumn(words[(int)word], values);
            int[] rows = codes[(int)word];
            for (int row = 0; row < rows.Length; row++) rows[row] = column.SetOf(rows[row]);
            return column.Facet(rows);
        }

        void FillFromOlder()
        {
            var toldAt = new Dictionary<(int Row, int Word), long>();
            var older = walked.SelectMany((w, at) => w.Older.Select((o, i) => (Older: o, Walker: at, Index: i)))
                .Where(o => keys.ContainsKey(o.Older.Key))
                .OrderByDescending(o => o.Older.Recency);
            foreach ((Older version, int walker, int index) in older)
            {
                int row = keys[version.Key];
                if (customer[row] == 0) customer[row] = version.Customer;
                for (int i = 0; i < Words; i++)
                {
                    int code = walked[walker].OlderCodes[index * Words + i];
                    if (code < 0) continue;
                    code = recode[walker][i][code];
                    FacetColumn? several = (Word)i switch { Word.Solutions => solutions, Word.Role => roles, _ => null };
                    if (several is not null) code = several.SetOf(code);
                    // A download tells a deal with several solutions in several rows: what is told at one moment is one statement.
                    if (codes[i][row] < 0) (codes[i][row], toldAt[(row, i)]) = (code, version.Recency.AsOf);
                    else if (several is not null && code >= 0 && version.Recency.AsOf == toldAt.GetValueOrDefault((row, i), asOf[row]))
                        codes[i][row] = several.Union(codes[i][row], code);
                }
            }
        }
    }

    private void Take(Walker walker, VersionRow cursor, long first, int[] rowOf)
    {
        int[] found = walker.Found;
        long version = cursor.VersionId;
        if (Version.SideOf(cursor) == Side.Microsoft || !tellings.TryFirst(version, cursor.ImportId, out Telling told)) return;
        Array.Fill(found, -1);
        found[(int)Word.Reason] = walker.Words[(int)Word.Reason].Code(cursor.Text(ReasonAt));
        found[(int)Word.Solutions] = walker.Words[(int)Word.Solutions].Code(cursor.Text(SolutionsAt));
        long name = cursor.Text(CustomerAt) is { IsEmpty: false } text ? Facets.CustomerKey(System.Text.Encoding.UTF8.GetString(text)) : 0;
        ReadDetails(cursor.Text(DetailsAt), walker.Words, found);
        Recency recency = Version.RecencyOf(cursor, told.RecordedAt, facts.LocalDays);
        int row = version - first < rowOf.Length ? rowOf[version - first] : -1;
        if (row < 0)
        {
            walker.Older.Add(new Older(cursor.Key, recency, name));
            walker.OlderCodes.AddRange(found);
            return;
        }
        walker.Rows.Add((cursor.Key, row));
        (customer[row], asOf[row]) = (name, recency.AsOf);
        for (int i = 0; i < found.Length; i++) codes[i][row] = found[i];
    }

    private static void ReadDetails(ReadOnlySpan<byte> json, Coder[] words, int[] found)
    {
        if (json.IsEmpty) return;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            int word = -1;
            foreach ((Word of, string key) in Details)
                if (reader.ValueTextEquals(key)) word = (int)of;
            reader.Read();
            if (word < 0) reader.Skip();
            else found[word] = reader.ValueIsEscaped ? words[word].Code(reader.GetString()!) : words[word].Code(reader.ValueSpan);
        }
    }

    private static ListingViews Of(PageViewObservation told, OfferColumn offers)
    {
        // ISVMarketplaceInsights names offer and domain in one (Ingest).
        string[] parts = told.Listing.Split('|', 2);
        string? domain = parts.Length > 1 && parts[1].Length > 0 ? FacetWords.Source(parts[1]).First().Key : null;
        return new ListingViews(told.Day, told.Source, told.Country, parts[0].Length == 0 ? -1
            : offers.IndexOf(parts[0]), domain, told.PageViews, told.CtaClicks);
    }

    private static int[] Filled(int count)
    {
        int[] column = new int[count];
        Array.Fill(column, -1);
        return column;
    }

    private readonly record struct Older(long Key, Recency Recency, long Customer);

    /// <summary>One stretch of the versions, with words of its own so that walkers need not wait for each other.</summary>
    private sealed class Walker
    {
        public Coder[] Words { get; } = [.. Enumerable.Range(0, FacetReader.Words).Select(_ => new Coder())];
        public List<(long Key, int Row)> Rows { get; } = [];
        public List<Older> Older { get; } = [];
        public List<int> OlderCodes { get; } = [];

        /// <summary>The words of the row at hand.</summary>
        public int[] Found { get; } = new int[FacetReader.Words];
    }
}
