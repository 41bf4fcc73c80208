using System.Diagnostics;
using System.Text;
using Insights.Cli;
using Insights.Web;

namespace Insights.Tests.Cli;

/// <summary>What a verb writes never takes the place of what somebody needs, and comes into being whole or not at all.</summary>
[Trait("Category", "Slow")]
public sealed class OutputTests : IAsyncLifetime
{
    private const string Leads =
        "Referral ID,Creation Date,Status,Lead Type\nL1,2026-01-05,Active,Qualified\nL2,31/12/2025,Active,Qualified\n";
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly RealProgram program = new();

    public async ValueTask InitializeAsync()
    {
        program.Write("leads.csv", Leads);
        (await program.RunAsync("import", "leads.csv")).Ended(3);
        await MakeDatabaseAsync("foreign.db");
    }

    public ValueTask DisposeAsync()
    {
        program.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_store_and_any_database_and_its_journals_are_left_as_they_are()
    {
        File.CreateSymbolicLink(program.At("link.db"), program.Store);
        Directory.CreateSymbolicLink(program.At("folder-link"), program.Folder);
        File.Copy(program.Store, program.At("copy.csv"));
        File.WriteAllBytes(program.At("hot.bin"), [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7, 0, 0]);
        (await ShellAsync("ln store.db hard.db; ln -s link.db link-of-link.csv")).Ended(0);
        Dictionary<string, string> before = Contents();
        Precious[] kept = [.. Precious.Of(program.Store)];
        string[] targets =
        [
            "store.db", "nowhere/../store.db", "store.db-wal", "store.db-shm", "store.db-journal", "link.db", "link-of-link.csv",
                "folder-link/store.db",
            "hard.db", "foreign.db", "foreign.db-wal", "foreign.db-journal", "copy.csv", "hot.bin",
        ];
        foreach (string target in targets)
            Should.Throw<UsageException>(() => Output.Open("-o", program.At(target), kept))
                .Message.ShouldContain($"{target} would overwrite");
        foreach (string[] verb in (string[][])[["csv", "-o"], ["xlsx", "-o"], ["pdf", "-o"], ["import", "leads.csv", "--refusals"]])
            (await program.RunAsync([.. verb, "./store.db"])).Ended(2).Talk.ShouldContain("./store.db would overwrite the store");
        Contents().ShouldBe(before);
        (await program.RunAsync("imports")).Ended(0).Rows.Length.ShouldBe(2, "no import was begun");
    }

    [Fact]
    public async Task Refusals_are_not_written_over_what_the_import_reads_or_makes()
    {
        File.CreateSymbolicLink(program.At("input-link.csv"), program.At("leads.csv"));
        program.Write("map.json", """{ "files": [ { "name": "crm", "recognize": ["Referral ID"], "fields": {} } ] }""");
        foreach (string target in (string[])["./leads.csv", "input-link.csv", "new.db", "new.db-wal"])
            (await program.RunAsync("import", "leads.csv", "--store", "new.db", "--refusals", target)).Ended(2)
                .Talk.ShouldContain($"{target} would overwrite");
        Should.Throw<UsageException>(() =>
            Output.Open("--refusals", program.At("map.json"), [new Precious(program.At("./map.json"), "the mapping")]))
            .Message.ShouldContain("the mapping");
        File.ReadAllText(program.At("leads.csv")).ShouldBe(Leads);
        File.Exists(program.At("new.db")).ShouldBeFalse();
    }

    [Fact]
    public void Names_that_differ_in_capitals_are_one_file_where_the_disk_says_so()
    {
        program.Write("LEADS.CSV", Leads + Leads);
        // A disk that tells capitals apart has two files now, of different moments; one that does not, the same.
        bool one = Directory.GetFiles(program.Folder, "*eads.csv", new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive })
            .Length == 1;
        SameFile.Is(program.At("leads.csv"), program.At("LEADS.CSV")).ShouldBe(one);
        SameFile.Is(program.At("leads.csv"), program.At("foreign.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_sample_is_written_whole_or_not_at_all_and_over_no_database()
    {
        Directory.CreateDirectory(program.At("made"));
        await MakeDatabaseAsync("made/page-views.csv");
        Dictionary<string, string> before = Contents();
        (await program.RunAsync("sample", "--size", "20", "--out", "made")).Ended(2)
            .Talk.ShouldContain("made/page-views.csv would overwrite a database");
        Contents().ShouldBe(before);
        (await program.RunAsync("sample", "--size", "20", "--out", "leads.csv")).Ended(2).Talk.ShouldContain("is a file; name a folder");
    }

    [Fact]
    public async Task What_cannot_be_a_file_is_said()
    {
        (await program.RunAsync("csv", "-o", ".")).Ended(2).Talk.ShouldContain("-o . is a folder; name a file in it.");
        (await program.RunAsync("csv", "-o", "new/")).Ended(2).Talk.ShouldContain("is a folder");
        (await program.RunAsync("csv", "-o", "new/x.csv")).Ended(2).Talk.ShouldContain("there is no folder");
        (await program.RunAsync("csv", "-o", "")).Ended(2).Talk.ShouldContain("name a file");
        (await program.RunAsync("import", "leads.csv", "--refusals", "-")).Ended(2).Talk.ShouldContain("standard output");
        (await program.RunAsync("csv", "-o", "/dev/null")).Ended(0);
        (await program.RunAsync("csv", "-o", "-")).Ended(0).Out.ShouldContain("Section,Key");
        (await program.RunAsync("csv", "-o", "/dev/stdout")).Ended(0).Out.ShouldContain("Section,Key");
        (await program.RunAsync("csv", "-o", "/dev/full")).Ended(1).Talk.ShouldContain("No space left on device");
        (await ShellAsync("insights csv -o /dev/fd/7 7>&1 | head -c 20000; mkfifo pipe; cat pipe > piped.csv & insights csv -o pipe; wait"))
            .Ended(0).Out.ShouldContain("Section,Key");
        File.ReadAllText(program.At("piped.csv")).ShouldContain("Section,Key");
        Directory.EnumerateFiles(program.Folder, ".*").ShouldBeEmpty();
    }

    [Fact]
    public async Task Standard_output_that_takes_nothing_is_told_in_one_sentence()
    {
        foreach (string words in (string[])["summary", "summary --json", "imports", "csv", "link", "import leads.csv",
            "sample --size 5 --out made", "move --from store.db --to new.db", "--help"])
            (await ShellAsync($"insights {words} > /dev/full")).Ended(1).Talk.TrimEnd()
                .ShouldEndWith("The output could not be written: No space left on device.");
        (await ShellAsync("insights imports > /dev/full 2> /dev/full")).Exit.ShouldBe(1);
    }

    [Fact]
    public async Task What_stood_there_keeps_its_permissions_and_what_is_new_is_its_owners()
    {
        if (OperatingSystem.IsWindows()) return;
        program.Write("old.csv", "old");
        const UnixFileMode wide = Own | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        File.SetUnixFileMode(program.At("old.csv"), wide);
        File.CreateSymbolicLink(program.At("old-link.csv"), program.At("old.csv"));
        (await program.RunAsync("csv", "-o", "old-link.csv")).Ended(0);
        File.ReadAllText(program.At("old.csv")).ShouldContain("Section,Key");
        File.GetUnixFileMode(program.At("old.csv")).ShouldBe(wide);
        File.ResolveLinkTarget(program.At("old-link.csv"), false).ShouldNotBeNull("a link stays one");
        (await program.RunAsync("csv", "-o", "new.csv")).Ended(0);
        (await program.RunAsync("import", "leads.csv", "--refusals", "refused.csv")).Ended(3);
        (await program.RunAsync("sample", "--size", "5", "--out", "made")).Ended(0);
        foreach (string made in (string[])["new.csv", "refused.csv", "made/referrals.jsonl", "made/solutions.csv", "store.db"])
            File.GetUnixFileMode(program.At(made)).ShouldBe(Own, made);
    }

    [Fact]
    public async Task An_import_that_fails_or_is_killed_leaves_the_old_refusals_and_nothing_half()
    {
        program.Write("refused.csv", "old");
        program.Write("many.csv", new StringBuilder(Leads).Insert(Leads.Length, "L3,never,Active,Qualified\n", 400_000).ToString());
        using (Process process = program.Start("import", "many.csv", "--refusals", "refused.csv"))
        {
            // It is at work as soon as the store's journal grows or its own spool is open; whenever it is struck, the same holds.
            await Task.WhenAny(process.WaitForExitAsync(TestContext.Current.CancellationToken),
                Task.Delay(1500, TestContext.Current.CancellationToken));
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        (File.ReadAllText(program.At("refused.csv")) == "old" || File.ReadLines(program.At("refused.csv")).Count() == 400_002)
            .ShouldBeTrue();
        (await program.RunAsync("import", "leads.csv", "--refusals", "refused.csv", "--store", "foreign.db")).Ended(1);
        Directory.EnumerateFiles(program.Folder, ".*").ShouldBeEmpty();
        (await program.RunAsync("import", "leads.csv", "--refusals", "refused.csv")).Ended(3);
        File.ReadAllLines(program.At("refused.csv")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_full_disk_leaves_the_old_file_whole_and_nothing_beside_it()
    {
        await SmallDisk.RequireAsync();
        program.Write("refused.txt", "old");
        program.Write("many.csv", new StringBuilder(Leads).Insert(Leads.Length, "L3,never,Active,Qualified\n", 20_000).ToString());
        Ran ran = await SmallDisk.RunAsync(program, "300k", """
            cp refused.txt small/refused.csv; cp refused.txt small/x.csv; head -c 250k /dev/zero > small/fill
            insights csv -o small/x.csv; echo "ended $?"
            insights import many.csv --refusals small/refused.csv; echo "ended $?"
            insights sample --size 2000 --out small; echo "ended $?"
            cat small/refused.csv small/x.csv; ls -A small | tr '\n' ' '
            """);
        ran.Out.ShouldContain("ended 1");
        ran.Out.Split('\n').Count(l => l == "ended 1").ShouldBe(2);
        ran.Talk.Split('\n').Count(l => l.Contains("No space left on device", StringComparison.Ordinal)).ShouldBe(2);
        ran.Out.ShouldContain("fill refused.csv x.csv");
        ran.Talk.ShouldNotContain("   at ");
    }

    private Task<Ran> ShellAsync(string script) => SmallDisk.ShellAsync(program, script);

    private async Task MakeDatabaseAsync(string name)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={program.At(name)};Pooling=false");
        // Whoever opens a store first chooses the native library.
        await Insights.Store.ReferralStore.ExistsAsync(program.At("none.db"), TestContext.Current.CancellationToken);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE t (a); INSERT INTO t VALUES (1)";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private Dictionary<string, string> Contents() => Directory.EnumerateFiles(program.Folder, "*", SearchOption.AllDirectories)
        .Where(f => !f.Contains("folder-link", StringComparison.Ordinal))
        .ToDictionary(f => f, f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))));
}
