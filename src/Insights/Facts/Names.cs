using System.Buffers;
using System.Text;
using Insights.Store;
using Insights.Store.Schema;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>What the referrals are called: customer and deal of each row of the facts, to be searched in and sorted by. Newest statement
/// first believed, as in <see cref="Fold"/>. Immutable.</summary>
public sealed class Names
{
    // Who still finds so many types on rather than reads them.
    private const int EnoughCustomers = 500;

    private static readonly int CustomerAt = VersionTable.Referrals.At(ReferralFields.Customer),
        DealAt = VersionTable.Referrals.At(ReferralFields.DealName);

    private const byte Between = (byte)'\t', End = (byte)'\n';

    // A line for each row that has a name, upper case, in the order the store told them; a million take some sixty megabytes.
    private readonly ReadOnlyMemory<byte> text;
    private readonly int[] ends, rows;
    private readonly Lazy<int[]> alphabet;

    private Names(ReadOnlyMemory<byte> text, int[] ends, int[] rows, int count)
    {
        (this.text, this.ends, this.rows) = (text, ends, rows);
        alphabet = new Lazy<int[]>(() => Alphabet(count));
    }

    /// <summary>By row, the place of its customer in the alphabet; -1 where none is named.</summary>
    public IReadOnlyList<int> Customers => alphabet.Value;

