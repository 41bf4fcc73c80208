using System.Reflection.PortableExecutable;
using System.Reflection.Metadata;
using System.Text.RegularExpressions;
using Insights.Vocabulary;

namespace Insights.Tests;

/// <summary>The walls of the house, kept by reading the program: which room may know which (DESIGN.md, "Rooms").</summary>
public sealed partial class HouseTests
{
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Vocabulary"] = [],
        ["Store"] = ["Vocabulary"],
        ["Ingest"] = ["Vocabulary", "Store"],
        ["Sources"] = ["Vocabulary", "Store", "Ingest"],
        ["Facts"] = ["Vocabulary", "Store"],
        ["Metrics"] = ["Vocabulary", "Facts"],
        ["Widgets"] = ["Vocabulary", "Metrics"],
        ["Page"] = ["Vocabulary", "Store", "Facts", "Metrics", "Widgets", "Access", "Sources"],
        ["Exports"] = ["Vocabulary", "Store", "Facts", "Metrics", "Widgets", "Access", "Sources"],
        ["Access"] = ["Vocabulary", "Store"],
        ["Web"] = ["Vocabulary", "Store", "Facts", "Metrics", "Widgets", "Page", "Exports", "Access", "Sources"],
        ["Cli"] = ["Vocabulary", "Store", "Ingest", "Facts", "Metrics", "Widgets", "Page", "Exports", "Access", "Web", "Sources"],
    };

    public static string Root { get; } = FindRoot();

    private static string Source => Path.Combine(Root, "src", "Insights");

    /// <summary>Read from what was compiled: a qualified name, an alias or `var` gets past no wall.</summary>
    [Fact]
    public void Every_room_knows_only_the_rooms_its_wall_has_a_door_to()
    {
        using var file = new PEReader(File.OpenRead(typeof(Language).Assembly.Location));
        var walls = new Walls(file.GetMetadataReader());
        var seen = 0;
        var broken = new SortedSet<string>(StringComparer.Ordinal);
        foreach ((string from, string type, string to) in walls.Known(file))
        {
            seen++;
            MayKnow.ShouldContainKey(from, $"{type} stands in a room that is not in the plan");
            if (!MayKnow[from].Contains(to)) broken.Add($"{from} must not know {to}: {type}");
        }
        broken.ShouldBeEmpty();
        seen.ShouldBeGreaterThan(5000, "the test must have read the house");
    }

    [Fact]
    public void The_map_in_the_readme_names_every_room_and_no_other()
    {
        string[] rooms = [.. Directory.EnumerateDirectories(Source).Select(d => Path.GetFileName(d)!)
            .Where(d => d is not ("obj" or "bin" or "wwwroot" or "Properties")).Order(StringComparer.Ordinal)];
        string[] drawn = [.. MapRow().Matches(File.ReadAllText(Path.Combine(Root, "README.md"))).Select(m => m.Groups[1].Value)
            .Order(StringComparer.Ordinal)];
        drawn.ShouldBe(rooms);
    }

    [Fact]
    public void No_name_in_the_house_says_nothing()
    {
        string[] empty = ["Manager", "Helper", "Util", "Common", "Service", "Base", "Info"];
        foreach (string file in Directory.EnumerateFiles(Source, "*.*", SearchOption.AllDirectories)
            .Where(f => !f.Contains("wwwroot", StringComparison.Ordinal)))
            foreach (string word in empty)
                Path.GetFileNameWithoutExtension(file).EndsWith(word, StringComparison.Ordinal).ShouldBeFalse($"{file} says nothing");
    }

    [Fact]
    public void A_file_is_read_at_a_glance()
    {
        foreach (string file in Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories))
        {
            string[] lines = File.ReadAllLines(file);
            lines.Length.ShouldBeLessThanOrEqualTo(250, file);
            for (int i = 0; i < lines.Length; i++) lines[i].Length.ShouldBeLessThanOrEqualTo(140, $"{file}:{i + 1}");
        }
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Insights.slnx"))) return folder.FullName;
        throw new InvalidOperationException("The tests run inside the repository.");
    }

    [GeneratedRegex(@"^\| `(\w+)/` \|", RegexOptions.Multiline)]
    private static partial Regex MapRow();
}
