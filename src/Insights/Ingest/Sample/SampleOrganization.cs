namespace Insights.Ingest.Sample;

/// <summary>A made-up partner, so that the page can be seen at work before there is any data. Its world is written as the files Partner
/// Center gives, and comes in through the same importers as everybody's: the sample cannot show what the product cannot do.
/// <para>It is a sample in one more way: the qualified referral programs, retired by Microsoft in March 2026, run on in
/// it.</para></summary>
public static class SampleOrganization
{
    /// <summary>The Partner Center organisation id of the sample.</summary>
    public const string OrganizationId = "5a3b1e00-c057-4050-8a11-000000c0de01";

    public const string Name = "Contoso Consulting (sample)";

    /// <summary>The business profile that leads are addressed to.</summary>
    internal const string ProfileId = "5a3b1e00-c057-4050-8a11-0000000f11e1";

    /// <summary>What the sample's files are called, in the order in which to import them.</summary>
    public static IReadOnlyList<string> FileNames { get; } = ["referrals.jsonl", "solutions.csv", "page-views.csv"];

    /// <summary>Writes the sample's files: <c>referrals.jsonl</c> (API records, Microsoft's side of outbound deals among them),
    /// <c>solutions.csv</c> and <c>page-views.csv</c>. The same size, seed and UTC day of <paramref name="now"/> write the same
    /// bytes, on any machine. Everything happened before that day began.</summary>
    /// <param name="folder">Created when missing; files of these names are replaced.</param>
    /// <param name="size">How many referrals of our own; Microsoft's records come on top.</param>
    /// <returns>The paths of the files, in the order in which to import them.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is negative.</exception>
    public static IReadOnlyList<string> Write(string folder, int size, int seed, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        Directory.CreateDirectory(folder);
        string[] files = [.. FileNames.Select(name => Path.Combine(folder, name))];
        FileStream[] streams = [.. files.Select(path => File.Create(path))];
        try
        {
            Write(streams, size, seed, now, ct);
        }
        finally
        {
            foreach (FileStream stream in streams) stream.Dispose();
        }
        return files;
    }

    /// <summary>As the other, into streams that stay open: one for each of <see cref="FileNames"/>.</summary>
    public static void Write(IReadOnlyList<Stream> files, int size, int seed, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var calendar = new Calendar(DateTime.SpecifyKind(now.UtcDateTime.Date, DateTimeKind.Utc));
        var storyteller = new Storyteller(calendar, size, seed);
        using (var writer = new RecordWriter(files[0]))
            for (int number = 0; number < size; number++)
            {
                ct.ThrowIfCancellationRequested();
                writer.Write(storyteller.Tell(number));
            }
        SolutionList.Write(files[1]);
        PageViewFile.Write(files[2], calendar, size, seed, ct);
    }
}
