using Insights.Page.News;
using Insights.Vocabulary;

namespace Insights.Tests.Page;

public sealed class ChangelogTests
{
    [Fact]
    public void A_heading_is_a_release_and_what_follows_is_shown_safely()
    {
        Changelog log = Changelog.Parse("# Changes\n\nfoo\n\n## [1.2.0] — 2026-11-21\r\n\n- **Bold** and `code`\n  go on\n- " +
            "[us](https://example.org/a?b=1&c=2)\n\n### Mended\nA <script>alert(1)</script> & [bad](javascript:alert(1))\n\n## 1.1.0\n- x\n");
        log.Releases.Select(r => (r.Version, r.Date)).ShouldBe([("1.2.0", "2026-11-21"), ("1.1.0", null)]);
        log.Releases[0].Html.ShouldBe("<ul><li><strong>Bold</strong> and <code>code</code> go on</li><li><a " +
            "href=\"https://example.org/a?b=1&amp;c=2\">us</a></li></ul><h4>Mended</h4>"
            + "<p>A &lt;script&gt;alert(1)&lt;/script&gt; &amp; [bad](javascript:alert(1))</p>");
        log.Newest.ShouldBe("1.2.0");
    }

    [Theory, InlineData(null, 2), InlineData("1.1.0", 1), InlineData("1.2.0", 0), InlineData("of another world", 2)]
    public void What_came_after_the_version_last_seen_is_new(string? seen, int count) =>
        Changelog.Parse("## 1.2.0 — a\n- x\n## 1.1.0 — b\n- y").Since(seen).ShouldBe(count);

    [Fact]
    public void Every_language_has_the_same_releases()
    {
        string[] versions = [.. Changelog.Of(Language.English).Releases.Select(r => r.Version)];
        versions.ShouldNotBeEmpty();
        foreach (Language language in Language.All)
            Changelog.Of(language).Releases.Select(r => r.Version).ShouldBe(versions, language.Code);
        Changelog.Of(Language.Find("nl")!).Releases[0]
            .Html.ShouldNotBe(Changelog.Of(Language.English).Releases[0].Html, "it is translated");
    }
}
