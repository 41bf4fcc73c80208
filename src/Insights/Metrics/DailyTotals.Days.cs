using System.Numerics;
using Insights.Facts;
using Insights.Metrics.Rates;
using Insights.Metrics.Qrp;
using Insights.Vocabulary;

namespace Insights.Metrics;

internal sealed partial class DailyTotals
{
    /// <summary>Differences of running totals.</summary>
    public readonly struct Days(DailyTotals totals, int from, int to) : ICounts
    {
        public int Events(EventKind kind, ReferralClass of) => totals.Between(totals.events[Line(kind, of)], from, to);

        public int Observed(EventKind kind, ReferralClass of) => totals.observed[Line(kind, of)] is { } line
            ? totals.Between(line, from, to)
            : 0;

        public decimal DealValue(EventKind kind, ReferralClass of) =>
            kind == EventKind.Won ? totals.Between(totals.wonValue[(int)of], from, to) : throw NotKept();

        public bool LacksTarget(EventKind kind, ReferralClass of) => LacksTarget(WonValue(of));

        public long? Visits(bool clicks) => totals.KnownViews(ViewKinds.All, from, to) == ViewKinds.None ? null
            : totals.Between(clicks ? totals.ctaClicks : totals.pageViews, from, to);

        public decimal Registrations(RegistrationEvent happened, RegistrationMeasure measure) =>
            (happened, measure) == (RegistrationEvent.Approved, RegistrationMeasure.ContractValue)
                ? totals.Between(totals.approvedValue, from, to) : throw NotKept();

        public bool LacksTarget(RegistrationEvent happened, RegistrationMeasure measure) => LacksTarget(ApprovedValue);

        private bool LacksTarget(string metric)
        {
            (int first, int end) = (from, to);
            return totals.OddAmounts.Any(o => o.NoTarget && o.MetricKey == metric && first <= o.Day && o.Day < end);
        }

        private static InvalidOperationException NotKept() => new("Only what the Summary shows is kept as running totals.");
    }
}
