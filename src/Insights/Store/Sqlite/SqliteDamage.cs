using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Insights.Store.Sqlite;

/// <summary>How a broken file shows.</summary>
internal static partial class SqliteDamage
{
    /// <summary>So many bytes SQLite looks through in some hundredths of a second; what is larger is by `insights check`.</summary>
    public const long LookedThrough = 8 * 1024 * 1024;

    /// <summary>So far from its beginning a store names its tables.</summary>
    private const int Beginning = 256 * 1024;

    /// <summary>What SQLite says of a broken file. A statement of ours that names what is not there, or numbers what is there already, met
    /// a broken schema or index.</summary>
    public static bool Is(string path, DbException failure) => failure is SqliteException sqlite && (sqlite.SqliteErrorCode & 0xFF) switch
    {
        raw.SQLITE_CORRUPT or raw.SQLITE_FORMAT or raw.SQLITE_TOOBIG => true,
        raw.SQLITE_NOTADB => WasOurs(path),
        raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT => SchemaFault().IsMatch(sqlite.Message),
        _ => false,
    };

    /// <summary>What SQLite finds when it looks through the whole file.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(StoreTransaction transaction, CancellationToken cancel) =>
        [.. (await transaction.ListAsync("PRAGMA integrity_check(20)", reader => reader.GetString(0), cancel)).Where(said => said != "ok"),
            .. await LostAsync(transaction, cancel)];

    /// <summary>Organisations that have imports and are not in the list any more: the others' figures, or the sample's, would be shown in
    /// their place.</summary>
    public static Task<List<string>> LostAsync(StoreTransaction transaction, CancellationToken cancel) => transaction.ListAsync(
        "SELECT DISTINCT organization_id FROM import WHERE organization_id NOT IN (SELECT organization_id FROM organization)",
        reader => FormattableString.Invariant($"table organization: number {reader.GetInt64(0)} is gone"), cancel);

    /// <summary>Whether what is no database any more was a store: some of its first bytes stand, or the names of its tables.</summary>
    private static bool WasOurs(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] beginning = new byte[Math.Min(Beginning, file.Length)];
            file.ReadExactly(beginning);
            ReadOnlySpan<byte> head = "SQLite format 3\0"u8;
            int same = 0;
            for (int i = 0; i < Math.Min(head.Length, beginning.Length); i++)
                if (beginning[i] == head[i]) same++;
            return same >= head.Length / 2 || beginning.AsSpan().IndexOf("TABLE referral_version"u8) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"no such (table|column|index)|has no column named|already exists|malformed|unsupported file format|"
        + @"UNIQUE constraint failed: (organization|organization_state|import|import_file|import_seal|sighting|setting|[a-z_]+_version)\.")]
    private static partial Regex SchemaFault();
}
