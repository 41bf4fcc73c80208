using System.Collections.Concurrent;
using System.Security.Cryptography;
using Insights.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Insights.Sources;

/// <summary>The uploads of this process. Their files lie in one folder for temporary files, which goes with the program; what nobody
/// touches for an hour goes before. Another process of the same store knows nothing of them.</summary>
public sealed partial class Uploads(ReferralStore store, TimeProvider clock, UploadOptions options, ILogger<Uploads> log)
    : BackgroundService
{
    private static readonly TimeSpan Sweep = TimeSpan.FromMinutes(1), Glance = TimeSpan.FromSeconds(2),
        LastMoment = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, Upload> uploads = new(StringComparer.Ordinal);
    private readonly UploadWork work = new(store, clock, log);
    private readonly Lazy<UploadFolder> folder = new(UploadFolder.Make);

    public UploadOptions Options => options;

    /// <summary>Begins an upload; its files are then taken one by one (<see cref="Upload.Take"/>).</summary>
    /// <exception cref="IOException">There is no place for its files.</exception>
    public async Task<Upload> BeginAsync(UploadTarget target)
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var upload = new Upload(id, folder.Value.NewFolder(id), target) { Sent = clock.GetUtcNow(), LastUse = clock.GetUtcNow() };
        uploads[id] = upload;
        // The oldest makes room: whoever sends files over and over fills no disk.
        if (uploads.Count > UploadOptions.MostUploads && uploads.Values.Where(u => u != upload
            && u.State is not (UploadState.Importing or UploadState.Receiving)).MinBy(u => u.LastUse) is { } oldest)
            await RemoveAsync(oldest);
        return upload;
    }

    /// <summary>An upload of somebody who may see the organisation it goes into; null when there is none.</summary>
    public Upload? Find(string id, UploadTarget visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        if (!uploads.TryGetValue(id, out Upload? upload)
            || (upload.Target.OrganizationId is { } theirs && theirs != visitor.OrganizationId)) return null;
        upload.LastUse = clock.GetUtcNow();
        return upload;
    }

    /// <summary>Those that are not over, newest first.</summary>
    public IReadOnlyList<Upload> Open(UploadTarget visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        return
        [
            .. uploads.Values.Where(u => (u.Target.OrganizationId is null || u.Target.OrganizationId == visitor.OrganizationId)
                && u.State is not (UploadState.Imported or UploadState.Receiving)).OrderByDescending(u => u.LastUse),
        ];
    }

    /// <summary>Reads the files on trial, in the background.</summary>
    /// <param name="observed">When they were taken from their source; null for now.</param>
    /// <returns>False while it is being imported, or after that.</returns>
    public bool Read(Upload upload, DateTimeOffset? observed)
    {
        ArgumentNullException.ThrowIfNull(upload);
        lock (upload)
        {
            if (upload.State is UploadState.Importing or UploadState.Imported) return false;
            upload.Observed = observed;
            if (upload.State == UploadState.Reading || upload.IsAskedAgain)
            {
                // What is read just now was asked otherwise.
                upload.IsAskedAgain = true;
                return true;
            }
            upload.BeginReading();
            upload.Work = Task.Run(async () =>
            {
                do await work.RunAsync(upload, UploadState.Read, cancel => work.TryAsync(upload, cancel));
                while (upload.BeginsAgain());
            });
            return true;
        }
    }

    /// <summary>Whether what was read on trial still stands. Where something else was imported meanwhile it does not: it is read again, in
    /// the background, so that nobody decides by numbers that were.</summary>
    public async Task<bool> StandsAsync(Upload upload, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(upload);
        if (upload is not { State: UploadState.Read, Trial: { Scope: { } scope } trial }
            || (await store.FindAsync(scope.OrganizationId, cancel))?.ChangeNumber == trial.ChangeNumber) return true;
        Read(upload, upload.Observed);
        return false;
    }

    /// <summary>Waits, but not for long, until it is read: what is small is there at once.</summary>
    public async Task SettleAsync(Upload upload, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(upload);
        await Task.WhenAny(upload.Work, Task.Delay(Glance, clock, cancel));
    }

    /// <summary>Imports what was read, in the background.</summary>
    /// <returns>False when it was not read, or is imported already.</returns>
    public bool Import(Upload upload)
    {
        ArgumentNullException.ThrowIfNull(upload);
        lock (upload)
        {
            if (upload.State != UploadState.Read || upload.IsAskedAgain || upload.Receipt?.ImportId is null) return false;
            (upload.State, upload.Progress) = (UploadState.Importing, null);
            upload.Work = Task.Run(() => work.RunAsync(upload, UploadState.Imported, cancel => work.KeepAsync(upload, cancel)));
            return true;
        }
    }

    /// <summary>Puts made-up data in the place of an earlier sample, in the background.</summary>
    public async Task<Upload> ImportSampleAsync(UploadTarget visitor, int size, int seed)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        Upload upload = await BeginAsync(visitor with { OrganizationId = null });
        upload.State = UploadState.Importing;
        upload.Work = Task.Run(() => work.RunAsync(upload, UploadState.Imported,
            cancel => work.KeepSampleAsync(upload, size, seed, cancel)));
        return upload;
    }

    /// <summary>Forgets an upload with its files. One that is being imported is imported to its end.</summary>
    public async Task RemoveAsync(Upload upload)
    {
        ArgumentNullException.ThrowIfNull(upload);
        lock (upload)
        {
            if (upload.State == UploadState.Importing) return;
            if (!uploads.TryRemove(upload.Id, out _)) return;
        }
        await upload.Stop.CancelAsync();
        await upload.Work;
        try
        {
            await upload.DropTrialAsync();
            Directory.Delete(upload.Folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody looks at it, a virus scanner perhaps: it goes with the whole folder.
            Left(log, upload.Folder, e.Message);
        }
        upload.Stop.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        UploadFolder.RemoveLeftBehind();
        try
        {
            while (true)
            {
                await Task.Delay(Sweep, clock, stoppingToken);
                DateTimeOffset before = clock.GetUtcNow() - UploadOptions.Patience;
                foreach (Upload old in uploads.Values.Where(u => u.LastUse < before && u.State != UploadState.Receiving))
                    await RemoveAsync(old);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is read on trial is stopped. What is being imported has a moment to end; after that none of it is kept.
            Task ended = Task.Delay(LastMoment, clock, CancellationToken.None);
            foreach (Upload upload in uploads.Values)
            {
                if (upload.State == UploadState.Importing && await Task.WhenAny(upload.Work, ended) == ended)
                {
                    await upload.Stop.CancelAsync();
                    await upload.Work;
                }
                await RemoveAsync(upload);
            }
            if (folder.IsValueCreated) folder.Value.Dispose();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The files of an upload could not be deleted yet, {Folder}: {Why}")]
    private static partial void Left(ILogger log, string folder, string why);
}
