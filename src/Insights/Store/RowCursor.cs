using System.Globalization;
using Insights.Store.Schema;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>Walks the rows of a question a million long: no boxing, no strings made to be thrown away.</summary>
public abstract class RowCursor : IDisposable
{
    /// <summary>Goes to the next row and writes all its values into a cleared buffer; false when there is none.</summary>
    internal abstract bool Move(RowBuffer row);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>One stored version, of which the content is what its digest says. Columns are asked for by where their field stands
/// (<see cref="VersionTable{T}.At"/>); everything is good until the next row.</summary>
public sealed class VersionRow : IDisposable
{
    /// <summary>Where the first column of a table stands.</summary>
    internal const int FirstColumn = 4;

    private readonly VersionTable table;

    internal VersionRow(VersionTable table) => this.table = table;

    /// <summary>What is asked of the store, whatever columns the reader wants: only a whole row can be held against its digest.</summary>
    internal static string Selected(VersionTable table) => "version_id, import_id, digest, version_key, " +
        string.Join(", ", table.Columns);

    internal RowBuffer Values { get; } = new();

    public long VersionId => Values.NumberAt(0);

    public long ImportId => Values.NumberAt(1);

    public long Digest => Values.NumberAt(2);

    /// <summary>Equal for all versions of one thing.</summary>
    public long Key => Values.NumberAt(3);

    internal bool IsWhole => Digest == Values.Digest(FirstColumn, table.Later);

    /// <summary>What stands for the row in its seal; the digest in it stands for the content.</summary>
    internal long Mark => Seal.Mark(VersionId, ImportId, Digest, Key);

    internal StoreException Damaged(Engine engine) =>
        engine.Damaged(string.Create(CultureInfo.InvariantCulture, $"table {table.Name}, version {VersionId}: not what was written"));

    public bool Says(int at) => Values.Says(at);

    /// <summary><see cref="Stored.None"/> when it is not said.</summary>
    public long Number(int at) => Values.NumberAt(at);

    /// <summary>UTF-8, empty when it is not said; good until the next row.</summary>
    public ReadOnlySpan<byte> Text(int at) => Values.TextAt(at);

    /// <summary>Everything that was told.</summary>
    public T Told<T>(VersionTable<T> of) where T : Observation => of.Read(Values, FirstColumn);

    public void Dispose() => Values.Dispose();
}
