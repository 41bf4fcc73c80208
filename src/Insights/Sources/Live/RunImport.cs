using System.Text;
using System.Text.Json;
using Insights.Ingest;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Sources.Live;

/// <summary>The end of a run: what its pages tell is compared with what the source told last, and what is new goes through the door of
/// every
/// file, as one import, in one transaction with the watermark (docs/live.md 4.3.6, 4.4).</summary>
internal sealed class RunImport(SyncParts parts, Scope scope, LiveSource source, string owner)
{
    /// <summary>What a source's imports are called.</summary>
    public const string Name = "live, Partner Center";

    private const string OfMicrosoft = "msft/";

    private const int FewMissing = 20;
    private const double ManyMissing = 0.1;

    private readonly LiveSources sources = parts.Store.Sources;
    private readonly RunState run = source.Run!;

    /// <returns>How many records were refused.</returns>
    /// <exception cref="SourceException">What was read cannot be right.</exception>
    public async Task<long> EndAsync(CancellationToken cancel)
    {
        Dictionary<string, TellingMark> known = await sources.MarksAsync(scope, source.Id, cancel);
        string? ours = await OursAsync(cancel);
        var last = new Dictionary<string, (int Page, int At, long Digest)>(StringComparer.OrdinalIgnoreCase);
        int ignored = 0, nameless = 0, own = 0, foreign = 0;
        for (int page = 1; page <= run.Pages; page++)
            foreach ((ReferralRecord record, int at) in await PageAsync(page, cancel))
            {
                if (!IsAbout(record, ours)) ignored++;
                // A record that came twice is the one that came last: others shifted back while we read.
                else last[NameOf(record) ?? $"?{nameless++}"] = (page, at, record.Digest);
                if (record.Owner.Length == 0 || JsonReferral.IsMicrosoft(record.Owner)) continue;
                if (Same(record.Owner, ours)) own++;
                else foreign++;
            }
        bool everything = run.Kind != RunKind.Ordinary || run.Method is ReadMethod.All or ReadMethod.Bare;
        if (everything && own == 0 && foreign > 0) throw new SourceException(SourceTroubleKind.OtherOrganization);
        if (everything && last.Count == 0 && known.Count > 0) throw new SourceException(SourceTroubleKind.Nothing);

        using UploadFolder folder = UploadFolder.Make();
        string file = Path.Combine(folder.NewFolder("run"), "records.jsonl");
        List<string> written = await WriteAsync(file, known, last, cancel);
        var marks = last.Where(one => one.Key[0] != '?').ToDictionary(one => one.Key, one => new TellingMark(one.Value.Digest, 0),
            StringComparer.OrdinalIgnoreCase);
        (int missing, bool many) = run.Kind == RunKind.Ordinary ? (source.Missing, source.IsManyMissing) : Missing(known,
            last.ContainsKey, marks);
        var refused = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        RunReceipt Receipt(FileReceipt? read, long? import) => new(run.Kind, run.Started, run.AsOf, run.Pages, last.Count, read?.New ?? 0,
            read?.Changed ?? 0, last.Count - written.Count + (read?.Unchanged ?? 0), read?.Refused ?? 0, ignored, import, null);
        RunEnd End(RunReceipt receipt) => new(scope, source.Id, owner, Told(marks, known, refused), receipt,
            s => Ended(s, missing, many, known.Keys.Union(marks.Keys, StringComparer.OrdinalIgnoreCase).Count()));

        long refusals = 0;
        if (written.Count > 0)
        {
            Receipt receipt = await Importer.RunAsync(parts.Store, new ImportRequest
            {
                Files = [new SourceFile(file, Name)],
                OrganizationId = null,
                Into = scope.OrganizationId,
                Observed = run.AsOf,
                By = Name,
                Along = (transaction, files, import) => sources.EndAsync(transaction, End(Receipt(files[0], import)), cancel),
            }, refusal => refused.Add(written[(int)Math.Clamp(refusal.Line - 1, 0, written.Count - 1)]), null, cancel);
            refusals = receipt.Refused;
            if (receipt.ImportId is not null) return refusals;
            await sources.EndAsync(End(Receipt(receipt.Files[0], null)), cancel);
            return refusals;
        }
        await sources.EndAsync(End(Receipt(null, null)), cancel);
        return 0;
    }

    /// <summary>What is told anew of each record; a refused one is tried again when everything is read.</summary>
    private static Dictionary<string, TellingMark> Told(Dictionary<string, TellingMark> marks, Dictionary<string, TellingMark> known,
        HashSet<string> refused) => marks.Where(one => !refused.Contains(one.Key)
        && (!known.TryGetValue(one.Key, out TellingMark before) || before != one.Value))
        .ToDictionary(one => one.Key.ToLowerInvariant(), one => one.Value);

