namespace Insights.Exports.Pdf;

/// <summary>The last few PDFs. Who asks for one that is there, or is being made, gets the same file; who stops waiting does not
/// take it from the others.</summary>
/// <param name="clock">A document tells its moment, so it is not handed out for long.</param>
public sealed class PdfShelf(TimeProvider clock)
{
    /// <summary>How many are kept; a document is some hundred kilobytes.</summary>
    public const int Room = 16;

    /// <summary>How long one is handed out.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    /// <summary>How long making one may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (Task<byte[]> File, long Since)> files = new(StringComparer.Ordinal);

    /// <param name="key">What makes two documents the same.</param>
    /// <param name="make">Makes it; its token ends with the patience, not with the asker.</param>
    public async Task<byte[]> GetAsync(string key, Func<CancellationToken, Task<byte[]>> make, CancellationToken cancel)
    {
        Task<byte[]> file;
        lock (gate)
        {
            Tidy();
            if (!files.TryGetValue(key, out (Task<byte[]> File, long Since) known))
            {
                if (files.Count >= Room) files.Remove(files.MinBy(f => f.Value.Since).Key);
                files[key] = known = (Task.Run(() => MakeAsync(make), CancellationToken.None), clock.GetTimestamp());
            }
            file = known.File;
        }
        return await file.WaitAsync(cancel);
    }

    private async Task<byte[]> MakeAsync(Func<CancellationToken, Task<byte[]>> make)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            return await make(patience.Token);
        }
        catch (OperationCanceledException e) when (patience.IsCancellationRequested)
        {
            throw new TimeoutException($"The PDF took longer than {Patience.TotalSeconds:0} seconds and was given up.", e);
        }
    }

    // A failure is told to those who waited for it, and the next asker tries again.
    private void Tidy()
    {
        foreach (string key in files.Where(f => f.Value.File.IsFaulted || f.Value.File.IsCanceled
            || clock.GetElapsedTime(f.Value.Since) > Fresh).Select(f => f.Key).ToArray())
            files.Remove(key);
    }
}
