using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Insights.Store.Schema;

namespace Insights.Store;

/// <summary>What each kind of database does in its own way.</summary>
public abstract partial class Engine
{
    /// <summary>For a change begun before it was known whose it is: from now on it is this organisation's, and it waits its turn.</summary>
    internal virtual Task ActForAsync(StoreTransaction transaction, long organization, CancellationToken cancel,
        LockScope? lockScope = null) => Task.CompletedTask;

    /// <summary>Waits until no other change holds this, and holds it for the rest of the change. An engine with one writer has nobody to
    /// wait for.</summary>
    /// <param name="number">What of the organisation, where it is not all of it.</param>
    internal virtual Task WaitForAsync(StoreTransaction transaction, LockScope lockScope, long organization, CancellationToken cancel,
        long number = 0) => Task.CompletedTask;

    /// <summary>Says that all of this organisation's rows go, those of the audit trail too, which nothing else removes.</summary>
    internal virtual Task AllowRemovalAsync(StoreTransaction transaction, long organization, CancellationToken cancel) =>
        Task.CompletedTask;

    /// <summary>Tells the other processes of the store, once the change is kept. Nobody relies on it: who was not told looks for
    /// himself.</summary>
    internal virtual Task TellOthersAsync(StoreTransaction transaction, StoreNews news, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>What others tell, as long as they can be heard; ends at once where nobody tells anything.</summary>
    /// <exception cref="StoreException">The connection was lost: what was told meanwhile was not heard.</exception>
    internal virtual async IAsyncEnumerable<StoreNews> HearAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        yield break;
    }

    /// <summary>The organisations by what can be away by itself; nothing where the store is there as a whole or not at all.</summary>
    internal virtual Task<IReadOnlyList<IReadOnlyList<long>>> PartsAsync(StoreTransaction transaction, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<IReadOnlyList<long>>>([]);

    /// <summary>How far the store's own clock is ahead of this machine's: several machines that serve one store agree by it.</summary>
    internal virtual Task<TimeSpan> ClockAheadAsync(StoreTransaction transaction, CancellationToken cancel) =>
        Task.FromResult(TimeSpan.Zero);

    /// <summary>As it was found last; good enough to know when to look.</summary>
    internal virtual TimeSpan ClockAhead => TimeSpan.Zero;

    /// <summary>Takes something for the rest of a change that no other change holds; false when one does.</summary>
    internal virtual Task<bool> TryReserveAsync(StoreTransaction transaction, LockScope lockScope, long number, CancellationToken cancel) =>
        Task.FromResult(true);

    /// <summary>What the database itself finds wrong with how its rows are kept; nothing when it keeps watch over that by itself.</summary>
    internal virtual Task<IReadOnlyList<string>> FaultsAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>The failure of a commit: whether it was kept may not be known.</summary>
    internal virtual StoreException ToldAtCommit(DbException failure) => Told(failure);

    /// <summary>The schema's text in the words of this engine.</summary>
    internal virtual string Dialect(string sql) => sql;

    /// <summary>Called when the store is opened and its tables are there: may do again what was done before.</summary>
    internal virtual Task PrepareAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>The engine's fastest way to add many rows to one table inside a change.</summary>
    internal abstract IRowAppender Append(StoreTransaction transaction, string table, IReadOnlyList<string> columns);

    /// <summary>The engine's fastest way through many rows.</summary>
    internal abstract RowCursor Walk(DbCommand command);

    /// <summary>Called after a large import was committed, to give back the space it took on the way.</summary>
    internal virtual Task TidyAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>The tables of the store, as they are now.</summary>
    internal async Task<IReadOnlyList<Table>> TablesAsync(StoreTransaction transaction, CancellationToken cancel) =>
        [.. (await transaction.ListAsync(ColumnNames, reader => (Table: reader.GetString(0), Column: reader.GetString(1)), cancel))
            .GroupBy(c => c.Table, c => c.Column).Where(t => Migration.TableNames.Contains(t.Key)).Select(t => new Table(t.Key, [.. t]))];

    /// <summary>The statement that lists all tables that are there, ours and others', with each of their columns, in order.</summary>
    protected abstract string ColumnNames { get; }
}
