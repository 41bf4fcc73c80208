namespace Insights.Store;

/// <summary>What is written once the store is free, so that nobody who only reads waits for whoever writes: lines of the audit trail of
/// what was
/// read, openings of links, uses of tokens. In memory until then, each organisation's in the order it came, and never more than
/// <see cref="Most"/> of one (docs/decisions/0025). One whose rows are away holds up no other.</summary>
internal sealed class LaterWrites(Engine engine)
{
    public const int Most = 10_000;

    /// <summary>How long who asks for such things waits for those told just before.</summary>
    public static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    private const int AtOnce = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly List<Note> notes = [];
    private Task writing = Task.CompletedTask;

    /// <summary>What kept it from being written when that was tried last; null when nothing did.</summary>
    public Exception? Trouble { get; private set; }

    /// <summary>Whether something with this key is waiting.</summary>
    public bool Has(string once)
    {
        lock (gate) return notes.Exists(n => n.Once == once);
    }

    /// <summary>Takes something to be written.</summary>
    /// <param name="told">What it is, in case it cannot be written; null when that is no loss.</param>
    /// <param name="once">When something with this key is waiting, this is nothing new.</param>
    /// <returns>False when too much is waiting already.</returns>
    public bool Add(long organization, Func<StoreTransaction, Task> write, string? told = null, string? once = null)
    {
        lock (gate)
        {
            if (once is not null && notes.Exists(n => n.Once == once)) return true;
            if (notes.Count(n => n.Organization == organization) >= Most) return false;
            notes.Add(new Note(organization, write, told, once));
            if (writing.IsCompleted) writing = Task.Run(WriteAllAsync);
            return true;
        }
    }

    /// <summary>Waits until all that was taken is written, but no longer than this.</summary>
    /// <returns>What is not written yet.</returns>
    public async Task<IReadOnlyList<string>> SettleAsync(TimeSpan most, CancellationToken cancel)
    {
        Task all;
        lock (gate) all = writing;
        if (!all.IsCompleted) await Task.WhenAny(all, Task.Delay(most, cancel));
        cancel.ThrowIfCancellationRequested();
        lock (gate) return [.. notes.Select(n => n.Told).OfType<string>()];
    }

    private async Task WriteAllAsync()
    {
        HashSet<long> failed = [];
        while (true)
        {
            Note[] some;
            lock (gate)
            {
                if (notes.Count == 0)
                {
                    (Trouble, writing) = (null, Task.CompletedTask);
                    return;
                }
                // Some of one organisation, so that they are one change.
                long? next = notes.Find(n => !failed.Contains(n.Organization))?.Organization;
                some = [.. notes.Where(n => n.Organization == next).Take(AtOnce)];
            }
            if (some.Length == 0)
            {
                // All that are left were tried in vain, and are tried again.
                failed.Clear();
                await Task.Delay(Pause);
                continue;
            }
            try
            {
                await engine.WriteAsync(some[0].Organization, async transaction =>
                {
                    foreach (Note note in some) await note.Write(transaction);
                }, CancellationToken.None, patience: Engine.Usual);
                HashSet<Note> written = [.. some];
                lock (gate) notes.RemoveAll(written.Contains);
            }
            catch (Exception e)
            {
                // It stays and is tried again; whoever asks the store for something is told what is wrong with it.
                Trouble = e;
                failed.Add(some[0].Organization);
            }
        }
    }

    private sealed class Note(long organization, Func<StoreTransaction, Task> write, string? told, string? once)
    {
        public long Organization => organization;
        public Func<StoreTransaction, Task> Write => write;
        public string? Told => told;
        public string? Once => once;
    }
}
