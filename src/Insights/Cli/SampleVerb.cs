using System.CommandLine;
using Insights.Exports;
using Insights.Ingest;
using Insights.Ingest.Sample;
using Insights.Store;
using Insights.Web;

namespace Insights.Cli;

/// <summary>`sample --size N --seed S`: a believable made-up organisation, written as Partner Center files and imported like any
/// other.</summary>
internal static class SampleVerb
{
    public const int DefaultSize = 12_000, DefaultSeed = 7;

    public static Command Command(TimeProvider clock)
    {
        Option<string> place = StoreOption.Store();
        var size = new Option<int>("--size")
        {
            Description = "How many referrals.",
            DefaultValueFactory = _ => DefaultSize,
            HelpName = "N"
        };
        var seed = new Option<int>("--seed")
        {
            Description = "The same seed makes the same world.",
            DefaultValueFactory = _ => DefaultSeed,
            HelpName = "S"
        };
        var output = new Option<string?>("--out")
        {
            Description = "Write the files into this folder and import nothing.",
            HelpName = "FOLDER"
        };
        var now = new Option<string?>("--now")
        {
            Description = "The day the sample's world has reached; today when left out.",
            HelpName = "INSTANT"
        };
        var command = new Command("sample",
            "Make a sample organisation beside yours; its files are Partner Center's own formats.\n\nExample: insights sample --size " +
            "50000 --seed 7") { size, seed, output, now, place };
        command.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(size) < 0) throw new UsageException("--size cannot be negative.");
            DateTimeOffset moment = parsed.GetValue(now) is { } instant ? TypedDate.Instant("--now", instant) : clock.GetUtcNow();
            if (parsed.GetValue(output) is { } folder)
            {
                foreach (string file in await WriteAsync(folder, parsed.GetValue(place)!, parsed.GetValue(size), parsed.GetValue(seed),
                    moment, cancel)) await Console.Out.WriteLineAsync(file);
                return ExitCode.Done;
            }
            ReferralStore store = await StoreOption.OpenAsync(parsed.GetValue(place)!, clock, cancel);
            return await LoadAsync(store, parsed.GetValue(size), parsed.GetValue(seed), moment, cancel);
        });
        return command;
    }

    /// <summary>All three files, or none of them.</summary>
    private static async Task<IReadOnlyList<string>> WriteAsync(string folder, string store, int size, int seed, DateTimeOffset now,
        CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(folder)) throw new UsageException("--out: name a folder.");
        if (File.Exists(folder)) throw new UsageException($"--out {folder} is a file; name a folder.");
        Directory.CreateDirectory(folder);
        var outputs = new List<Output>();
        try
        {
            Precious[] kept = [.. Precious.Of(store)];
            foreach (string name in SampleOrganization.FileNames) outputs.Add(Output.Open("--out", Path.Combine(folder, name), kept));
            SampleOrganization.Write([.. outputs.Select(o => o.Stream)], size, seed, now, cancel);
            foreach (Output output in outputs) await output.KeepAsync(cancel);
        }
        finally
        {
            foreach (Output output in outputs) await output.DisposeAsync();
        }
        return [.. SampleOrganization.FileNames.Select(name => Path.Combine(folder, name))];
    }

    /// <summary>Replaces the sample organisation of the store: two samples mixed would be neither.</summary>
    public static async Task<int> LoadAsync(ReferralStore store, int size, int seed, DateTimeOffset now, CancellationToken cancel)
    {
        string? folder = null;
        try
        {
            IReadOnlyList<string> files;
            try
            {
                folder = Directory.CreateTempSubdirectory("insights-sample-").FullName;
                files = SampleOrganization.Write(folder, size, seed, now, cancel);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && TemporaryFolder.Problem() is { } problem)
            {
                throw new IOException(problem, e);
            }
            await store.RemoveSampleAsync(cancel);
            return await ImportVerb.RunAsync(store,
                new ImportRequest
                {
                    Files = [.. files],
                    OrganizationId = SampleOrganization.OrganizationId,
                    SampleName = SampleOrganization.Name
                }, null, cancel);
        }
        finally
        {
            if (folder is not null) Directory.Delete(folder, recursive: true);
        }
    }
}
