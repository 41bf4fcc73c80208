using System.Data.Common;
using System.Text;

namespace Insights.Store;

/// <summary>Walks the rows of a question a million long. Numbers that are not said are <see cref="Stored.None"/>, texts empty:
/// no boxing, no strings made to be thrown away.</summary>
public abstract class RowCursor : IDisposable
{
    public abstract bool Move();

    public abstract long Number(int column);

    /// <summary>UTF-8, good until the next row.</summary>
    public abstract ReadOnlySpan<byte> Text(int column);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>The cursor every engine has through ADO.NET.</summary>
internal sealed class ReaderCursor(DbCommand command) : RowCursor
{
    private readonly DbDataReader reader = command.ExecuteReader();

    public override bool Move() => reader.Read();

    public override long Number(int column) => reader.IsDBNull(column) ? Stored.None : reader.GetInt64(column);

    public override ReadOnlySpan<byte> Text(int column) => reader.IsDBNull(column) ? [] : Encoding.UTF8.GetBytes(reader.GetString(column));

    protected override void Dispose(bool disposing)
    {
        if (disposing) reader.Dispose();
        base.Dispose(disposing);
    }
}
