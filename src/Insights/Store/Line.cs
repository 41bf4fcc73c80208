using System.Threading.Channels;

namespace Insights.Store;

/// <summary>Where changes of a moment wait for their turn, one after the other and without a thread.</summary>
internal sealed class Line
{
    // Holds the one turn there is.
    private readonly Channel<bool> lockScope = Channel.CreateBounded<bool>(1);

    public Line() => GiveTurn();

    /// <returns>False when it took longer than this.</returns>
    public async Task<bool> TakeTurnAsync(TimeSpan most, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(most);
        try
        {
            return await lockScope.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Whoever had the turn gives it to the next.</summary>
    public void GiveTurn() => lockScope.Writer.TryWrite(true);
}
