using Insights.Facts;
using Insights.Vocabulary;

namespace Insights.Metrics;

/// <summary>Where page views were seen, as far as telling them apart matters.</summary>
[Flags]
internal enum ViewKinds : byte { None = 0, Profile = 1, Offers = 2, All = Profile | Offers }

/// <summary>From when to when page views are known: from the first day told to the last, or to the import that told no later one. Outside
/// of that,
/// and for a kind of page nobody told of, their number is none and not 0.</summary>
internal sealed class ViewSpan
{
    private const string Profile = "profile";
    private readonly bool told;
    private readonly (int First, int Last)? profile, offers;

    public ViewSpan(OrganizationFacts facts, LocalDays local)
    {
        DateTimeOffset[] imports = [.. facts.Sources.Where(s => SourceFormats.IsOfViews(s.Format)).Select(s => s.RefreshedAt)];
        told = facts.TellsViews && imports.Length > 0;
        if (!told || facts.Views.Count == 0) return;
        int imported = local.Day((imports.Max() - DateTimeOffset.UnixEpoch).Ticks);
        (profile, offers) = (Span(v => v.Source == Profile), Span(v => v.Source != Profile));

        (int, int)? Span(Func<DayOfViews, bool> of) => facts.Views.Where(of).Select(v => v.Day.DayNumber).ToArray() is { Length: > 0 } days
            ? (days.Min(), Math.Max(days.Max(), imported)) : null;
    }

    /// <summary>Of some kinds, those that are known on any of the days <c>[from, to)</c>.</summary>
    public ViewKinds Known(ViewKinds kinds, int from, int to)
    {
        if (!told) return ViewKinds.None;
        // A file without a single row says that there were none.
        if (profile is null && offers is null) return kinds;
        return (Within(profile) ? kinds & ViewKinds.Profile : 0) | (Within(offers) ? kinds & ViewKinds.Offers : 0);

        bool Within((int First, int Last)? span) => span is { } s && from <= s.Last && to > s.First;
    }
}
