namespace Insights.Store;

/// <summary>How long who wants to write waits for somebody else who does.</summary>
public sealed partial class ReferralStore
{
    /// <summary>How long a change of a moment waits for an import before the store is said to be busy. A reader's browser waits less than
    /// who runs a verb.</summary>
    public TimeSpan Patience
    {
        get => engine.Waiting;
        set => engine.Waiting = value;
    }

    /// <summary>Whether lines of the audit trail and the like could not be written when that was tried last.</summary>
    public bool NotesWait => engine.Later.Trouble is not null;

    /// <summary>Waits until everything that was noted is written, but no longer than this.</summary>
    /// <returns>What is not in the audit trail yet, and what keeps it out.</returns>
    public async Task<(IReadOnlyList<string> Left, string? Why)> SettleAsync(TimeSpan most, CancellationToken cancel) =>
        (await engine.Later.SettleAsync(most, cancel), engine.Later.Trouble?.Message);
}
