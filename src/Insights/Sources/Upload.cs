using System.Collections.Concurrent;
using System.Text.Json;
using Insights.Ingest;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Sources;

/// <summary>Where an upload stands.</summary>
public enum UploadState
{
    /// <summary>Its files are being sent.</summary>
    Receiving,
    /// <summary>Its files are being read on trial.</summary>
    Reading,
    /// <summary>It waits for somebody to import it.</summary>
    Read,
    Importing,
    Imported,
    /// <summary>It could not be read or imported; <see cref="Upload.Problem"/> says why. Nothing was kept.</summary>
    Failed,
}

/// <summary>The first things a file tells, as they are read.</summary>
public sealed record FirstRows(string File, IReadOnlyList<Observation> Told);

/// <summary>Files somebody sent, on their way into the store: read on trial first, imported when that is said, and gone then.</summary>
public sealed class Upload
{
    private const int RowsShown = 5;
    private readonly List<FirstRows> first = [];
    private readonly List<SourceFile> files = [];

    internal Upload(string id, string folder, UploadTarget target) => (Id, Folder, Target) = (id, folder, target);

    /// <summary>128 random bits: whoever has them has the files.</summary>
    public string Id { get; }

    /// <summary>Where its files lie; nobody else's do.</summary>
    public string Folder { get; }

    public UploadTarget Target { get; }

    public UploadState State { get; internal set; }

    internal IReadOnlyList<SourceFile> Files => files;

    /// <summary>What its sender calls its files.</summary>
    public IReadOnlyList<string> Names => [.. files.Select(file => file.Name)];

    public long Bytes { get; private set; }

    internal ImportProgress? Progress { get; set; }

    /// <summary>How much of its files was read, from 0 to 1.</summary>
    public double Done => Progress is { TotalBytes: > 0 } progress ? (double)progress.Bytes / progress.TotalBytes : 0;

    /// <summary>What became of its rows, or would become of them; null while that is not known.</summary>
    public Receipt? Receipt { get; internal set; }

    /// <summary>A sentence of why it failed; null when it did not.</summary>
    public string? Problem { get; internal set; }

    /// <summary>When its files were taken from their source; null for now.</summary>
    public DateTimeOffset? Observed { get; internal set; }

    /// <summary>By name of a file nobody recognised, how somebody describes it.</summary>
    public ConcurrentDictionary<string, MappingDraft> Drafts { get; } = new(StringComparer.Ordinal);

    /// <summary>Drafts to be kept once there is an organisation to keep them for.</summary>
    public HashSet<string> Kept { get; } = new(StringComparer.Ordinal);

    internal DescribedTable? Described { get; set; }

    /// <summary>How many rows tell of something that happened without saying when.</summary>
    public long Undated { get; private set; }

    public IReadOnlyList<FirstRows> First => first;

    /// <summary>The import as it would be; null before it was read, and after it was imported.</summary>
    public TrialStore? Trial { get; internal set; }

    /// <summary>When it was begun.</summary>
    public DateTimeOffset Sent { get; internal init; }

    internal DateTimeOffset LastUse { get; set; }

    internal CancellationTokenSource Stop { get; } = new();

    internal Task Work { get; set; } = Task.CompletedTask;

    internal string RefusedPath => Path.Combine(Folder, "refused");

    /// <summary>A place for the next file, which is then <see cref="Take"/>n.</summary>
    public string NewPath() => Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, "files")).FullName, $"{files.Count + 1}");

    /// <summary>Adds a file that was received.</summary>
    /// <param name="name">What its sender calls it; only the last part of a path is taken.</param>
    public void Take(string path, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string last = Stored.Text(name)[(name.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        const int longest = 120;
        if (last.Length == 0) last = $"file {files.Count + 1}";
        if (last.Length > longest) last = last[^longest..];
        // Two files of one name are told apart.
        files.Add(new SourceFile(path, files.Exists(file => file.Name == last) ? $"{files.Count + 1}: {last}" : last));
        Bytes += new FileInfo(path).Length;
    }

    /// <summary>Every row that was refused, in the order of the files.</summary>
    public IEnumerable<Refusal> Refusals() => !File.Exists(RefusedPath) ? []
        : File.ReadLines(RefusedPath).Select(line => JsonSerializer.Deserialize<Refusal>(line)!);

    /// <summary>Takes the trial away, and then deletes it: who looks at it meanwhile finds that it is no longer this upload's.</summary>
    internal async Task DropTrialAsync()
    {
        TrialStore? dropped = Trial;
        Trial = null;
        if (dropped is not null) await dropped.DisposeAsync();
    }

    /// <summary>Whether somebody asked to read it otherwise while it was being read.</summary>
    internal bool IsAskedAgain { get; set; }

    /// <summary>Begins to read anew where that was asked for while it was being read.</summary>
    internal bool BeginsAgain()
    {
        lock (this)
        {
            if (!IsAskedAgain || Stop.IsCancellationRequested) return IsAskedAgain = false;
            IsAskedAgain = false;
            BeginReading();
            return true;
        }
    }

    /// <summary>Forgets what an earlier reading said.</summary>
    internal void BeginReading()
    {
        first.Clear();
        (Undated, Progress, Receipt, Problem) = (0, null, null, null);
        File.Delete(RefusedPath);
        State = UploadState.Reading;
    }

    internal void Watch(SourceFile file, Observation told)
    {
        if (told is ReferralObservation referral && IsUndated(referral)) Undated++;
        if (first.Count == 0 || first[^1].File != file.Name) first.Add(new FirstRows(file.Name, new List<Observation>(RowsShown)));
        var rows = (List<Observation>)first[^1].Told;
        if (rows.Count < RowsShown) rows.Add(told);
    }

    // Microsoft's side has moments of its own, and an open deal of ours was accepted by nobody.
    private static bool IsUndated(ReferralObservation told) => told.Side == Side.Ours && told.State switch
    {
        ObservedState.Won or ObservedState.Lost or ObservedState.Declined or ObservedState.Expired => told.Closed is null,
        ObservedState.Active => told.Accepted is null && told.Type is ReferralType.Qualified or ReferralType.Marketplace
            or ReferralType.Inbound,
        _ => false,
    };
}

/// <summary>Whose an upload is, and into which organisation it goes.</summary>
/// <param name="OrganizationId">The store's number of the organisation; null to tell it from the files, as where there is none
/// yet.</param>
/// <param name="By">The person; null for who sits at the machine.</param>
public sealed record UploadTarget(long? OrganizationId, string? By);
