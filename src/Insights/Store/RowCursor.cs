using System.Globalization;
using System.Text;
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

/// <summary>One stored version, of which the content is what its digest says. Columns are those that were asked for, behind <c>version_id, import_id</c>;
/// everything is good until the next row.</summary>
public sealed class VersionRow : IDisposable
{
    private readonly VersionTable table;
    private readonly int[] places;

    internal VersionRow(VersionTable table, IEnumerable<string> columns)
    {
        this.table = table;
        List<string> all = ["version_id", "import_id", "digest", "version_key", .. table.Columns];
        places = [0, 1, .. columns.Select(c => all.IndexOf(c) is >= 0 and var at ? at : throw new ArgumentException($"{table.Name} has no column {c}.", nameof(columns)))];
    }

    /// <summary>What is asked of the store, whatever columns the reader wants: only a whole row can be held against its digest.</summary>
    internal static string Selected(VersionTable table) => "version_id, import_id, digest, version_key, " + string.Join(", ", table.Columns);

    internal RowBuffer Values { get; } = new();

    internal long VersionId => Values.NumberAt(0);

    internal long ImportId => Values.NumberAt(1);

    internal bool IsWhole => Values.NumberAt(2) == Values.Digest(4, table.Later);

    /// <summary>What stands for the row in its seal; the digest in it stands for the content.</summary>
    internal long Mark => Seal.Mark(VersionId, ImportId, Values.NumberAt(2), Values.NumberAt(3));

    internal StoreException Damaged(Engine engine) => engine.Damaged(string.Create(CultureInfo.InvariantCulture, $"table {table.Name}, version {VersionId}: not what was written"));

    public bool Says(int column) => Values.Says(places[column]);

    /// <summary><see cref="Stored.None"/> when it is not said.</summary>
    public long Number(int column) => Values.NumberAt(places[column]);

    /// <summary>UTF-8, empty when it is not said; good until the next row.</summary>
    public ReadOnlySpan<byte> Text(int column) => Values.TextAt(places[column]);

    public string? Said(int column) => Says(column) ? Encoding.UTF8.GetString(Text(column)) : null;

    public When? When(int column) => Says(column) ? Stored.Told(Number(column)) : null;

    public decimal? Amount(int column) => Says(column) ? Stored.Amount(Number(column)) : null;

    public void Dispose() => Values.Dispose();
}
