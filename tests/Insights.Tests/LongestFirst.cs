using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Insights.Tests.LongestFirst))]

namespace Insights.Tests;

/// <summary>What takes long begins first, so that nothing runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly HashSet<string> Long =
        [.. typeof(LongestFirst).Assembly.GetTypes().Where(IsLong).Select(type => type.FullName!)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(collection =>
            Long.Any(name => collection.TestCollectionDisplayName.Contains($"for {name} ", StringComparison.Ordinal)))];

    private static bool IsLong(Type type) => type.GetCustomAttributes<TraitAttribute>()
        .Concat(type.GetMethods().SelectMany(method => method.GetCustomAttributes<TraitAttribute>()))
        .Any(trait => trait is { Name: "Category", Value: "Slow" or "Browser" });
}
