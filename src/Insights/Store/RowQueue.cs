using System.Threading.Channels;

namespace Insights.Store;

/// <summary>Carries rows from the thread that reads files to the one that writes the store, so that both cores work.
/// Rows arrive in the order they were added; a failure of the writer surfaces at the next <see cref="Add"/> or at the end.</summary>
internal sealed class RowQueue : IAsyncDisposable
{
    private const int ChunkSize = 256 * 1024;

    private readonly Channel<(IRowAppender Table, byte[] Rows, int Length)> channel =
        Channel.CreateBounded<(IRowAppender, byte[], int)>(new BoundedChannelOptions(8) { SingleReader = true, SingleWriter = true });
    private readonly Task writing;
    private IRowAppender? table;
    private byte[] chunk = new byte[ChunkSize];
    private int used;

    public RowQueue() => writing = Task.Run(WriteAsync);

    public void Add(IRowAppender into, ReadOnlySpan<byte> row)
    {
        if (table != into || used + row.Length > chunk.Length) Send();
        table = into;
        if (row.Length > chunk.Length) chunk = new byte[row.Length];
        row.CopyTo(chunk.AsSpan(used));
        used += row.Length;
    }

    /// <summary>Waits until every row is written.</summary>
    /// <exception cref="StoreException">A row could not be written.</exception>
    public async Task CompleteAsync()
    {
        Send();
        channel.Writer.TryComplete();
        await writing;
    }

    public async ValueTask DisposeAsync()
    {
        channel.Writer.TryComplete();
        // An import given up midway: what the writer had to say was either thrown by Add already or no longer matters.
        await writing.ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    private void Send()
    {
        if (used == 0) return;
        (IRowAppender, byte[], int) item = (table!, chunk, used);
        chunk = new byte[ChunkSize];
        used = 0;
        // The reader of files is one synchronous loop over a million rows; here it waits for a slow disk.
        var patience = new SpinWait();
        while (!channel.Writer.TryWrite(item))
        {
            if (writing.IsCompleted) writing.GetAwaiter().GetResult();
            patience.SpinOnce(sleep1Threshold: 20);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach ((IRowAppender into, byte[] rows, int length) in channel.Reader.ReadAllAsync())
                into.Append(rows.AsSpan(0, length));
        }
        catch (Exception e)
        {
            channel.Writer.TryComplete(e);
            throw;
        }
    }
}
