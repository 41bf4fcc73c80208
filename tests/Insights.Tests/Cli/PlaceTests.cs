using Insights.Store;
using Microsoft.Data.Sqlite;

namespace Insights.Tests.Cli;

/// <summary>Where a store is looked for: nothing is written into what is none, what may only be read is read, and what fails says
/// why.</summary>
[Trait("Category", "Slow")]
public sealed class PlaceTests : IDisposable
{
    private const string Leads =
        "Referral ID,Creation Date,Status,Lead Type\nL1,2026-01-05,Active,Qualified\nL2,2026-01-06,New,Qualified\n";
    private static readonly string[][] Writing = [["import", "leads.csv"], ["import", "broken.csv"], ["sample", "--size", "5"],
        ["undo", "1"], ["token", "x"], ["link"], ["serve", "--urls", "http://127.0.0.1:0"]];
    private readonly RealProgram program = new();

    public PlaceTests()
    {
        program.Write("leads.csv", Leads);
        program.Write("broken.csv", "nothing");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => program.Dispose();

    [Theory]
    [InlineData("CREATE TABLE t (a); INSERT INTO t VALUES (1)")]
    [InlineData("PRAGMA journal_mode = WAL; CREATE TABLE t (a)")]
    [InlineData("CREATE TABLE organization (a); CREATE TABLE import (b)")]
    [InlineData("CREATE TABLE schema_version (version); CREATE TABLE organization (a); CREATE TABLE import (b); CREATE TABLE " +
        "referral_version (c); PRAGMA application_id = 77")]
    [InlineData("PRAGMA application_id = 77")]
    [InlineData("CREATE VIEW v AS SELECT 1")]
    public async Task A_database_of_another_program_is_refused_and_left_as_it_is(string sql)
    {
        await SqlAsync("foreign.db", sql);
        byte[] before = await File.ReadAllBytesAsync(program.At("foreign.db"), Cancel);
        const string said = "foreign.db is a database of another program, no store of Referral Insights";
        (await Should.ThrowAsync<StoreException>(() => ReferralStore.OpenAsync(program.At("foreign.db"), TimeProvider.System, Cancel)))
            .Message.ShouldContain(said);
        (await Should.ThrowAsync<StoreException>(() => ReferralStore.ExistsAsync(program.At("foreign.db"), Cancel)))
            .Message.ShouldContain(said);
        (await File.ReadAllBytesAsync(program.At("foreign.db"), Cancel)).ShouldBe(before);
        Directory.EnumerateFiles(program.Folder, "foreign.db-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_verb_refuses_what_is_no_store()
    {
        await SqlAsync("foreign.db", "CREATE TABLE t (a)");
        Directory.CreateDirectory(program.At("folder"));
        program.Write("text.db", "text");
        foreach (string[] verb in (string[][])[["summary"], ["imports"], ["csv"], .. Writing, ["move", "--to", "new.db", "--from"],
            ["move", "--from", "foreign.db", "--to"]])
        {
            string[] words = verb[0] == "move" ? verb : [.. verb, "--store"];
            (await program.RunAsync([.. words, "foreign.db"])).Talk.ShouldContain(verb is ["move", "--from", ..] ? "are the same store"
                : "foreign.db is a database of another program");
        }
        (await program.RunAsync("import", "leads.csv", "--store", "folder")).Ended(1)
            .Talk.ShouldContain("folder is a folder, name a file in it");
        (await program.RunAsync("summary", "--store", "folder")).Ended(1).Talk.ShouldContain("folder is a folder, name a file in it");
        (await program.RunAsync("summary", "--store", "text.db")).Ended(1).Talk.ShouldContain("text.db is not a database");
        File.ReadAllText(program.At("text.db")).ShouldBe("text");
        File.Exists(program.At("new.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_empty_file_is_an_empty_store_and_who_reads_makes_none()
    {
        program.Write("empty.db", "");
        foreach (string[] verb in (string[][])[["summary"], ["imports"], ["csv"]])
        {
            (await program.RunAsync([.. verb, "--store", "empty.db"])).Talk.ShouldContain("empty.db is empty");
            (await program.RunAsync([.. verb, "--store", "nothing.db"])).Talk.ShouldContain("nothing.db is empty");
        }
        new FileInfo(program.At("empty.db")).Length.ShouldBe(0, "who reads writes nothing");
        File.Exists(program.At("nothing.db")).ShouldBeFalse();
        (await program.RunAsync("import", "leads.csv", "--store", "empty.db")).Ended(0);
    }

    [Fact]
    public async Task A_store_made_before_there_was_a_mark_is_known_by_its_tables_and_marked()
    {
        (await program.RunAsync("import", "leads.csv")).Ended(0);
        await SqlAsync("store.db", "PRAGMA application_id = 0");
        (await program.RunAsync("imports")).Ended(0).Rows.Length.ShouldBe(2);
        byte[] head = (await File.ReadAllBytesAsync(program.Store, Cancel))[68..72];
        head.ShouldBe("RefI"u8.ToArray());
    }

    [Fact]
    public async Task A_store_is_its_owners_alone_and_a_wider_one_is_said()
    {
        if (OperatingSystem.IsWindows()) return;
        (await program.RunAsync("import", "leads.csv")).Ended(0).Talk.ShouldNotContain("chmod");
        await using (ServingProgram serving = await ServingProgram.StartAsync(program))
        {
            foreach (string part in Directory.EnumerateFiles(program.Folder, "store.db*"))
                File.GetUnixFileMode(part).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, part);
            Directory.EnumerateFiles(program.Folder, "store.db-wal").ShouldNotBeEmpty("the journal is one of them");
            serving.Talk.ShouldNotContain("chmod");
        }
        File.SetUnixFileMode(program.Store, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        (await program.RunAsync("import", "leads.csv")).Ended(0).Talk.ShouldContain("(its mode is 640). `chmod 600");
        await using ServingProgram wide = await ServingProgram.StartAsync(program);
        wide.Talk.ShouldContain("can be read by other users");
        File.GetUnixFileMode(program.Store).HasFlag(UnixFileMode.GroupRead).ShouldBeTrue("it is said and not changed");
    }

    [Fact]
    public async Task A_store_that_is_only_to_be_read_is_read_and_says_what_it_cannot_do()
    {
        const string place = "file:store.db?immutable=1";
        (await program.RunAsync("import", "leads.csv")).Ended(0);
        byte[] before = await File.ReadAllBytesAsync(program.Store, Cancel);
        foreach (string[] verb in (string[][])[["summary"], ["imports"]])
            (await program.RunAsync([.. verb, "--store", place])).Ended(0)
                .Out.ShouldBe((await program.RunAsync([.. verb, "--store", "file:store.db?mode=ro"])).Out);
        (await program.RunAsync("move", "--from", place, "--to", "new.db")).Ended(0);
        foreach (string[] verb in Writing.Where(v => v is not ["import", "broken.csv"]))
            (await program.RunAsync([.. verb, "--store", place])).Ended(1).Talk.ShouldContain("may only be read");
        (await File.ReadAllBytesAsync(program.Store, Cancel)).ShouldBe(before);
        Directory.EnumerateFiles(program.Folder, "store.db-*").ShouldBeEmpty("who reads leaves nothing beside it");
    }

    /// <summary>As it lies after a kill: the file half written, and beside it the journal that takes that back.</summary>
    [Fact]
    public async Task A_first_start_that_was_killed_in_the_middle_of_writing_is_finished_by_the_next()
    {
        await using (var writer = new SqliteConnection($"Data Source={program.At("writing.db")};Pooling=False"))
        {
            await writer.OpenAsync(Cancel);
            await using SqliteCommand half = writer.CreateCommand();
            half.CommandText = "PRAGMA cache_size = 5; BEGIN; CREATE TABLE organization (a); CREATE TABLE filler (a); "
                + "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO filler SELECT " +
                    "randomblob(1000) FROM n;";
            await half.ExecuteNonQueryAsync(Cancel);
            new FileInfo(program.At("writing.db")).Length.ShouldBeGreaterThan(0, "it is half written");
            foreach (string ending in (string[])["", "-journal"])
                File.Copy(program.At("writing.db" + ending), program.At("store.db" + ending));
        }
        ReferralStore store = await ReferralStore.OpenAsync(program.At("store.db"), TimeProvider.System, Cancel);
        (await store.OrganizationsAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_store_on_a_disk_that_takes_nothing_is_read_with_what_its_journal_holds()
    {
        await SmallDisk.RequireAsync();
        (await program.RunAsync("import", "leads.csv", "--organization", "us")).Ended(0);
        Ran ran = await SmallDisk.RunAsync(program, "2m", """
            cp store.db small/s.db; mount -o remount,ro small
            insights summary --store small/s.db | head -n 1; insights imports --store small/s.db | tail -n 1
            for verb in 'import leads.csv' 'undo 1' 'token x' link serve 'sample --size 3'; do insights $verb --store small/s.db; echo "ended $?"; done
            insights csv --store small/s.db -o small/x.csv; echo "ended $?"
            insights import leads.csv --store small/new.db; echo "ended $?"
            """);
        ran.Out.ShouldContain("us, ");
        ran.Out.ShouldContain("leads_download");
        ran.Out.Split('\n').Count(l => l == "ended 1").ShouldBe(8);
        ran.Talk.Split('\n').Count(l => l.Contains("may only be read", StringComparison.Ordinal)).ShouldBe(6);
        ran.Talk.ShouldContain("Read-only file system");
        ran.Talk.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_full_disk_is_named_by_every_verb_and_the_store_is_whole()
    {
        await SmallDisk.RequireAsync();
        (await program.RunAsync("sample", "--size", "3000", "--seed", "7", "--out", "made")).Ended(0);
        (await program.RunAsync("import", "leads.csv", "--organization", "us")).Ended(0);
        Ran ran = await SmallDisk.RunAsync(program, "900k", """
            cp store.db small/s.db
            insights import made/referrals.jsonl --organization us --store small/s.db; echo "ended $?"
            insights sample --size 3000 --store small/s.db; echo "ended $?"
            cat /dev/zero > small/fill
            for verb in 'import leads.csv' 'undo 1' 'token x' link serve 'sample --size 3'; do insights $verb --store small/s.db; echo "ended $?"; done
            insights import leads.csv --store small/new.db; echo "ended $?"
            insights move --from store.db --to small/moved.db; echo "ended $?"
            insights summary --store small/s.db > read.txt; echo "read $?"
            rm small/fill; insights import leads.csv --organization us --store small/s.db; echo "then $?"
            TMPDIR=/nowhere insights sample --size 3; echo "ended $?"
            """);
        ran.Out.Split('\n').Count(l => l == "ended 1").ShouldBe(11, ran.Out + ran.Talk);
        ran.Talk.Split('\n').Count(l => l.Contains(" is full: nothing of this was kept", StringComparison.Ordinal)).ShouldBe(10, ran.Talk);
        ran.Talk.ShouldContain("The folder for temporary files, /nowhere/, cannot be used");
        ran.Talk.ShouldNotContain("   at ");
        ran.Talk.ShouldNotContain("rollback");
        ran.Out.ShouldContain("read 0");
        ran.Out.ShouldContain("then 0");
    }

    [Fact]
    public async Task An_import_that_SQLite_itself_gives_up_says_why()
    {
        if (OperatingSystem.IsWindows()) return;
        (await program.RunAsync("sample", "--size", "3000", "--seed", "7", "--out", "made")).Ended(0);
        // A limit on the size of files is an error of the disk to SQLite, on which it rolls back by itself.
        Ran ran = await SmallDisk.ShellAsync(program,
            "export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f 1000; insights import made/referrals.jsonl --store " +
            "limited.db; echo \"ended $?\"");
        ran.Out.ShouldContain("ended 1");
        ran.Talk.ShouldContain("limited.db failed (disk I/O error): nothing of this was kept");
        ran.Talk.ShouldNotContain("   at ");
        (await program.RunAsync("import", "leads.csv", "--store", "limited.db")).Ended(0);
    }

    private async Task SqlAsync(string name, string sql)
    {
        await ReferralStore.ExistsAsync(program.At("none.db"), Cancel);
        await using var connection = new SqliteConnection($"Data Source={program.At(name)};Pooling=false");
        await connection.OpenAsync(Cancel);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
