using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Insights.Store.Schema;

namespace Insights.Store;

/// <summary>What differs between the database engines; everything else in this room is the same SQL on all of them. Every question and
/// every change goes through here: scoped to one organisation, tried again where that is harmless, and failing in a sentence.</summary>
public abstract partial class Engine
{
    /// <summary>A database that is being restarted is back within a few seconds; these are waited for.</summary>
    private static readonly TimeSpan[] Pauses = [.. new[] { 0, 50, 150, 400, 800, 1600 }.Select(ms => TimeSpan.FromMilliseconds(ms))];

    /// <summary>What does not answer at all is not asked again after this long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long a change waits for its turn where nobody said otherwise: who runs a verb has time.</summary>
    internal static readonly TimeSpan Usual = TimeSpan.FromMinutes(1);

    /// <summary>In place of an organisation: what is asked on purpose of all of them at once, and answered by a few tables only.</summary>
    internal const long Every = -1;

    private readonly Line line = new();

    protected Engine() => Later = new LaterWrites(this);

    /// <summary>How long a change of a moment waits for its turn before the store is said to be busy.</summary>
    internal TimeSpan Waiting { get; set; } = Usual;

    /// <summary>Said with every transaction, whatever the database's own default is.</summary>
    internal IsolationLevel Isolation { get; set; } = IsolationLevel.ReadCommitted;

    /// <summary>What is written once the store is free.</summary>
    internal LaterWrites Later { get; }

    /// <summary>Whether one change at a time is all the engine can do, whosever it is.</summary>
    protected virtual bool HasOneWriter => false;

    /// <summary>Where the store is, for messages: a path, or a host and database without its password.</summary>
    public abstract string Location { get; }

    /// <summary>What whoever runs the store should know of its second wall; null when all is well.</summary>
    public virtual Task<string?> CautionAsync(CancellationToken cancel) => Task.FromResult<string?>(null);

    /// <summary>Why nothing can be written here now, though it can be read; null when it can.</summary>
    public virtual Task<StoreException?> WhyOnlyReadAsync(CancellationToken cancel) => Task.FromResult<StoreException?>(null);

    /// <summary>Called before anything else is asked of the store: makes sure that it is one, or nothing yet that may become one.</summary>
    /// <exception cref="StoreException">It is something else; nothing was written into it.</exception>
    internal virtual Task RecognizeAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Lets a change go that was not kept.</summary>
    internal virtual ValueTask GiveUpAsync(DbConnection connection, DbTransaction transaction) => transaction.DisposeAsync();

    /// <summary>Asks the store, again when the connection was lost and may come back: <paramref name="work"/> must be able to begin
    /// anew.</summary>
    /// <param name="organization">Whose rows are asked for; null for what all share.</param>
    /// <param name="once">Not again: it is known to be away.</param>
    /// <exception cref="StoreException">The store cannot be read; says why and what to do.</exception>
    internal Task<T> ReadAsync<T>(long? organization, Func<StoreTransaction, Task<T>> work, CancellationToken cancel, bool once = false) =>
        PatientlyAsync(async () =>
    {
        await using StoreTransaction transaction = await OpenAsync(organization, null, Waiting, cancel);
        return await work(transaction);
    }, cancel, once);

    /// <summary>As <see cref="ReadAsync{T}"/>, for work that hands rows on as it goes and cannot begin anew.</summary>
    /// <exception cref="StoreException">The store cannot be read; says why and what to do.</exception>
    internal async Task WalkAsync(long? organization, Func<StoreTransaction, Task> work, CancellationToken cancel)
    {
        await using StoreTransaction transaction = await PatientlyAsync(() => OpenAsync(organization, null, Waiting, cancel), cancel);
        await TellAsync(async () =>
        {
            await work(transaction);
            return true;
        });
    }

