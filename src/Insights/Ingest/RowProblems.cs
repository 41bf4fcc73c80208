namespace Insights.Ingest;

/// <summary>The first thing wrong with a record, and the words in it we do not know. Readers go on after a mistake and give
/// null for the field: a row is judged once, at its end, and no exception is thrown for each of a million bad rows.</summary>
internal sealed class RowProblems
{
    private readonly List<(string Field, string Word)> unknown = [];
    private readonly List<(string Field, string Text)> remarks = [];

    /// <summary>True where other amounts of the same text have a decimal comma.</summary>
    public bool CommaDecimals { get; init; }

    public string? Reason { get; private set; }
    public string Field { get; private set; } = "";

    public void Wrong(string field, string reason)
    {
        if (Reason is null) (Field, Reason) = (field, reason);
    }

    public void Unknown(string field, string word) => unknown.Add((field, word));

    /// <summary>How a field was read, where it could be read otherwise.</summary>
    public void Remark(string field, string text) => remarks.Add((field, text));

    public void Clear()
    {
        (Field, Reason) = ("", null);
        unknown.Clear();
        remarks.Clear();
    }

    /// <summary>Hands the record on: taken with its unknown words reported, or refused.</summary>
    public void Settle(RowSink sink, long line, Told told, string record = "")
    {
        if (Reason is not null)
        {
            sink.Refuse(line, Field, Reason, record);
            return;
        }
        sink.Take(line, told);
        foreach ((string field, string word) in unknown) sink.Unknown(field, word);
        foreach ((string field, string text) in remarks) sink.Say(line, field, text);
    }
}
