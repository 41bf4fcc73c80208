using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Insights.Store.Sqlite;

/// <summary>What SQLite refuses, in a sentence that says the cause.</summary>
internal static class SqliteTrouble
{
    public static StoreException Of(string location, DbException failure)
    {
        int code = failure is SqliteException sqlite ? sqlite.SqliteErrorCode : 0;
        if (code == raw.SQLITE_IOERR && IsFull(location)) code = raw.SQLITE_FULL;
        (StoreTrouble trouble, string sentence) = code switch
        {
            raw.SQLITE_FULL => (StoreTrouble.Full,
                $"The disk of the store {location} is full: nothing of this was kept, and what was there is as it was. Make room and " +
                "try again."),
            raw.SQLITE_READONLY => (StoreTrouble.ReadOnly,
                $"The store {location} may only be read: the file, its folder or its disk cannot be written by this user. Nothing was " +
                "changed."),
            raw.SQLITE_IOERR => (StoreTrouble.Disk,
                $"The disk of the store {location} failed ({failure.Message}): nothing of this was kept. Look whether it is full, over " +
                "its quota, or gone."),
            raw.SQLITE_NOMEM => (StoreTrouble.Memory,
                $"There is too little memory to use the store {location}: nothing of this was kept. End other programs, or give this " +
                "one more."),
            raw.SQLITE_CANTOPEN => (StoreTrouble.Disk, $"The store {location} cannot be opened: {Closed(location)}"),
            raw.SQLITE_NOTADB => (StoreTrouble.Refused,
                $"{location} is not a database, and so no store of Referral Insights. Nothing was written into it; name another file."),
            _ => (StoreTrouble.Refused, $"The store {location} could not be used: {failure.Message} What was begun was not kept."),
        };
        return new StoreException(sentence, failure) { Trouble = trouble };
    }

    /// <summary>A full disk makes SQLite's own errors of other kinds: where a journal's memory cannot be made, it is an error of the
    /// disk.</summary>
    private static bool IsFull(string location)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(location)!).AvailableFreeSpace < 64 * 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    private static string Closed(string location) => !File.Exists(location)
        ? "the file is not there, or this user may not look into its folder."
        : File.Exists(location + "-wal")
            ? "this user may not read it, or may not use its journal beside it (-wal, -shm), which holds what was written last. Open it " +
            "once as its owner, where its folder may be written."
            : "this user may not read it.";
}