    /// <summary>The rows of which customer or deal has the text somewhere, whatever the case of its letters.</summary>
    public IReadOnlySet<int> Find(string part)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(part);
        byte[] wanted = Encoding.UTF8.GetBytes(part.Trim().ToUpperInvariant());
        var found = new HashSet<int>();
        for (int from = 0; ;)
        {
            int at = text.Span[from..].IndexOf(wanted);
            if (at < 0) return found;
            int line = Array.BinarySearch(ends, from + at + 1);
            if (line < 0) line = ~line;
            found.Add(rows[line]);
            from = ends[line];
        }
    }

    /// <summary>A row of each different customer whose name has the text somewhere: those that begin with it first, then by name.</summary>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<int> FindCustomers(string part, int most)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(part);
        string text = part.Trim().ToUpperInvariant();
        byte[] wanted = Encoding.UTF8.GetBytes(text);
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int from = 0; found.Count < EnoughCustomers;)
        {
            int at = this.text.Span[from..].IndexOf(wanted);
            if (at < 0) break;
            int line = Array.BinarySearch(ends, from + at + 1);
            if (line < 0) line = ~line;
            ReadOnlySpan<byte> whole = this.text.Span[(line == 0 ? 0 : ends[line - 1])..ends[line]];
            ReadOnlySpan<byte> customer = whole[..whole.IndexOf(Between)];
            if (customer.IndexOf(wanted) >= 0) found.TryAdd(Encoding.UTF8.GetString(customer), rows[line]);
            from = ends[line];
        }
        return [.. found.OrderBy(f => !f.Key.StartsWith(text, StringComparison.Ordinal)).ThenBy(f => f.Key, StringComparer.InvariantCulture)
            .Take(most).Select(f => f.Value)];
    }

    internal static async Task<Names> ReadAsync(
        ReferralStore store, Scope scope, OrganizationFacts facts, Tellings tellings, CancellationToken cancel)
    {
        // One walker: names are kept in the order they were told.
        VersionSpan span = (await store.ReferralVersionsAsync(scope, cancel)) with { Walkers = 1 };
        long first = span.From;
        int[] rowOf = new int[checked((int)(span.To - first))];
        Array.Fill(rowOf, -1);
        for (int row = 0; row < facts.Count; row++)
            if (facts.VersionId[row] - first is >= 0 and var at && at < rowOf.Length) rowOf[at] = row;

        var lines = new Lines(facts.Count);
        // Rows whose newest version does not say both names: an older one may.
        var silent = new Dictionary<long, (int Row, string? Customer, string? Deal)>();
        await store.WalkReferralsAsync(scope, span, _ => rowOf, (_, cursor) =>
        {
            if (cursor.VersionId - first is var at && at < rowOf.Length && rowOf[at] is >= 0 and var row)
            {
                ReadOnlySpan<byte> customer = cursor.Text(CustomerAt), deal = cursor.Text(DealAt);
                if (customer.IsEmpty || deal.IsEmpty) silent[cursor.Key] = (row, Said(customer), Said(deal));
                else lines.Add(row, customer, deal);
            }
        }, cancel);
        if (silent.Count > 0)
        {
            var older = new Dictionary<long, (Newest Customer, Newest Deal)>();
            await store.WalkReferralsAsync(scope, span, _ => older, (_, cursor) =>
            {
                if (!silent.ContainsKey(cursor.Key) || Version.SideOf(cursor) == Side.Microsoft) return;
                if (!tellings.TryFirst(cursor.VersionId, cursor.ImportId, out Telling told)) return;
                Recency recency = Version.RecencyOf(cursor, told.RecordedAt, facts.LocalDays);
                (Newest customer, Newest deal) = older.GetValueOrDefault(cursor.Key);
                older[cursor.Key] = (customer.Or(Said(cursor.Text(CustomerAt)), recency), deal.Or(Said(cursor.Text(DealAt)), recency));
            }, cancel);
            foreach ((long key, (int row, string? customer, string? deal)) in silent)
            {
                (Newest olderCustomer, Newest olderDeal) = older[key];
                lines.Add(row, Encoding.UTF8.GetBytes(customer ?? olderCustomer.Name ?? ""), Encoding.UTF8.GetBytes(deal ?? olderDeal.Name
                    ?? ""));
            }
        }
        return lines.ToNames(facts.Count);
    }

    private static string? Said(ReadOnlySpan<byte> name) => name.IsEmpty ? null : Encoding.UTF8.GetString(name);

    private int[] Alphabet(int count)
    {
        var placeOf = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] code = new int[count];
        Array.Fill(code, -1);
        for (int line = 0, from = 0; line < ends.Length; from = ends[line++])
        {
            ReadOnlySpan<byte> customer = text.Span[from..ends[line]];
            customer = customer[..customer.IndexOf(Between)];
            if (customer.IsEmpty) continue;
            string name = Encoding.UTF8.GetString(customer);
            if (!placeOf.TryGetValue(name, out int known)) placeOf.Add(name, known = placeOf.Count);
            code[rows[line]] = known;
        }
        string[] names = [.. placeOf.Keys];
        int[] sorted = [.. Enumerable.Range(0, names.Length)], place = new int[names.Length];
        Array.Sort(names, sorted, StringComparer.InvariantCulture);
        for (int i = 0; i < sorted.Length; i++) place[sorted[i]] = i;
        for (int row = 0; row < count; row++)
            if (code[row] >= 0) code[row] = place[code[row]];
        return code;
    }

    /// <summary>A name by its newest statement.</summary>
    private readonly record struct Newest(string? Name, Recency Told)
    {
        public Newest Or(string? name, Recency told) =>
            name is not null && (Name is null || told.CompareTo(Told) > 0) ? new Newest(name, told) : this;
    }

    private sealed class Lines(int expected)
    {
        private readonly ArrayBufferWriter<byte> text = new(Math.Max(1, expected * 64));
        private readonly List<int> ends = new(expected), rows = new(expected);

        public void Add(int row, ReadOnlySpan<byte> customer, ReadOnlySpan<byte> deal)
        {
            if (customer.IsEmpty && deal.IsEmpty) return;
            Write(customer);
            text.Write([Between]);
            Write(deal);
            text.Write([End]);
            ends.Add(text.WrittenCount);
            rows.Add(row);
        }

        public Names ToNames(int count) => new(text.WrittenMemory, [.. ends], [.. rows], count);

        private void Write(ReadOnlySpan<byte> name)
        {
            if (!Ascii.IsValid(name)) name = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(name).ToUpperInvariant());
            Span<byte> written = text.GetSpan(name.Length)[..name.Length];
            for (int i = 0; i < written.Length; i++)
                // What ends a name or a line must not be in one.
                written[i] = name[i] is Between or End ? (byte)' ' : name[i] is >= (byte)'a' and <= (byte)'z' ? (byte)(name[i] - 32)
                    : name[i];
            text.Advance(name.Length);
        }
    }
}
