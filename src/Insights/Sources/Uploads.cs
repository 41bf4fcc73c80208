using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Insights.Ingest;
using Insights.Ingest.Sample;
using Insights.Store;
using Insights.Vocabulary;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Insights.Sources;

/// <summary>The uploads of this process. Their files lie in one folder for temporary files, which goes with the program; what nobody
/// touches for an hour goes before. Another process of the same store knows nothing of them.</summary>
public sealed partial class Uploads(ReferralStore store, TimeProvider clock, UploadOptions options, ILogger<Uploads> log)
    : BackgroundService
{
    private static readonly TimeSpan Sweep = TimeSpan.FromMinutes(1), Glance = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Upload> uploads = new(StringComparer.Ordinal);
    private readonly Lazy<UploadFolder> folder = new(UploadFolder.Make);

    public UploadOptions Options => options;

    /// <summary>Begins an upload; its files are then taken one by one (<see cref="Upload.Take"/>).</summary>
    /// <exception cref="IOException">There is no place for its files.</exception>
    public async Task<Upload> BeginAsync(UploadTarget target)
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var upload = new Upload(id, folder.Value.NewFolder(id), target) { LastUse = clock.GetUtcNow() };
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
            if (upload.State is UploadState.Reading or UploadState.Importing or UploadState.Imported) return false;
            upload.BeginReading();
            upload.Observed = observed;
            upload.Work = Task.Run(() => RunAsync(upload, UploadState.Read, async cancel =>
            {
                if (upload.Trial is { } before) await before.DisposeAsync();
                upload.Trial = null;
                var trial = new TrialStore(store, Path.Combine(upload.Folder, "trial.db"), clock);
                try
                {
                    upload.Receipt = await ImportAsync(upload, trial, upload.Watch, cancel);
                    (upload.Trial, trial) = (trial, null!);
                }
                finally
                {
                    if (trial is not null) await trial.DisposeAsync();
                }
            }));
            return true;
        }
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
            if (upload.State != UploadState.Read || upload.Receipt?.ImportId is null) return false;
            (upload.State, upload.Progress) = (UploadState.Importing, null);
            upload.Work = Task.Run(() => RunAsync(upload, UploadState.Imported, async cancel =>
            {
                upload.Receipt = await ImportAsync(upload, store, null, cancel);
                foreach (string file in upload.Kept)
                    await SavedMappings.KeepAsync(store, new Scope(upload.Receipt.OrganizationId, Person: upload.Target.By),
                        upload.Drafts[file], cancel);
                if (upload.Trial is { } trial) await trial.DisposeAsync();
                upload.Trial = null;
                Directory.Delete(Path.Combine(upload.Folder, "files"), recursive: true);
            }));
            return true;
        }
    }

    /// <summary>Puts made-up data in the place of an earlier sample, in the background.</summary>
    public async Task<Upload> ImportSampleAsync(UploadTarget visitor, int size, int seed)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        Upload upload = await BeginAsync(visitor with { OrganizationId = null });
        upload.State = UploadState.Importing;
        upload.Work = Task.Run(() => RunAsync(upload, UploadState.Imported, async cancel =>
        {
            string made = Directory.CreateDirectory(Path.Combine(upload.Folder, "files")).FullName;
            IReadOnlyList<string> files = SampleOrganization.Write(made, size, seed, clock.GetUtcNow(), cancel);
            await store.RemoveSampleAsync(cancel);
            upload.Receipt = await Importer.RunAsync(store, new ImportRequest
            {
                Files = [.. files],
                OrganizationId = SampleOrganization.OrganizationId,
                SampleName = SampleOrganization.Name,
                By = visitor.By,
            }, null, new Reports(upload), cancel);
            Directory.Delete(made, recursive: true);
        }));
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
            if (upload.Trial is { } trial) await trial.DisposeAsync();
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
            foreach (Upload upload in uploads.Values)
            {
                await upload.Work;
                await RemoveAsync(upload);
            }
            if (folder.IsValueCreated) folder.Value.Dispose();
        }
    }

    private async Task<Receipt> ImportAsync(Upload upload, IImportTarget into, Action<SourceFile, Observation>? watch,
        CancellationToken cancel)
    {
        // What somebody describes just now goes before what was kept.
        IReadOnlyDictionary<string, JsonObject> saved = await SavedMappings.ReadAsync(store, upload.Target.OrganizationId, cancel);
        JsonObject[] entries = [.. upload.Drafts.Values.Where(draft => draft.Problem() is null).Select(draft => draft.ToEntry()),
            .. saved.Where(one => upload.Drafts.Values.All(draft => draft.Name != one.Key)).Select(one => one.Value)];
        await using StreamWriter refused = new(upload.RefusedPath, append: false);
        return await Importer.RunAsync(into, new ImportRequest
        {
            Files = upload.Files,
            Mapping = MappingDraft.Try(entries, out _),
            Observed = upload.Observed,
            Into = upload.Target.OrganizationId,
            By = upload.Target.By,
            Folder = upload.Folder,
            Watch = watch,
        }, refusal => refused.WriteLine(JsonSerializer.Serialize(refusal)), new Reports(upload), cancel);
    }

    /// <summary>Does a part of the way, and says in a sentence what kept it from being done.</summary>
    private async Task RunAsync(Upload upload, UploadState done, Func<CancellationToken, Task> work)
    {
        try
        {
            await work(upload.Stop.Token);
            upload.State = done;
        }
        catch (OperationCanceledException) when (upload.Stop.IsCancellationRequested)
        {
            (upload.Problem, upload.State) = ("It was stopped.", UploadState.Failed);
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException or OrganizationUnclearException)
        {
            (upload.Problem, upload.State) = (e.Message, UploadState.Failed);
        }
        catch (Exception e)
        {
            // A fault of ours: whoever runs the program finds it in the log, and nobody waits forever.
            Failed(log, e);
            (upload.Problem, upload.State) = ("This is a fault of the program, not of the file. Nothing was kept; whoever runs the program "
                + "finds what happened in what it printed.", UploadState.Failed);
        }
    }

    [LoggerMessage(LogLevel.Error, "An upload could not be read")]
    private static partial void Failed(ILogger log, Exception fault);

    [LoggerMessage(LogLevel.Warning, "The files of an upload could not be deleted yet, {Folder}: {Why}")]
    private static partial void Left(ILogger log, string folder, string why);

    private sealed class Reports(Upload upload) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => upload.Progress = value;
    }
}
