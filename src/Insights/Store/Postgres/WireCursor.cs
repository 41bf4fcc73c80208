using System.Data.Common;

namespace Insights.Store.Postgres;

/// <summary>Texts come as the bytes they are on the wire.</summary>
internal sealed class WireCursor : RowCursor
{
    private readonly DbDataReader reader;
    private readonly Type[] types;

    public WireCursor(DbCommand command)
    {
        reader = command.ExecuteReader();
        types = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetFieldType)];
    }

    internal override bool Move(RowBuffer row)
    {
        if (!reader.Read()) return false;
        row.Clear();
        for (int column = 0; column < types.Length; column++)
            if (reader.IsDBNull(column)) row.Number(null);
            else if (types[column] == typeof(string)) row.Utf8Text(reader.GetFieldValue<byte[]>(column));
            else if (types[column] == typeof(byte[])) row.Bytes(reader.GetFieldValue<byte[]>(column));
            else row.Number(reader.GetInt64(column));
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) reader.Dispose();
        base.Dispose(disposing);
    }
}
