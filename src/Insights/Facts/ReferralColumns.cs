using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>The columns of <see cref="OrganizationFacts"/> while they are filled; <see cref="Sort"/> puts them in order of
/// creation.</summary>
internal sealed class ReferralColumns(int capacity)
{
    public ReferralClass[] Class { get; private set; } = new ReferralClass[capacity];
    public State[] State { get; private set; } = new State[capacity];
    public long[] Created { get; private set; } = new long[capacity];
    public long[] Accepted { get; private set; } = new long[capacity];
    public long[] MicrosoftAccepted { get; private set; } = new long[capacity];
    public long[] Closed { get; private set; } = new long[capacity];
    public ObservedMoments[] Observed { get; private set; } = new ObservedMoments[capacity];
    public BareDays[] Days { get; private set; } = new BareDays[capacity];
    public Doubts[] Doubts { get; private set; } = new Doubts[capacity];
    public int[] Country { get; private set; } = new int[capacity];
    public int[] Program { get; private set; } = new int[capacity];
    public int[] Currency { get; private set; } = new int[capacity];
    public long[] Value { get; private set; } = new long[capacity];
    public long[] ValueUsd { get; private set; } = new long[capacity];
    public int[] VersionId { get; private set; } = new int[capacity];
    public int Count { get; private set; }

    public void Add(in Referral r)
    {
        int row = Count++;
        Class[row] = r.Class;
        State[row] = r.State;
        Created[row] = r.Created;
        Accepted[row] = r.Accepted;
        MicrosoftAccepted[row] = r.MicrosoftAccepted;
        Closed[row] = r.Closed;
        Observed[row] = Seen(r.CreatedLearnt, r.Created, ObservedMoments.Created) | Seen(r.AcceptedLearnt, r.Accepted,
            ObservedMoments.Accepted)
            | Seen(r.ClosedLearnt, r.Closed, ObservedMoments.Closed) | Seen(r.MicrosoftLearnt, r.MicrosoftAccepted,
                ObservedMoments.MicrosoftAccepted);
        Days[row] = r.Days;
        Country[row] = r.Country;
        Program[row] = r.Program;
        Currency[row] = r.Currency;
        Value[row] = r.Value;
        ValueUsd[row] = r.ValueUsd;
        VersionId[row] = r.VersionId;
        Doubts[row] = (r.UnknownState ? Facts.Doubts.UnknownState : 0) | (r.Reopened ? Facts.Doubts.Reopened : 0);
    }

    /// <summary>By creation, then by version: the same order however the versions were read.</summary>
    public void Sort()
    {
        long[] created = Created[..Count];
        int[] order = new int[Count];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(created, order);
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start + 1; end < order.Length && created[end] == created[start];) end++;
            if (end - start > 1) order.AsSpan(start, end - start).Sort((a, b) => VersionId[a].CompareTo(VersionId[b]));
        }
        // One column at a time: never two copies of everything.
        Class = Put(Class);
        State = Put(State);
        Created = created;
        Accepted = Put(Accepted);
        MicrosoftAccepted = Put(MicrosoftAccepted);
        Closed = Put(Closed);
        Observed = Put(Observed);
        Days = Put(Days);
        Doubts = Put(Doubts);
        Country = Put(Country);
        Program = Put(Program);
        Currency = Put(Currency);
        Value = Put(Value);
        ValueUsd = Put(ValueUsd);
        VersionId = Put(VersionId);

        T[] Put<T>(T[] column)
        {
            var sorted = new T[order.Length];
            for (int i = 0; i < sorted.Length; i++) sorted[i] = column[order[i]];
            return sorted;
        }
    }

    /// <summary>The columns of facts without some rows and with others, in the same order.</summary>
    /// <param name="gone">Versions that rows rest on which are left out.</param>
    /// <param name="added">In order.</param>
    public static ReferralColumns Merged(OrganizationFacts facts, IReadOnlySet<int> gone, ReferralColumns added)
    {
        // By row of the result: a row of the facts, or the complement of one that is added.
        var from = new List<int>(facts.Count + added.Count);
        int next = 0;
        for (int row = 0; row < facts.Count; row++)
        {
            if (gone.Contains(facts.VersionId[row])) continue;
            while (next < added.Count && (added.Created[next], added.VersionId[next])
                .CompareTo((facts.Created[row], facts.VersionId[row])) < 0) from.Add(~next++);
            from.Add(row);
        }
        while (next < added.Count) from.Add(~next++);
        int[] rows = [.. from];
        return new ReferralColumns(0)
        {
            Count = rows.Length,
            Class = Put(facts.Class, added.Class),
            State = Put(facts.State, added.State),
            Created = Put(facts.Created, added.Created),
            Accepted = Put(facts.Accepted, added.Accepted),
            MicrosoftAccepted = Put(facts.MicrosoftAccepted, added.MicrosoftAccepted),
            Closed = Put(facts.Closed, added.Closed),
            Observed = Put(facts.Observed, added.Observed),
            Days = Put(facts.Days, added.Days),
            Doubts = Put(facts.Doubts, added.Doubts),
            Country = Words(facts.Country, added.Country),
            Program = Words(facts.Program, added.Program),
            Currency = Words(facts.Currency, added.Currency),
            Value = Put(facts.Value, added.Value),
            ValueUsd = Put(facts.ValueUsd, added.ValueUsd),
            VersionId = Put(facts.VersionId, added.VersionId),
        };

        T[] Put<T>(T[] known, T[] anew) => Array.ConvertAll(rows, row => row >= 0 ? known[row] : anew[~row]);

        int[] Words(Codes known, int[] anew) => Array.ConvertAll(rows, row => row >= 0 ? known[row] : anew[~row]);
    }

    private static ObservedMoments Seen(Learnt learnt, long moment, ObservedMoments which) =>
        learnt == Learnt.Observed && moment != Version.None ? which : ObservedMoments.None;
}
