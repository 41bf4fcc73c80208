using System.Text.Json;
using System.Text.Json.Nodes;
using Insights.Ingest;
using Insights.Ingest.Sample;
using Insights.Store;
using Insights.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Insights.Sources;

/// <summary>What is done with the files of an upload, while nobody waits for it.</summary>
internal sealed partial class UploadWork(ReferralStore store, TimeProvider clock, ILogger log)
{
    /// <summary>Reads its files on trial.</summary>
    public async Task TryAsync(Upload upload, CancellationToken cancel)
    {
        await upload.DropTrialAsync();
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
    }

    /// <summary>Imports what was read, keeps how its files are described, and deletes the files.</summary>
    public async Task KeepAsync(Upload upload, CancellationToken cancel)
    {
        upload.Receipt = await ImportAsync(upload, store, null, cancel);
        foreach (string file in upload.Kept)
        {
            // Another upload may have brought the organisation, and a description of this name, meanwhile.
            MappingDraft draft = upload.Drafts[file];
            var taken = new TakenNames(await SavedMappings.ReadAsync(store, upload.Receipt.OrganizationId, cancel), upload, file);
            if (taken.Of(draft.Name, draft.Fields.Values) is not null) draft = draft with { Name = taken.Free(draft.Name) };
            await SavedMappings.KeepAsync(store, new Scope(upload.Receipt.OrganizationId, Person: upload.Target.By), draft, cancel);
        }
        await upload.DropTrialAsync();
        Directory.Delete(Path.Combine(upload.Folder, "files"), recursive: true);
    }

    /// <summary>Puts made-up data in the place of an earlier sample.</summary>
    public async Task KeepSampleAsync(Upload upload, int size, int seed, CancellationToken cancel)
    {
        string made = Directory.CreateDirectory(Path.Combine(upload.Folder, "files")).FullName;
        IReadOnlyList<string> files = SampleOrganization.Write(made, size, seed, clock.GetUtcNow(), cancel);
        await store.RemoveSampleAsync(cancel);
        upload.Receipt = await Importer.RunAsync(store, new ImportRequest
        {
            Files = [.. files],
            OrganizationId = SampleOrganization.OrganizationId,
            SampleName = SampleOrganization.Name,
            By = upload.Target.By,
        }, null, new Reports(upload), cancel);
        Directory.Delete(made, recursive: true);
    }

    private async Task<Receipt> ImportAsync(Upload upload, IImportTarget into, Action<SourceFile, Observation>? watch,
        CancellationToken cancel)
    {
        // What somebody describes just now goes before what was kept.
        IReadOnlyDictionary<string, JsonObject> saved = await SavedMappings.ReadAsync(store, upload.Target.OrganizationId, cancel);
        JsonObject[] entries = [.. upload.Drafts.Values.Where(draft => draft.IsReady).Select(draft => draft.ToEntry()),
            .. saved.Values];
        await using StreamWriter refused = new(upload.RefusedPath, append: false);
        return await Importer.RunAsync(into, new ImportRequest
        {
            Files = upload.Files,
            // One by one: a file of a mapping has a limit, and what is kept has none.
            Mapping = Mapping.Of([.. entries.Select(entry => MappingDraft.Try([entry], out _)).OfType<Mapping>()]),
            Observed = upload.Observed,
            Into = upload.Target.OrganizationId,
            By = upload.Target.By,
            Folder = upload.Folder,
            Watch = watch,
        }, refusal => refused.WriteLine(JsonSerializer.Serialize(refusal)), new Reports(upload), cancel);
    }

    /// <summary>Does a part of the way, and says in a sentence what kept it from being done.</summary>
    public async Task RunAsync(Upload upload, UploadState done, Func<CancellationToken, Task> work)
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

    private sealed class Reports(Upload upload) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => upload.Progress = value;
    }
}
