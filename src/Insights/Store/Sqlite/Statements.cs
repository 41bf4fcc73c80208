using System.Data.Common;
using SQLitePCL;

namespace Insights.Store.Sqlite;

/// <summary>A statement stepped by hand: the ADO reader asks the type of every value before it gives it, which doubles the time
/// a million rows take.</summary>
internal sealed class StatementCursor : RowCursor
{
    private readonly SqliteEngine engine;
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    public StatementCursor(SqliteEngine engine, sqlite3 database, DbCommand command)
    {
        (this.engine, this.database) = (engine, database);
        Check(raw.sqlite3_prepare_v2(database, command.CommandText, out statement));
        foreach (DbParameter parameter in command.Parameters)
            Check(raw.sqlite3_bind_int64(statement, raw.sqlite3_bind_parameter_index(statement, parameter.ParameterName), (long)parameter.Value!));
    }

    public override bool Move()
    {
        int result = raw.sqlite3_step(statement);
        if (result == raw.SQLITE_ROW) return true;
        if (result != raw.SQLITE_DONE) Check(result);
        return false;
    }

    public override long Number(int column) => raw.sqlite3_column_int64(statement, column);

    public override ReadOnlySpan<byte> Text(int column) => raw.sqlite3_column_blob(statement, column);

    protected override void Dispose(bool disposing)
    {
        if (disposing) statement.Dispose();
        base.Dispose(disposing);
    }

    private void Check(int result) => engine.Check(database, result);
}

/// <summary>One prepared statement, bound without boxing: parameters of the ADO layer cost more than the insert itself.</summary>
internal sealed class StatementAppender : IRowAppender, IValueTaker
{
    private readonly SqliteEngine engine;
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private readonly int columns;
    private int next = 1;

    public StatementAppender(SqliteEngine engine, sqlite3 database, string table, IReadOnlyList<string> columns)
    {
        (this.engine, this.database) = (engine, database);
        this.columns = columns.Count;
        string sql = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(_ => "?"))})";
        Check(raw.sqlite3_prepare_v2(database, sql, out statement));
    }

    public void Append(ReadOnlySpan<byte> rows) => RowBuffer.Read(rows, this);

    public void Complete()
    {
        // Every row was written when it came.
    }

    public void Null() => Bound(raw.sqlite3_bind_null(statement, next));

    public void Number(long value) => Bound(raw.sqlite3_bind_int64(statement, next, value));

    // An empty span has no address, and SQLite takes no address for NULL.
    public void Text(ReadOnlySpan<byte> utf8) => Bound(utf8.IsEmpty ? raw.sqlite3_bind_text(statement, next, "") : raw.sqlite3_bind_text(statement, next, utf8));

    public void Bytes(ReadOnlySpan<byte> value) => Bound(value.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, next, 0) : raw.sqlite3_bind_blob(statement, next, value));

    public void Dispose() => statement.Dispose();

    private void Bound(int result)
    {
        Check(result);
        if (next++ < columns) return;
        int stepped = raw.sqlite3_step(statement);
        if (stepped != raw.SQLITE_DONE) Check(stepped);
        Check(raw.sqlite3_reset(statement));
        next = 1;
    }

    private void Check(int result) => engine.Check(database, result);
}
