using System.Buffers.Binary;
using System.Data.Common;
using Npgsql;

namespace Insights.Store.Postgres;

/// <summary>Rows by binary COPY. PostgreSQL refuses COPY into a table whose row-level security binds the one who asks; then rows go into
/// a temporary table first, and from there by INSERT, which row-level security checks.</summary>
internal sealed class CopyAppender : IRowAppender, IValueTaker
{
    /// <summary>So many bytes are collected before they go on: a COPY costs the same for one row as for thousands.</summary>
    private const int Enough = 4 * 1024 * 1024;

    private static readonly byte[] Head = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] Tail = [0xFF, 0xFF];

    private readonly PostgresEngine engine;
    private readonly StoreTransaction transaction;
    private readonly string copy;
    /// <summary>What carries the rows on from the temporary table; null when there is none.</summary>
    private readonly string? carry;
    private readonly short[] widths;
    private byte[] bytes = new byte[Enough + 64 * 1024];
    private int used, column;

    private CopyAppender(PostgresEngine engine, StoreTransaction transaction, string copy, string? carry, short[] widths) =>
        (this.engine, this.transaction, this.copy, this.carry, this.widths) = (engine, transaction, copy, carry, widths);

    /// <exception cref="StoreException">The table cannot be written.</exception>
    public static CopyAppender Open(PostgresEngine engine, StoreTransaction transaction, string table, IReadOnlyList<string> columns)
    {
        try
        {
            // SMALLINT, INTEGER and BIGINT are as wide on the wire as in the table; what is of no fixed width says -1.
            var width = new Dictionary<string, short>();
            using (DbCommand command =
                transaction.Ask("SELECT attname::text, attlen FROM pg_attribute WHERE attrelid = to_regclass(@table) AND attnum > 0",
                ("@table", table)))
            using (DbDataReader reader = command.ExecuteReader())
                while (reader.Read()) width[reader.GetString(0)] = reader.GetInt16(1);

            string names = string.Join(", ", columns), staged = "staged_" + table;
            bool bound;
            using (DbCommand command = transaction.Ask("SELECT row_security_active(@table)", ("@table", table)))
                bound = command.ExecuteScalar() is true;
            if (bound)
                using (DbCommand command = transaction.Ask($"CREATE TEMPORARY TABLE IF NOT EXISTS {staged} (LIKE {table}) ON COMMIT DROP"))
                    command.ExecuteNonQuery();
            return new CopyAppender(engine, transaction, $"COPY {(bound ? staged : table)} ({names}) FROM STDIN (FORMAT BINARY)",
                bound ? $"INSERT INTO {table} ({names}) SELECT {names} FROM {staged}; TRUNCATE {staged}"
                    : null, [.. columns.Select(c => width[c])]);
        }
        catch (DbException e)
        {
            throw engine.Told(e);
        }
    }

    public void Append(ReadOnlySpan<byte> rows)
    {
        RowBuffer.Read(rows, this);
        if (used >= Enough) Complete();
    }

    public void Complete()
    {
        if (used == 0) return;
        try
        {
            using (NpgsqlRawCopyStream stream = ((NpgsqlConnection)transaction.Connection).BeginRawBinaryCopy(copy))
            {
                stream.Write(Head);
                stream.Write(bytes, 0, used);
                stream.Write(Tail);
            }
            used = 0;
            if (carry is null) return;
            using DbCommand command = transaction.Ask(carry);
            command.ExecuteNonQuery();
        }
        catch (DbException e)
        {
            throw engine.Told(e);
        }
    }

    public void Null() => BinaryPrimitives.WriteInt32BigEndian(Field(4), -1);

    public void Number(long value)
    {
        short width = widths[column];
        Span<byte> field = Field(4 + width);
        BinaryPrimitives.WriteInt32BigEndian(field, width);
        switch (width)
        {
            case 2: BinaryPrimitives.WriteInt16BigEndian(field[4..], checked((short)value)); break;
            case 4: BinaryPrimitives.WriteInt32BigEndian(field[4..], checked((int)value)); break;
            default: BinaryPrimitives.WriteInt64BigEndian(field[4..], value); break;
        }
    }

    public void Text(ReadOnlySpan<byte> utf8) => Bytes(utf8);

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Span<byte> field = Field(4 + value.Length);
        BinaryPrimitives.WriteInt32BigEndian(field, value.Length);
        value.CopyTo(field[4..]);
    }

    public void Dispose()
    {
        // What was not completed is given up with its transaction.
    }

    /// <summary>Room for the next field, behind the count that begins each row.</summary>
    private Span<byte> Field(int size)
    {
        int begin = column == 0 ? 2 : 0;
        if (used + begin + size > bytes.Length) Array.Resize(ref bytes, Math.Max(bytes.Length * 2, used + begin + size));
        if (column == 0) BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(used), (short)widths.Length);
        Span<byte> room = bytes.AsSpan(used + begin, size);
        used += begin + size;
        if (++column == widths.Length) column = 0;
        return room;
    }
}
