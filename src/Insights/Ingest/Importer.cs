using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>What a person asks to import.</summary>
public sealed record ImportRequest
{
    /// <summary>All files are one import: kept together, undone together.</summary>
    public required IReadOnlyList<SourceFile> Files { get; init; }
    public Mapping? Mapping { get; init; }
    /// <summary>What files without a byte order mark are written in; told from each when null.</summary>
    public System.Text.Encoding? Encoding { get; init; }
    /// <summary>Our Partner Center organisation id; when null it is told from the data.</summary>
    public string? OrganizationId { get; init; }
    /// <summary>The store's number of the organisation they go into, whatever they are about; null to choose it by
    /// <see cref="OrganizationId"/> and the data.</summary>
    public long? Into { get; init; }
    /// <summary>When the files were taken from their source; now when null. New states without a moment are dated by it.</summary>
    public DateTimeOffset? Observed { get; init; }
    /// <summary>Import into the sample organisation under this name, never into a real one.</summary>
    public string? SampleName { get; init; }
    /// <summary>Who imports, for the audit trail; null for who sits at the machine.</summary>
    public string? By { get; init; }
    /// <summary>Where workbooks and archives are unpacked, in a folder of its own; the machine's place for temporary files when
    /// null.</summary>
    public string? Folder { get; init; }
    /// <summary>Sees everything that is read beside what keeps it; null for nobody.</summary>
    public Action<SourceFile, Observation>? Watch { get; init; }
    /// <summary>What else is kept with the import, or not at all, given what was read and the import's number; null for nothing.</summary>
    public Func<StoreTransaction, IReadOnlyList<FileReceipt>, long, Task>? Along { get; init; }
}

/// <summary>How far an import is, in bytes of its files.</summary>
public readonly record struct ImportProgress(string File, long Bytes, long TotalBytes);

/// <summary>Which organisation the files are about cannot be told; the message says what to do.</summary>
public sealed class OrganizationUnclearException(string message) : Exception(message);

/// <summary>Files in, facts kept, receipt out: one transaction.</summary>
public static class Importer
{
    /// <summary>The name of an organisation until its data tells a better one.</summary>
    public const string UnnamedOrganization = "My organisation";

    private const int RefusalsInReceipt = 100, RemarksInReceipt = 100;

    /// <param name="refuse">Is told every refusal; the receipt keeps the first hundred.</param>
    /// <exception cref="OrganizationUnclearException">The store holds several organisations and the data does not tell which.</exception>
    /// <exception cref="IOException">A file cannot be read; nothing was kept.</exception>
    /// <exception cref="StoreException">The store cannot be written; nothing was kept.</exception>
    public static async Task<Receipt> RunAsync(IImportTarget store, ImportRequest request, Action<Refusal>? refuse,
        IProgress<ImportProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(request);
        using var folder = new UnpackedFiles(request.Files, request.Folder, cancel);
        IReadOnlyList<SourceFile> sources = folder.Files;
        var reader = new FileReader(request.Mapping, request.Encoding);
        OrganizationGuess guess = reader.InferOrganization(sources, cancel);
        Target target = await ChooseAsync(store, request, guess, cancel);

        var refusals = new List<Refusal>();
        var remarks = new List<Remark>();
        long remarked = 0;
        var unknown = new Dictionary<(string Field, string Word), long>();
        var files = new List<FileReceipt>();
        long total = sources.Sum(f => new FileInfo(f.Path).Length), before = 0;
        await using ImportSession session = await store.BeginImportAsync(target.StoreId, target.PartnerCenterId, target.Name,
            request.SampleName is not null, request.Observed, cancel);
        foreach (SourceFile source in sources)
        {
            long start = before;
            session.BeginFile();
            files.Add(reader.ReadFile(source, session.Organization.PartnerCenterId,
                request.Watch is { } watch ? new WatchedSink(session, observation => watch(source, observation)) : session, Refuse, Unknown,
                progress is null ? null : new Forward(bytes => progress.Report(new ImportProgress(source.Name, start + bytes, total))), Say,
                    cancel));
            before += new FileInfo(source.Path).Length;
        }
        // An import of nothing but refusals is no import: it would make an organisation nobody has data of.
        bool told = files.Exists(f => f.Refused == 0 || f.Read > f.Refused);
        if (told)
            await session.CommitAsync(files, cancel, request.By,
                request.Along is { } along ? transaction => along(transaction, files, session.ImportId) : null);

        return new Receipt
        {
            ImportId = told ? session.ImportId : null,
            Organization = session.Organization.PartnerCenterId is { } id && id != session.Organization.Name
                ? $"{session.Organization.Name} ({id})" : session.Organization.Name,
            OrganizationId = session.Organization.Id,
            OrganizationInferred = request.OrganizationId is null && request.SampleName is null
                && session.Organization.PartnerCenterId is not null,
            RecordedAt = session.RecordedAt,
            Files = files,
            Refusals = refusals,
            Remarks = remarks,
            Remarked = remarked,
            Notices = reader.Notices,
            UnknownWords = [.. unknown.Select(u => new UnknownWord(u.Key.Field, u.Key.Word, u.Value)).OrderByDescending(u => u.Count)
                .ThenBy(u => u.Field, StringComparer.Ordinal).ThenBy(u => u.Word, StringComparer.Ordinal)],
        };

        void Refuse(Refusal refusal)
        {
            if (refusals.Count < RefusalsInReceipt) refusals.Add(refusal);
            refuse?.Invoke(refusal);
        }

        void Say(Remark remark)
        {
            remarked++;
            if (remarks.Count < RemarksInReceipt) remarks.Add(remark);
        }

        void Unknown(string field, string word) => unknown[(field, word)] = unknown.GetValueOrDefault((field, word)) + 1;
    }

