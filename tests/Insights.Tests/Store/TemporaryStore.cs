using Insights.Facts;
using Insights.Metrics;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Store;

/// <summary>Which database the store of a test stands in.</summary>
public enum StoreEngine { Sqlite, Postgres }

/// <summary>A store of its own that goes with the test, and a folder beside it.</summary>
internal sealed class TemporaryStore(StoreEngine engine = StoreEngine.Sqlite) : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("insights-test-").FullName;
    private Task<string>? database;

    /// <summary>A path in the test's own folder; an SQLite store stands there.</summary>
    public string Path => System.IO.Path.Combine(folder, "store.db");

    public StoppedClock Clock { get; } = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Where the store stands, as `--store` takes it.</summary>
    public async Task<string> PlaceAsync() => engine == StoreEngine.Sqlite ? Path
        : (await PrivatePostgres.Shared).PlaceOf(await (database ??= (await PrivatePostgres.Shared).NewDatabaseAsync()));

    public async Task<ReferralStore> OpenAsync() => await ReferralStore.OpenAsync(await PlaceAsync(), Clock, CancellationToken.None);

    /// <summary>One import of the given observations into the store's only organisation, made when it is not there.</summary>
    public async Task<(long ImportId, IReadOnlyList<Outcome> Outcomes)> ImportAsync(params Observation[] observations)
    {
        ReferralStore store = await OpenAsync();
        IReadOnlyList<Organization> known = await store.OrganizationsAsync(CancellationToken.None);
        await using ImportSession session = await store.BeginImportAsync(known.Count > 0 ? known[0].Id
            : null, "us", "Us", false, null, CancellationToken.None);
        List<Outcome> outcomes = [.. observations.Select(session.Add)];
        await session.CommitAsync([new FileReceipt("test", "api", observations.Length, outcomes.Count(o => o == Outcome.New),
            outcomes.Count(o => o == Outcome.Changed), outcomes.Count(o => o == Outcome.Unchanged), 0)], CancellationToken.None);
        return (session.ImportId, outcomes);
    }

    public async Task<OrganizationFacts> FactsAsync()
    {
        ReferralStore store = await OpenAsync();
        return await new FactsCache(store).ReadAsync(new Scope((await store.OrganizationsAsync(CancellationToken.None))[0].Id),
            CancellationToken.None);
    }

    public async Task<Reading> ReadAsync(DateOnly from, DateOnly last) =>
        Summary.Read(await FactsAsync(), new SummaryQuestion(Preset.Custom, from, last), Clock.GetUtcNow());

    public async ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (database is not null) await (await PrivatePostgres.Shared).DropAsync(await database);
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>A clock that stands where the test put it.</summary>
internal sealed class StoppedClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
