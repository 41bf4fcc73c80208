using Insights.Facts;
using Insights.Vocabulary;

namespace Insights.Metrics.Qrp;

/// <summary>The referrals of programs, counted by program, country and creation month: what KPIs are divided from (metrics.md 4).</summary>
internal sealed class Cohorts
{
    private readonly Dictionary<(int Program, string Country), Dictionary<int, Cohort>> cohorts = [];
    private readonly ProgramTable programs;

    public Cohorts(OrganizationFacts facts, LocalDays days, ProgramTable programs)
    {
        this.programs = programs;
        int[] programOf = [.. facts.Words.Words.Select(programs.IndexOf)];
        for (int row = 0; row < facts.Count; row++)
        {
            if (facts.Program[row] < 0) continue;
            int program = programOf[facts.Program[row]];
            if (program < 0 || facts.Words[facts.Country[row]] is not { } country) continue;
            var key = (program, country);
            if (!cohorts.TryGetValue(key, out Dictionary<int, Cohort>? months)) cohorts[key] = months = [];
            int month = MonthNumber(days.Day(facts.Created[row]));
            if (!months.TryGetValue(month, out Cohort? cohort)) months[month] = cohort = new Cohort();
            cohort.Add(facts, row);
        }
        foreach (Cohort cohort in cohorts.Values.SelectMany(m => m.Values)) cohort.ClosedAfter.Sort();
    }

    /// <summary>How many referrals of programs, created in the months the period touches, stand in their cohort or are closed by the day of
    /// an import.</summary>
    public static Observed Observed(DailyTotals totals, Period period)
    {
        if (!totals.Noted.HasObserved) return default;
        OrganizationFacts facts = totals.Facts;
        bool[] known = [.. facts.Words.Words.Select(word => totals.Settings.Programs.IndexOf(word) >= 0)];
        var days = new LocalDays(totals.Settings.Zone);
        HashSet<int> months = [.. period.TouchedMonths().Select(MonthNumber)];
        (int count, int of) = (0, 0);
        for (int row = 0; row < facts.Count; row++)
        {
            if (facts.Program[row] < 0 || !known[facts.Program[row]] || facts.Words[facts.Country[row]] is null
                || !months.Contains(MonthNumber(days.Day(facts.Created[row])))) continue;
            of++;
            if ((facts.Observed[row] & (ObservedMoments.Created | ObservedMoments.Closed)) != 0) count++;
        }
        return new Observed(count, of);
    }

    public IReadOnlyList<QrpProgram> Read(Period period, DateTimeOffset now)
    {
        DateOnly today = Period.Today(now, period.Zone);
        // A month is complete when its last day is over; a reading of the past knows no later month than its own.
        DateOnly end = period.To < today ? period.To : today;
        var read = new List<QrpProgram>();
        for (int p = 0; p < programs.All.Count; p++)
        {
            var countries = cohorts.Where(c => c.Key.Program == p).OrderBy(c => c.Key.Country, StringComparer.Ordinal)
                .Select(c => (c.Key.Country, Months: c.Value)).ToList();
            if (countries.Count == 0) continue;
            ProgramVersion version = programs.All[p].On(period.Last);

            int firstOpen = MonthNumber(end);
            List<int> completed = [.. countries.SelectMany(c => c.Months.Keys).Where(m => m < firstOpen)];
            DateOnly? latest = completed.Count == 0 ? null : Month(completed.Max());
            int[] tiles = new int[version.Kpis.Count + 1];
            List<QrpRow> latestRows = latest is { } month ? [.. countries.Select(c => Row(version, c.Country, month, c.Months, now))] : [];
            foreach (QrpRow row in latestRows) tiles[row.TargetsAchieved]++;

            List<QrpRow> rows = [.. period.TouchedMonths().Reverse()
                .SelectMany(m => countries.Select(c => Row(version, c.Country, m, c.Months, now)))];
            read.Add(new QrpProgram(programs.All[p].Key, latest, countries.Count, tiles,
                [.. version.Kpis.Select(k => new QrpKpi(k.Key, k.Target))], rows)
            {
                LatestRows = latestRows,
            });
        }
        return read;
    }

    private static QrpRow Row(ProgramVersion version, string country, DateOnly month, Dictionary<int, Cohort> months, DateTimeOffset now)
    {
        int number = MonthNumber(month);
        Cohort own = months.GetValueOrDefault(number) ?? Cohort.Empty;
        List<Cohort> lookBack = [];
        for (int m = number - version.LookBackMonths + 1; m <= number; m++)
            if (months.TryGetValue(m, out Cohort? cohort)) lookBack.Add(cohort);

        var values = new Dictionary<string, KpiValue>(StringComparer.Ordinal);
        int achieved = 0;
        foreach (Kpi kpi in version.Kpis)
        {
            (int over, int under, bool provisional) = kpi.Measure switch
            {
                Measure.Accept => (own.Accepted, own.Created, false),
                Measure.Expiry => (own.Expired, own.Created, false),
                Measure.Close => (lookBack.Sum(c => c.ClosedWithin(kpi.Days)), lookBack.Sum(c => c.Created),
                    lookBack.Exists(c => c.NewestAge(now) < TimeSpan.FromDays(kpi.Days))),
                Measure.Win => (lookBack.Sum(c => c.Won), lookBack.Sum(c => c.ClosedAfter.Count), false),
                _ => throw new InvalidOperationException($"No KPI measures {kpi.Measure}."),
            };
            var value = new KpiValue(over, under, Band.None, provisional);
            value = value with { Band = kpi.BandOf(value.Percent) };
            if (value.Band == Band.Achieved) achieved++;
            values[kpi.Key] = value;
        }
        return new QrpRow(country, month, achieved, values);
    }

    private static int MonthNumber(int dayNumber) => MonthNumber(DateOnly.FromDayNumber(dayNumber));

    private static int MonthNumber(DateOnly day) => day.Year * 12 + day.Month - 1;

    private static DateOnly Month(int number) => new(number / 12, number % 12 + 1, 1);

    /// <summary>The referrals of one program, country and creation month.</summary>
    private sealed class Cohort
    {
        public static readonly Cohort Empty = new();
        private long newest = long.MinValue;

        public int Created { get; private set; }
        public int Accepted { get; private set; }
        public int Expired { get; private set; }
        public int Won { get; private set; }
        /// <summary>For every closed referral, how long after its creation, in ticks; ascending once all are in.</summary>
        public List<long> ClosedAfter { get; } = [];

        public void Add(OrganizationFacts facts, int row)
        {
            Created++;
            newest = Math.Max(newest, facts.Created[row]);
            if (CohortRules.IsAccepted(facts, row)) Accepted++;
            if (CohortRules.IsExpired(facts, row)) Expired++;
            if (CohortRules.IsWon(facts, row)) Won++;
            if (CohortRules.ClosedAfter(facts, row) is { } after) ClosedAfter.Add(after);
        }

        /// <summary>How many closed within so many days, the end of the last one included.</summary>
        public int ClosedWithin(int days)
        {
            long limit = days * TimeSpan.TicksPerDay;
            int low = 0, high = ClosedAfter.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (ClosedAfter[middle] <= limit) low = middle + 1;
                else high = middle;
            }
            return low;
        }

        public TimeSpan NewestAge(DateTimeOffset now) => now - DateTimeOffset.UnixEpoch.AddTicks(newest);
    }
}
