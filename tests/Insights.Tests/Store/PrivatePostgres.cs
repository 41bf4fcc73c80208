using System.Diagnostics;
using Insights.Store;
using Npgsql;

namespace Insights.Tests.Store;

/// <summary>A PostgreSQL of the tests' own, from the machine's own binaries: in a folder of its own, reached by a socket there, run by a
/// user who is not root. A shell waits at a pipe that ends with this process, however that ends, and then stops the server and removes the
/// folder.</summary>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    public const string Missing = "PostgreSQL is not on this machine. On Debian: apt-get install postgresql";

    /// <summary>The program's role: owns its databases and is no superuser, as docs/stores.md asks.</summary>
    private const string Role = "insights", Template = "insights_template";

    private static readonly Lazy<Task<PrivatePostgres>> SharedServer = new(StartAsync);

    private readonly Process keeper;
    private int databases;
    private bool hasCitus;

    private PrivatePostgres(string folder, Process keeper) => (Folder, this.keeper) = (folder, keeper);

    /// <summary>The one every test shares that does not stop it.</summary>
    public static Task<PrivatePostgres> Shared => SharedServer.Value;

    public string Folder { get; }

    private static string? Binaries { get; } = new[] { "/usr/lib/postgresql" }.Where(Directory.Exists).SelectMany(Directory.GetDirectories)
        .Select(version => Path.Combine(version, "bin"))
        .OrderDescending(StringComparer.Ordinal).Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));

    /// <summary>Starts one; the test that asks is skipped where there is no PostgreSQL.</summary>
    public static async Task<PrivatePostgres> StartAsync()
    {
        Assert.SkipWhen(Binaries is null, Missing);
        string folder = Path.Combine(Path.GetTempPath(), "insights-pg-" + Guid.NewGuid().ToString("N")[..12]);
        Directory.CreateDirectory(folder);
        // Being restarted must not lose what was confirmed: only what an operating system that dies would lose is given up.
        const string keep = """
            trap '' INT TERM HUP
            as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; else "$@"; fi; }
            [ "$(id -u)" != 0 ] || chown nobody:nogroup "$2"
            cd "$2"
            # Where Citus is installed, the tests of the store run on it: one node that is its own worker, reached by the same socket.
            citus=; [ ! -f "$("$1/pg_config" --pkglibdir 2>/dev/null)/citus.so" ] || citus="-c shared_preload_libraries=citus -c citus.local_hostname='$2'"
            if as "$1/initdb" -D data -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >initdb.log 2>&1 &&
               as "$1/pg_ctl" start -w -s -D data -l server.log -o "-k '$2' -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB -c autovacuum=off $citus" </dev/null >start.log 2>&1
            then echo started; cat >/dev/null; else cat initdb.log start.log server.log 2>&1; fi
            as "$1/pg_ctl" stop -s -m immediate -D data
            rm -rf "$2"
            """;
        Process keeper = Process.Start(new ProcessStartInfo("sh", ["-c", keep, "keeper", Binaries!, folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true
        })!;
        string? said = await keeper.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        if (said != "started") throw new InvalidOperationException($"The private PostgreSQL did not start: {said} " +
            $"{await keeper.StandardOutput.ReadToEndAsync()}");
        var server = new PrivatePostgres(folder, keeper);
        await server.AsSuperuserAsync("postgres", $"CREATE ROLE {Role} LOGIN", $"CREATE DATABASE {Template} OWNER {Role}");
        await using (var connection = new NpgsqlConnection(server.PlaceOf("postgres", "postgres") + ";Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("SELECT COUNT(*) FROM pg_available_extensions WHERE name = 'citus'", connection);
            server.hasCitus = (long)(await command.ExecuteScalarAsync())! > 0;
        }
        await ReferralStore.OpenAsync(server.PlaceOf(Template), TimeProvider.System, CancellationToken.None);
        NpgsqlConnection.ClearAllPools();
        return server;
    }

    /// <summary>A database of the program's role.</summary>
    /// <param name="empty">Without tables; else it has the newest schema.</param>
    public async Task<string> NewDatabaseAsync(bool empty = false)
    {
        string name = $"t{Interlocked.Increment(ref databases)}";
        // A database that is distributed cannot be copied.
        await AsSuperuserAsync("postgres", $"CREATE DATABASE {name} OWNER {Role}{(empty || hasCitus ? "" : $" TEMPLATE {Template}")}");
        if (hasCitus) await AsSuperuserAsync(name, "CREATE EXTENSION citus");
        return name;
    }

    public async Task DropAsync(string database)
    {
        await using (var connection = new NpgsqlConnection(PlaceOf(database))) NpgsqlConnection.ClearPool(connection);
        await AsSuperuserAsync("postgres", $"DROP DATABASE {database} WITH (FORCE)");
    }

    /// <summary>How the program reaches a database.</summary>
    public string PlaceOf(string database, string role = Role) => $"Host={Folder};Database={database};Username={role}";

    public async Task AsSuperuserAsync(string database, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(PlaceOf(database, "postgres") + ";Pooling=false");
        await connection.OpenAsync();
        foreach (string statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Every connection is lost at once, as when the machine is; then it comes back.</summary>
    /// <summary>Ends every connection to a database.</summary>
    /// <returns>How many there were.</returns>
    public async Task<long> CutAsync(string database)
    {
        await using var connection = new NpgsqlConnection(PlaceOf("postgres", "postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command =
            new NpgsqlCommand($"SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{database}'", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task RestartAsync()
    {
        const string restart = """
            as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; else "$@"; fi; }
            cd "$2" && as "$1/pg_ctl" restart -w -s -m immediate -D data -l server.log </dev/null >restart.log 2>&1
            """;
        using Process again = Process.Start("sh", ["-c", restart, "restart", Binaries!, Folder]);
        await again.WaitForExitAsync();
        again.ExitCode.ShouldBe(0, "the private PostgreSQL must come back");
    }

    /// <summary>All its processes stand still; its sockets still take connections.</summary>
    public Task StopAnsweringAsync() => SignalAsync("STOP");

    /// <summary>They go on.</summary>
    public Task AnswerAgainAsync() => SignalAsync("CONT");

    private async Task SignalAsync(string signal)
    {
        using Process sent = Process.Start("sh",
            ["-c", "server=$(head -n 1 \"$2/data/postmaster.pid\") && kill -\"$1\" \"$server\" $(pgrep -P \"$server\")", "signal", signal,
            Folder]);
        await sent.WaitForExitAsync();
        sent.ExitCode.ShouldBe(0, $"the private PostgreSQL must take {signal}");
    }

    public async ValueTask DisposeAsync()
    {
        keeper.StandardInput.Close();
        await keeper.WaitForExitAsync();
        keeper.Dispose();
    }
}
