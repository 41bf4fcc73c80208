using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace Insights.Tests.Page;

/// <summary>How long a test waits for a page to say what it must: on a busy machine a page may take its time, and a test that fails waits in vain only once.</summary>
internal static class Patience
{
    [ModuleInitializer]
    internal static void Set() => Assertions.SetDefaultExpectTimeout(30_000);
}
