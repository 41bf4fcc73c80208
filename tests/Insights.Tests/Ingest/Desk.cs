using System.Text;
using Insights.Ingest;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Ingest;

/// <summary>Reads a text as if it were a file and keeps what came of it.</summary>
internal sealed class Desk : IObservationSink, IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"insights-{Guid.NewGuid():N}");

    public List<Observation> Taken { get; } = [];
    public List<Refusal> Refused { get; } = [];
    public List<(string Field, string Word)> Unknown { get; } = [];
    public List<Remark> Remarks { get; } = [];
    public IReadOnlyList<Notice> Notices { get; private set; } = [];
    public bool ToldOtherwise => false;
    public FileReceipt Receipt { get; private set; } = null!;

    public ReferralObservation Only => Taken.OfType<ReferralObservation>().ShouldHaveSingleItem();
    public RegistrationObservation Registration => Taken.OfType<RegistrationObservation>().ShouldHaveSingleItem();
    public Refusal Refusal => Refused.ShouldHaveSingleItem();

    public static Desk Read(string text, string? organization = null, Mapping? mapping = null, Encoding? encoding = null)
    {
        encoding ??= new UTF8Encoding(false);
        return Read([.. encoding.GetPreamble(), .. encoding.GetBytes(text)], organization, mapping);
    }

    public static Desk Read(byte[] bytes, string? organization = null, Mapping? mapping = null)
    {
        var desk = new Desk();
        File.WriteAllBytes(desk.path, bytes);
        return desk.ReadPath(desk.path, organization, mapping);
    }

    public static Desk ReadFile(SourceFile file, Mapping? mapping = null) => new Desk().ReadPath(file, null, mapping);

    public static OrganizationGuess Infer(string text)
    {
        using var desk = new Desk();
        File.WriteAllText(desk.path, text);
        return new FileReader().InferOrganization([desk.path]);
    }

    public Outcome Add(Observation observation)
    {
        Taken.Add(observation);
        return Outcome.New;
    }

    public void BeginFile()
    {
    }

    public void Dispose() => File.Delete(path);

    private Desk ReadPath(SourceFile file, string? organization, Mapping? mapping)
    {
        try
        {
            var reader = new FileReader(mapping);
            Receipt = reader.ReadFile(file, organization, this, Refused.Add, (field, word) => Unknown.Add((field, word)),
                remark: Remarks.Add);
            Notices = reader.Notices;
        }
        finally
        {
            File.Delete(path);
        }
        Receipt.Read.ShouldBe(Receipt.New + Receipt.Changed + Receipt.Unchanged + Receipt.Refused);
        Receipt.Refused.ShouldBe(Refused.Count);
        return this;
    }
}

/// <summary>Where the repository and the shared data beside it are.</summary>
internal static class Places
{
    public static string Root { get; } = FindRoot();

    /// <summary>The shared file; the test is skipped where there is none.</summary>
    public static string Shared(string file)
    {
        string path = Path.Combine(Root, "..", "shared", "data", file);
        if (!File.Exists(path)) path = Path.Combine(Root, "..", "..", "shared", "data", file);
        Assert.SkipUnless(File.Exists(path), $"The shared data is not here: {file}");
        return path;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Insights.slnx"))) return folder.FullName;
        throw new InvalidOperationException("Insights.slnx is in no folder above the tests.");
    }
}
