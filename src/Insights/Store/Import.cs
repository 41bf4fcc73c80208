using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>What adding one observation did to what is known.</summary>
public enum Outcome : byte { New, Changed, Unchanged }

/// <summary>Where readers of files put what they read. The store's import session is one; tests use a list.</summary>
public interface IObservationSink
{
    /// <summary>Takes one observation. Synchronous: a million rows pass here inside one open transaction.</summary>
    Outcome Add(Observation observation);

    /// <summary>What is added from here on comes from another file.</summary>
    void BeginFile();

    /// <summary>True when the last thing added had been told in this file before, with other contents.</summary>
    bool ToldOtherwise { get; }
}

/// <summary>A row that was not taken: where, what, why. Lines count from 1, the header included.</summary>
/// <param name="Field">The column or JSON path; empty when the whole row or file is refused.</param>
/// <param name="Reason">One sentence: what is wrong and what to do.</param>
public sealed record Refusal(string File, long Line, string Field, string Reason)
{
    /// <summary>Which record of a JSON text it was: <c>record 3 (id 'R1')</c>. Empty for rows, which their line names.</summary>
    public string Record { get; init; } = "";
}

/// <summary>What whoever imports a file must know of it, although its rows were taken.</summary>
/// <param name="Text">One or two sentences: what it is, and what to do.</param>
/// <param name="Lacking">True when what was kept is not all that the source has.</param>
public sealed record Notice(string File, string Text, bool Lacking = false);

/// <summary>A row that was taken, and what a person should know of how it was read.</summary>
/// <inheritdoc cref="Refusal"/>
public sealed record Remark(string File, long Line, string Field, string Text);

/// <summary>A word of an enumeration we do not know. The row was kept; the word is reported.</summary>
public sealed record UnknownWord(string Field, string Word, long Count);

/// <summary>What one file of an import was taken for, and what became of its rows.
/// <c>Read = New + Changed + Unchanged + Refused</c>.</summary>
public sealed record FileReceipt(string File, string Format, long Read, long New, long Changed, long Unchanged, long Refused)
{
    /// <summary>True where it is a table that no format and no mapping has the columns of: somebody may describe them.</summary>
    public bool CanBeDescribed { get; init; }
}

/// <summary>What became of a whole import: one command, one transaction, one thing to undo.</summary>
public sealed record Receipt
{
    /// <summary>Null when every row was refused: nothing was kept.</summary>
    public required long? ImportId { get; init; }
    public required string Organization { get; init; }
    /// <summary>The store's number of it.</summary>
    public long OrganizationId { get; init; }
    /// <summary>True when the organisation was told from the data and not named by the person.</summary>
    public bool OrganizationInferred { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }
    public required IReadOnlyList<FileReceipt> Files { get; init; }
    public IReadOnlyList<UnknownWord> UnknownWords { get; init; } = [];
    /// <summary>The first remarks in the order of the files; <see cref="Remarked"/> counts them all.</summary>
    public IReadOnlyList<Remark> Remarks { get; init; } = [];
    public long Remarked { get; init; }
    /// <summary>The first refusals in the order of the files; <see cref="Refused"/> counts them all.</summary>
    public IReadOnlyList<Refusal> Refusals { get; init; } = [];
    /// <summary>What is to be known of the files beside their rows, in the order of the files.</summary>
    public IReadOnlyList<Notice> Notices { get; init; } = [];

    public long Read => Files.Sum(f => f.Read);
    public long New => Files.Sum(f => f.New);
    public long Changed => Files.Sum(f => f.Changed);
    public long Unchanged => Files.Sum(f => f.Unchanged);
    public long Refused => Files.Sum(f => f.Refused);
}

/// <summary>An organisation of the store.</summary>
/// <param name="Id">The store's own number: the first part of every key.</param>
/// <param name="PartnerCenterId">Its Partner Center organisation id; null while no import has told it.</param>
/// <param name="IsSample">True for the generated sample organisation.</param>
public sealed record Organization(long Id, string? PartnerCenterId, string Name, bool IsSample);

/// <summary>An organisation as it is at one moment.</summary>
/// <param name="ChangeNumber">Grows with every import, undo and setting: readers compare it to know whether to read again.</param>
/// <param name="Imports">How many imports it has, undone ones too; they are numbered from 1 on without gaps.</param>
public sealed record OrganizationState(Organization Organization, long ChangeNumber, long Imports);

/// <summary>An import as it is listed.</summary>
public sealed record ImportEntry(long Id, DateTimeOffset RecordedAt, DateTimeOffset? UndoneAt, IReadOnlyList<FileReceipt> Files)
{
    /// <summary>What it brought, by table.</summary>
    internal IReadOnlyDictionary<string, Seal> Seals { get; init; } = new Dictionary<string, Seal>();
}
