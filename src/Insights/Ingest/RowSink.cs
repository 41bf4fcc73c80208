using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>What one record told: mostly one thing, sometimes a referral with its registrations. A record is counted once.</summary>
internal readonly record struct Told(Observation? First, Observation? Second = null, IReadOnlyList<Observation>? More = null)
{
    public static implicit operator Told(Observation? observation) => new(observation);
}

/// <summary>Where the rows of one file go: into the sink, or back to the person with line and reason. Keeps the receipt.</summary>
internal sealed class RowSink(string file, IObservationSink sink, Action<Refusal> refuse, Action<string, string> unknownWord,
    Action<Notice> notice, Action<Remark>? remark = null)
{
    private const int LinesNamed = 10;

    private readonly Dictionary<string, (long Rows, long Line)> leftOut = new(StringComparer.Ordinal);

    private readonly List<long> again = [];
    private long read, added, changed, unchanged, refused, toldAgain;

    public void Take(long line, Told told)
    {
        read++;
        Outcome? outcome = told.First is null ? null : sink.Add(told.First);
        if (told.First is not null && sink.ToldOtherwise)
        {
            toldAgain++;
            if (again.Count < LinesNamed) again.Add(line);
        }
        if (told.Second is not null) outcome = Also(outcome, told.Second);
        foreach (Observation more in told.More ?? []) outcome = Also(outcome, more);
        switch (outcome)
        {
            case Outcome.New: added++; break;
            case Outcome.Changed: changed++; break;
            default: unchanged++; break;
        }
    }

    // A record that tells something new about a known referral changed it; it did not bring a new one.
    private Outcome Also(Outcome? before, Observation observation)
    {
        Outcome outcome = sink.Add(observation);
        return before is not Outcome first ? outcome : first == Outcome.Unchanged && outcome != Outcome.Unchanged ? Outcome.Changed : first;
    }

    public void Refuse(long line, string field, string reason, string record = "")
    {
        read++;
        refused++;
        refuse(new Refusal(file, line, field, reason) { Record = record });
    }

    public void Notice(string text, bool lacking = false) => notice(new Notice(file, text, lacking));

    /// <summary>Says which rows told a thing again with other contents, for kinds of file that tell each thing once.</summary>
    public void NoticeAgain(string thing, string advice)
    {
        if (toldAgain == 0) return;
        string lines = $"line{(toldAgain == 1 ? "" : "s")} {string.Join(", ", again)}{(toldAgain > again.Count ? ", …" : "")}";
        string rows = toldAgain == 1 ? "1 row tells" : $"{toldAgain} rows tell";
        Notice($"{rows} {thing} that an earlier row of this file told with other contents ({lines}); " +
            $"only the last of them counts. {advice}",
            lacking: true);
    }

    /// <summary>What a person should know of a row that was taken.</summary>
    public void Say(long line, string field, string text) => remark?.Invoke(new Remark(file, line, field, text));

    /// <summary>A row nobody wants: it is not read, and not forgotten either.</summary>
    public void LeaveOut(long line, string why) =>
        leftOut[why] = leftOut.TryGetValue(why, out var before) ? (before.Rows + 1, before.Line) : (1, line);

    /// <summary>Says how many rows were left out, and why.</summary>
    public void NoticeLeftOut()
    {
        foreach ((string why, (long rows, long line)) in leftOut)
            Notice($"{(rows == 1 ? $"1 row was left out, line {line}" : $"{rows} rows were left out, the first on line {line}")}: {why}.");
    }

    public void Unknown(string field, string word) => unknownWord(field, Spelling.Shown(word));

    public FileReceipt Receipt(string format) => new(file, format, read, added, changed, unchanged, refused);
}
