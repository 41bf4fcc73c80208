using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>Status and substatus of a referral, in the API's words or their numbers (domain.md 5.4, 5.5). The status decides
/// while it is open; the substatus says how it closed.</summary>
internal static class StatusWords
{
    private enum Status { None, New, Active, Closed }

    private static readonly Dictionary<string, Status> Statuses = Spelling.Table(
        (Status.None, ["None", "0"]), (Status.New, ["New", "1"]), (Status.Active, ["Active", "2"]), (Status.Closed, ["Closed", "3"]));

    private static readonly Dictionary<string, ObservedState?> Substatuses = Spelling.Table<ObservedState?>(
        (null, ["None", "0"]),
        (ObservedState.New, ["Pending", "Received", "1", "2"]),
        (ObservedState.Active, ["Accepted", "3"]),
        (ObservedState.Won, ["Won", "4"]), (ObservedState.Lost, ["Lost", "5"]), (ObservedState.Declined, ["Declined", "6"]),
            (ObservedState.Expired, ["Expired", "7"]),
        (ObservedState.Error, ["Error", "Closed as error"]));

    /// <summary>The state, or the words it could not be told from; both null when the source says nothing.</summary>
    public static (ObservedState? State, string? Unknown) Read(RowProblems problems, string statusField, string? status,
        string substatusField, string? substatus)
    {
        if (status is null && substatus is null) return (null, null);
        string written = substatus is null ? status! : $"{status}/{substatus}";
        ObservedState? sub = null;
        if (substatus is not null && !Substatuses.TryGetValue(Spelling.Key(substatus), out sub))
            problems.Unknown(substatusField, substatus);
        if (sub == ObservedState.Error) return (sub, null);
        if (status is null) return (sub, sub is null ? written : null);
        if (!Statuses.TryGetValue(Spelling.Key(status), out Status known))
        {
            // Files write "Accepted" or "Won" where the API has a status; a word that tells the state is not unknown.
            if (SourceWords.States.TryGetValue(Spelling.Key(status), out ObservedState told)) return (told, null);
            problems.Unknown(statusField, status);
            return (sub, sub is null ? written : null);
        }
        return known switch
        {
            Status.New => (ObservedState.New, null),
            Status.Active => (ObservedState.Active, null),
            Status.Closed when sub is ObservedState.Won or ObservedState.Lost or ObservedState.Declined or ObservedState.Expired =>
                (sub, null),
            Status.None when sub is not null => (sub, null),
            _ => (null, written),
        };
    }
}