    private sealed record Target(long? StoreId, string? PartnerCenterId, string Name);

    /// <summary>Without a name from the person, the store's only organisation is meant; an empty store takes whom the data is about.
    /// A file that is mostly about somebody else never makes a second organisation by itself: its rows are refused.</summary>
    private static async Task<Target> ChooseAsync(IImportTarget store, ImportRequest request, OrganizationGuess guess,
        CancellationToken cancel)
    {
        IReadOnlyList<Organization> all = await store.OrganizationsAsync(cancel);
        if (request.SampleName is { } sampleName)
        {
            Organization? sample = all.FirstOrDefault(o => o.IsSample);
            return new Target(sample?.Id, request.OrganizationId, sampleName);
        }

        if (request.Into is { } into)
        {
            Organization chosen = all.FirstOrDefault(o => o.Id == into)
                ?? throw new StoreException("That organisation is no longer in the store.");
            // One that has no id yet takes that of its data; one that has, refuses what is about others.
            string? theirs = chosen.PartnerCenterId ?? guess.OrganizationId;
            return new Target(into, theirs, chosen.PartnerCenterId is null || chosen.Name == chosen.PartnerCenterId
                ? guess.Name ?? chosen.Name : chosen.Name);
        }

        List<Organization> real = [.. all.Where(o => !o.IsSample)];
        string? id = Legible.Id(request.OrganizationId) ?? guess.OrganizationId;
        // An organisation first met by its id alone is called by it until a file tells its name.
        string? told = string.Equals(id, guess.OrganizationId, StringComparison.OrdinalIgnoreCase) ? guess.Name : null;
        if (real.Find(o => id is not null && string.Equals(o.PartnerCenterId, id, StringComparison.OrdinalIgnoreCase)) is { } same)
            return new Target(same.Id, same.PartnerCenterId, same.Name == same.PartnerCenterId ? told ?? same.Name : same.Name);
        if (real is [{ PartnerCenterId: null } nameless])
            return new Target(nameless.Id, id, told ?? id ?? nameless.Name);
        if (request.OrganizationId is not null || real.Count == 0)
            return new Target(null, id, told ?? id ?? UnnamedOrganization);
        if (real is [var only])
            return new Target(only.Id, only.PartnerCenterId, only.Name);
        throw new OrganizationUnclearException($"The store holds {real.Count} organisations " +
            $"({string.Join(", ", real.Select(o => o.PartnerCenterId ?? o.Name))}) and the files do not tell which one they are about; " +
            "say it with --organization ID.");
    }

    private sealed class WatchedSink(IObservationSink inner, Action<Observation> watch) : IObservationSink
    {
        public bool ToldOtherwise => inner.ToldOtherwise;

        public void BeginFile() => inner.BeginFile();

        public Outcome Add(Observation observation)
        {
            watch(observation);
            return inner.Add(observation);
        }
    }

    /// <summary>Reports on the thread that reads: a posted report would arrive after the bar is gone.</summary>
    private sealed class Forward(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
