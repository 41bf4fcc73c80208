using System.Text.RegularExpressions;

namespace Insights.Tests;

/// <summary>The walls of the house, kept by reading the source: which room may know which (DESIGN.md, "Rooms").</summary>
public sealed partial class HouseTests
{
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Vocabulary"] = [],
        ["Store"] = ["Vocabulary"],
        ["Ingest"] = ["Vocabulary", "Store"],
        ["Facts"] = ["Vocabulary", "Store"],
        ["Metrics"] = ["Vocabulary", "Facts"],
        ["Widgets"] = ["Vocabulary", "Metrics"],
        ["Page"] = ["Vocabulary", "Store", "Facts", "Metrics", "Widgets", "Access"],
        ["Exports"] = ["Vocabulary", "Store", "Facts", "Metrics", "Widgets", "Access"],
        ["Access"] = ["Vocabulary", "Store"],
        ["Cli"] = ["Vocabulary", "Store", "Ingest", "Facts", "Metrics", "Widgets", "Page", "Exports", "Access"],
    };

    public static string Root { get; } = FindRoot();

    private static string Source => Path.Combine(Root, "src", "Insights");

    [Fact]
    public void Every_room_knows_only_the_rooms_its_wall_has_a_door_to()
    {
        var seen = 0;
        foreach (string file in Directory.EnumerateFiles(Source, "*.*", SearchOption.AllDirectories).Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal)))
        {
            string path = Path.GetRelativePath(Source, file).Replace('\\', '/');
            if (!path.Contains('/', StringComparison.Ordinal)) continue;
            string room = path[..path.IndexOf('/', StringComparison.Ordinal)];
            MayKnow.ShouldContainKey(room, $"{path} stands in a room that is not in the plan");
            foreach (Match known in RoomName().Matches(File.ReadAllText(file)))
            {
                string other = known.Groups[1].Value;
                if (other == room || !MayKnow.ContainsKey(other)) continue;
                seen++;
                MayKnow[room].ShouldContain(other, $"{path} must not know {other}");
            }
        }
        seen.ShouldBeGreaterThan(50, "the test must have read the house");
    }

    [Fact]
    public void The_map_in_the_readme_names_every_room_and_no_other()
    {
        string[] rooms = [.. Directory.EnumerateDirectories(Source).Select(d => Path.GetFileName(d)!)
            .Where(d => d is not ("obj" or "bin" or "wwwroot" or "Properties")).Order(StringComparer.Ordinal)];
        string[] drawn = [.. MapRow().Matches(File.ReadAllText(Path.Combine(Root, "README.md"))).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal)];
        drawn.ShouldBe(rooms);
    }

    [Fact]
    public void No_name_in_the_house_says_nothing()
    {
        string[] empty = ["Manager", "Helper", "Util", "Common", "Service", "Base", "Info"];
        foreach (string file in Directory.EnumerateFiles(Source, "*.*", SearchOption.AllDirectories).Where(f => !f.Contains("wwwroot", StringComparison.Ordinal)))
            foreach (string word in empty)
                Path.GetFileNameWithoutExtension(file).EndsWith(word, StringComparison.Ordinal).ShouldBeFalse($"{file} says nothing");
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Insights.slnx"))) return folder.FullName;
        throw new InvalidOperationException("The tests run inside the repository.");
    }

    [GeneratedRegex(@"(?:using|@using|global::)\s*(?:static\s+)?Insights\.(\w+)")]
    private static partial Regex RoomName();

    [GeneratedRegex(@"^\| `(\w+)/` \|", RegexOptions.Multiline)]
    private static partial Regex MapRow();
}
