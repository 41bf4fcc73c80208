using System.Data.Common;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Insights.Store.Sqlite;

/// <summary>A statement stepped by hand: the ADO reader asks the type of every value before it gives it, and the library between wraps
/// every call; with some forty values a row, that takes longer than SQLite itself.</summary>
internal sealed class StatementCursor : RowCursor
{
    private readonly SqliteEngine engine;
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private readonly IntPtr handle;
    private readonly int columns;

    public StatementCursor(SqliteEngine engine, sqlite3 database, DbCommand command)
    {
        (this.engine, this.database) = (engine, database);
        Check(raw.sqlite3_prepare_v2(database, command.CommandText, out statement));
        (handle, columns) = (statement.DangerousGetHandle(), raw.sqlite3_column_count(statement));
        foreach (DbParameter parameter in command.Parameters)
            Check(raw.sqlite3_bind_int64(statement, raw.sqlite3_bind_parameter_index(statement, parameter.ParameterName),
                (long)parameter.Value!));
    }

    internal override bool Move(RowBuffer row)
    {
        int result = raw.sqlite3_step(statement);
        if (result != raw.SQLITE_ROW)
        {
            if (result != raw.SQLITE_DONE) Check(result);
            return false;
        }
        row.Clear();
        for (int column = 0; column < columns; column++)
        {
            int type = TypeOf(handle, column);
            if (type == raw.SQLITE_NULL) row.Number(null);
            else if (type == raw.SQLITE_INTEGER) row.Number(NumberOf(handle, column));
            else
            {
                // The bytes first: asked for their length, SQLite may move them.
                IntPtr bytes = BytesOf(handle, column);
                int length = LengthOf(handle, column);
                row.Raw(type == raw.SQLITE_TEXT, bytes, length);
            }
        }
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) statement.Dispose();
        base.Dispose(disposing);
    }

    private void Check(int result) => engine.Check(database, result);

    // Each looks into the row that was stepped to and returns at once: nothing to let a collection through for.
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_column_type"), SuppressGCTransition,
        DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int TypeOf(IntPtr statement, int column);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_column_int64"), SuppressGCTransition,
        DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long NumberOf(IntPtr statement, int column);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_column_blob"), SuppressGCTransition,
        DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern IntPtr BytesOf(IntPtr statement, int column);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_column_bytes"), SuppressGCTransition,
        DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int LengthOf(IntPtr statement, int column);
}