    /// <summary>Changes the store: all of <paramref name="work"/> or nothing. It is begun anew only when another change made it give
    /// way.</summary>
    /// <param name="organization">Whose rows are changed; null for what all share.</param>
    /// <param name="patience">How long it waits for its turn; null for <see cref="Waiting"/>.</param>
    /// <exception cref="StoreException">The store cannot be written; says why, what to do, and what was kept.</exception>
    internal async Task<T> WriteAsync<T>(long? organization, Func<StoreTransaction, Task<T>> work, CancellationToken cancel,
        LockScope lockScope = LockScope.Brief,
        TimeSpan? patience = null)
    {
        TimeSpan most = patience ?? Waiting;
        if (!HasOneWriter || lockScope is not (LockScope.Brief or LockScope.Nobody))
            return await ChangeAsync(organization, work, lockScope, most, cancel);
        long began = Stopwatch.GetTimestamp();
        if (!await line.TakeTurnAsync(most, cancel)) throw Busy(null);
        try
        {
            TimeSpan left = most - Stopwatch.GetElapsedTime(began);
            return await ChangeAsync(organization, work, lockScope, left > TimeSpan.Zero ? left : TimeSpan.Zero, cancel);
        }
        finally
        {
            line.GiveTurn();
        }
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    internal Task WriteAsync(long? organization, Func<StoreTransaction, Task> work, CancellationToken cancel,
        LockScope lockScope = LockScope.Brief,
        TimeSpan? patience = null) => WriteAsync(organization, async transaction =>
    {
        await work(transaction);
        return true;
    }, cancel, lockScope, patience);

    /// <summary>Begins what takes longer than one call; of a change nothing is kept until
    /// <see cref="StoreTransaction.CommitAsync"/>.</summary>
    /// <param name="lockScope">What a change waits for; null for who only reads.</param>
    /// <exception cref="StoreException">The store cannot be written; says why and what to do.</exception>
    internal Task<StoreTransaction> BeginAsync(long? organization, LockScope? lockScope, CancellationToken cancel) => PatientlyAsync(() =>
        OpenAsync(organization, lockScope, Usual, cancel), cancel);

    /// <summary>Deletes the store, where that is a file.</summary>
    internal virtual void Delete() => throw new InvalidOperationException("Only a file is made for a while.");

    /// <summary>Runs work whose failures are to be told in a sentence.</summary>
    /// <exception cref="StoreException">The database refused or was lost.</exception>
    internal async Task<T> TellAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (DbException e)
        {
            throw Told(e);
        }
    }

    /// <summary>A connection ready for use, seeing one organisation's rows and what all share.</summary>
    /// <param name="lockScope">What a change waits for; null for who only reads.</param>
    /// <param name="patience">How long it waits, without holding a thread.</param>
    /// <exception cref="DbException">The database refused or cannot be reached.</exception>
    /// <exception cref="StoreException">As above, already in a sentence.</exception>
    protected abstract Task<StoreTransaction> OpenAsync(long? organization, LockScope? lockScope, TimeSpan patience,
        CancellationToken cancel);

    /// <summary>Somebody else held what a change needs for longer than it could wait.</summary>
    protected StoreException Busy(DbException? cause) =>
        new($"The store {Location} is busy: somebody else is writing it, an import perhaps. Nothing was changed; try again when that is " +
            "done.", cause)
        { Trouble = StoreTrouble.Busy };

    /// <summary>Whether two changes met and this one had to give way: nothing of it was kept, and it may begin anew.</summary>
    protected virtual bool HasLost(DbException failure) => false;

    /// <summary>Whether the same may well succeed a moment later: the connection was lost, or the database is starting.</summary>
    protected abstract bool IsPassing(DbException failure);

    /// <summary>The failure in a sentence for a person.</summary>
    internal abstract StoreException Told(DbException failure);

    /// <summary>What is in the store is not what was written into it. Says where, and what to do.</summary>
    /// <param name="where">A table and a row, or what the database said.</param>
    internal StoreException Damaged(string where, Exception? cause = null)
    {
        where = string.Join("; ", where.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).TrimEnd('.');
        return new StoreException($"The store {Location} is damaged ({where}). No figures are shown from it and nothing was changed. "
            + "Put a backup of it in its place, or import your files into a new store; `insights check` tells all that is wrong.", cause)
        { Trouble = StoreTrouble.Damaged, Where = where };
    }

    private async Task<T> ChangeAsync<T>(long? organization, Func<StoreTransaction, Task<T>> work, LockScope lockScope, TimeSpan patience,
        CancellationToken cancel)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await using StoreTransaction transaction =
                    await PatientlyAsync(() => OpenAsync(organization, lockScope, patience, cancel), cancel);
                T result = await TellAsync(() => work(transaction));
                await transaction.CommitAsync(cancel);
                return result;
            }
            catch (StoreException e) when (lockScope is LockScope.Brief or LockScope.Nobody && attempt < Pauses.Length
                && e.InnerException is DbException cause && HasLost(cause))
            {
                await Task.Delay(Pauses[attempt], cancel);
            }
        }
    }

    private async Task<T> PatientlyAsync<T>(Func<Task<T>> work, CancellationToken cancel, bool once = false)
    {
        long began = Stopwatch.GetTimestamp();
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (DbException e) when (!once && attempt < Pauses.Length && Stopwatch.GetElapsedTime(began) < Patience && IsPassing(e))
            {
                await Task.Delay(Pauses[attempt], cancel);
            }
            catch (DbException e)
            {
                throw Told(e);
            }
        }
    }
}