    private LiveSource Ended(LiveSource s, int missing, bool many, int records)
    {
        DateTimeOffset now = parts.Clock.GetUtcNow();
        TimeSpan interval = Schedule.Interval(s, run.Pages, parts.Settings);
        return s with
        {
            Watermark = run.AsOf,
            SucceededAt = now,
            FullAt = run.Kind == RunKind.Ordinary ? s.FullAt : now,
            Failures = 0,
            Trouble = null,
            IsUndone = false,
            Missing = missing,
            IsManyMissing = many,
            IsLarge = records > Schedule.FewRecords,
            Interval = interval,
            NotBefore = null,
            DueAt = s.IsPaused ? null : Schedule.Next(interval, now),
        };
    }

    /// <summary>Counts what was told before and is not any more. Nothing is deleted and nothing changes its state for that.</summary>
    private static (int Missing, bool Many) Missing(Dictionary<string, TellingMark> known, Func<string, bool> came,
        Dictionary<string, TellingMark> marks)
    {
        // A list shows our own: Microsoft's side is looked at only while it may decide.
        string[] absent = [.. known.Keys.Where(record => !came(record) && !record.StartsWith(OfMicrosoft, StringComparison.Ordinal))];
        // So many at once: the account may have lost a role or a location, and none is believed to be gone.
        if (absent.Length > FewMissing && absent.Length > ManyMissing * known.Count)
            return (absent.Count(record => known[record].Missed > 1), true);
        foreach (string record in absent) marks[record] = known[record] with { Missed = known[record].Missed + 1 };
        return (absent.Count(record => marks[record].Missed > 1), false);
    }

    /// <summary>Writes what changed, one record a line, and says which line is which.</summary>
    private async Task<List<string>> WriteAsync(string file, Dictionary<string, TellingMark> known,
        Dictionary<string, (int Page, int At, long Digest)> last, CancellationToken cancel)
    {
        var written = new List<string>();
        var chosen = last.Where(one => !known.TryGetValue(one.Key, out TellingMark mark) || mark.Digest != one.Value.Digest)
            .ToDictionary(one => (one.Value.Page, one.Value.At), one => one.Key);
        await using var writer = new StreamWriter(file, new UTF8Encoding(false), new FileStreamOptions
        { Mode = FileMode.CreateNew, Access = FileAccess.Write });
        for (int page = 1; page <= run.Pages && written.Count < chosen.Count; page++)
            foreach ((ReferralRecord record, int at) in await PageAsync(page, cancel))
            {
                if (!chosen.TryGetValue((page, at), out string? name)) continue;
                await writer.WriteLineAsync(record.Text.AsMemory(), cancel);
                written.Add(name);
            }
        return written;
    }

    private async Task<IEnumerable<(ReferralRecord Record, int At)>> PageAsync(int page, CancellationToken cancel)
    {
        using var document = JsonDocument.Parse(await sources.PageAsync(scope, source.Id, page, cancel));
        return [.. document.RootElement.EnumerateArray().Select((record, at) => (ReferralRecord.Of(record), at))];
    }

    /// <summary>Whose referrals are ours: the organisation's id, or, where it has none yet, that of most records.</summary>
    private async Task<string?> OursAsync(CancellationToken cancel)
    {
        if ((await parts.Store.FindAsync(scope.OrganizationId, cancel))?.Organization.PartnerCenterId is { } id) return id;
        var owners = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (int page = 1; page <= run.Pages; page++)
            foreach ((ReferralRecord record, _) in await PageAsync(page, cancel))
                if (record.Owner.Length > 0 && !JsonReferral.IsMicrosoft(record.Owner))
                    owners[record.Owner] = owners.GetValueOrDefault(record.Owner) + 1;
        return owners.Count == 0 ? null : owners.MaxBy(owner => owner.Value).Key;
    }

    // Microsoft's side tells when Microsoft accepted; the copies of other partners are no business of ours (docs/live.md 4.5).
    private static bool IsAbout(ReferralRecord record, string? ours) => record.Owner.Length == 0 || Same(record.Owner, ours)
        || JsonReferral.IsMicrosoft(record.Owner) || record.IsForMicrosoft;

    private static string? NameOf(ReferralRecord record) => record.Id.Length == 0 ? null
        : JsonReferral.IsMicrosoft(record.Owner) ? OfMicrosoft + record.Id : record.Id;

    private static bool Same(string owner, string? ours) => ours is null || owner.Equals(ours, StringComparison.OrdinalIgnoreCase);
}
