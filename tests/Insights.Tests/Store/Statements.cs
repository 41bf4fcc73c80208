using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Insights.Tests.Store;

/// <summary>Every statement sent to PostgreSQL by this process since it was first asked, as the driver reports them; and every statement
/// that stands in the store's own sources.</summary>
internal static partial class Statements
{
    private static readonly ConcurrentDictionary<(string Database, string Sql), int> Sent = new();

    private static readonly ActivityListener Listener = new()
    {
        ShouldListenTo = source => source.Name == "Npgsql",
        Sample = (ref _) => ActivitySamplingResult.AllData,
        ActivityStopped = activity =>
        {
            foreach (string tag in new[] { "db.query.text", "db.statement" })
                if (activity.GetTagItem(tag) is string sql
                    && (activity.GetTagItem("db.namespace") ?? activity.GetTagItem("db.name")) is string database)
                    Sent.AddOrUpdate((database, sql), 1, (_, times) => times + 1);
        },
    };

    /// <summary>Those sent to some databases, each alone where several were sent as one.</summary>
    public static IEnumerable<string> To(params string[] databases) =>
        Sent.Keys.Where(sent => databases.Contains(sent.Database)).SelectMany(sent => sent.Sql.Split(';')).Select(sql => sql.Trim())
            .Where(sql => sql.Length > 0).Distinct();

    /// <summary>How many were sent to one database.</summary>
    public static int CountTo(string database) => Sent.Where(sent => sent.Key.Database == database).Sum(sent => sent.Value);

    public static void Listen() => ActivitySource.AddActivityListener(Listener);

    /// <summary>What asks, adds, changes or removes rows in the sources of the store, but for the steps of its schema and for SQLite's own:
    /// where it stands, and what fits every text it can become.</summary>
    public static IReadOnlyList<(string Where, Regex Form)> InTheSources([CallerFilePath] string here = "")
    {
        string store = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Insights/Store"));
        var found = new List<(string, Regex)>();
        foreach (string file in Directory.EnumerateFiles(store, "*.cs", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(store, file);
            if (name.StartsWith("Schema", StringComparison.Ordinal) || name.StartsWith("Sqlite", StringComparison.Ordinal)) continue;
            SyntaxNode root = CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot();
            foreach (SyntaxNode node in root.DescendantNodes()
                .Where(n => n is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression }
                or InterpolatedStringExpressionSyntax))
            {
                string form = node is LiteralExpressionSyntax literal ? Regex.Escape(literal.Token.ValueText)
                    : string.Concat(((InterpolatedStringExpressionSyntax)node).Contents.Select(c => c is InterpolatedStringTextSyntax text
                    ? Regex.Escape(text.TextToken.ValueText) : ".*"));
                form = Spaces().Replace(form.Replace("\\r", "", StringComparison.Ordinal), "\\s+");
                // Of several that are sent as one, the first.
                form = form.Split(';')[0];
                if (Verb().IsMatch(form))
                    found.Add(($"{name}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}",
                        new Regex("^(\\s|\\\\s\\+)*" + form, RegexOptions.Singleline)));
            }
        }
        return found;
    }

    /// <summary>With numbered parameters, as PostgreSQL takes them; and how many there are.</summary>
    public static (string Sql, int Parameters) Numbered(string sql)
    {
        List<string> names = [];
        string numbered = Named().Replace(sql, match =>
        {
            if (!names.Contains(match.Value)) names.Add(match.Value);
            return "$" + (names.IndexOf(match.Value) + 1);
        });
        return (numbered, names.Count);
    }

    [GeneratedRegex(@"^(\\s\+|\s)*(SELECT|INSERT|UPDATE|DELETE|COPY)\b")]
    private static partial Regex Verb();

    [GeneratedRegex(@"(\\ |\\n|\s)+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Named();
}
