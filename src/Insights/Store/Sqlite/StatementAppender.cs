using SQLitePCL;

namespace Insights.Store.Sqlite;

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
    public void Text(ReadOnlySpan<byte> utf8) =>
        Bound(utf8.IsEmpty ? raw.sqlite3_bind_text(statement, next, "") : raw.sqlite3_bind_text(statement, next, utf8));

    public void Bytes(ReadOnlySpan<byte> value) =>
        Bound(value.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, next, 0) : raw.sqlite3_bind_blob(statement, next, value));

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
