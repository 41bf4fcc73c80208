using System.IO.Compression;
using System.Text;
using AngleSharp.Html.Dom;
using Insights.Tests.Access;

namespace Insights.Tests.Page;

/// <summary>What the page of an upload says of its files.</summary>
[Trait("Category", "Slow")]
public sealed class UploadPageTests : IAsyncLifetime
{
    private LiveSite site = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        site = await LiveSite.OpenAsync(sample: false);
        client = site.Session.Client(site.Address);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await site.DisposeAsync();
    }

    [Theory]
    [InlineData("Solution ID,Name,Co-sell status\nS1,Idle,Not published\nS2,Harbor,Co-sell ready\n",
        "Solution ID|Name|Co-sell status|As written|S1|Idle|Not published|Not published|S2|Harbor|Co-sell ready|Co-sell ready",
        "Oplossings-ID|Naam|Co-sellstatus|Zoals geschreven|S1|Idle|Niet gepubliceerd|Not published|S2|Harbor|Klaar voor co-sell|Co-sell ready")]
    [InlineData("Date,Source,Country,Page views,CTA clicks\n2026-01-31,profile,NL,42,3\n",
        "Day|Page|Country|Page views|CTA clicks|2026-01-31|profile|NL|42|3",
        "Dag|Pagina|Land|Paginaweergaven|CTA-klikken|2026-01-31|profile|NL|42|3")]
    [InlineData("CurrencyCode,USDPerUnit,Month\nEUR,1.0912,202404\n",
        "Currency|Month|US dollars for one|EUR|2024-04|1.0912", "Valuta|Maand|US-dollars voor één|EUR|2024-04|1.0912")]
    [InlineData("Referral ID,Registration ID,Registration Type,Registration Status,Registration Date,Pricing Model\nR1,G1,IP,Approved,2026-01-31,Flat\n",
        "Referral ID|Registration ID|Registration type|Registered|Registration status|R1|G1|IP|2026-01-31|Approved",
        "Verwijzings-ID|Registratie-ID|Soort registratie|Geregistreerd op|Registratiestatus|R1|G1|IP|2026-01-31|Approved")]
    public async Task The_first_rows_are_shown_in_words_and_days(string csv, string english, string dutch)
    {
        Uri upload = await client.UploadAsync(("file.csv", csv));
        (await client.ReadyAsync(upload)).FirstRows().ShouldBe(english);
        (await client.PageAsync($"{upload.OriginalString}?lang=nl")).FirstRows().ShouldBe(dutch);
    }

    [Theory, InlineData("", "empty"), InlineData("\0\0\0\0\0\0\0\0\0\0\0\0", "zero bytes"), InlineData(" \n\t\n", "empty"),
        InlineData(",,,\n,,,\n", "no text in it"), InlineData(";;\nA1;2026-02-01;New\n", "first line"), InlineData("{ \"a\": ", "JSON"),
        InlineData("<html></html>", "HTML")]
    public async Task What_is_no_table_says_what_it_is_and_is_not_to_be_described(string text, string said)
    {
        IHtmlDocument page = await client.ReadyAsync(await client.UploadAsync(("file.csv", text)));
        page.Said("section:has(#refused) tbody").ShouldContain(said);
        page.QuerySelectorAll("a[href*='/mapping']").ShouldBeEmpty();
    }

    [Fact]
    public async Task Large_files_of_nothing_are_told_too()
    {
        foreach ((byte[] bytes, string said) in new[] { (new byte[300_000], "zero bytes"), (Encoding.UTF8.GetBytes(new string(' ', 300_000)), "empty") })
        {
            IHtmlDocument page = await client.ReadyAsync(await client.UploadAsync(("file.csv", bytes)));
            page.Said("section:has(#refused) tbody").ShouldContain(said);
            page.QuerySelectorAll("a[href*='/mapping']").ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Files_of_one_name_are_told_apart_wherever_they_are_named()
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create))
            foreach (string name in new[] { "north/export.csv", "south/export.csv", "other.csv" })
            {
                using var entry = new StreamWriter(archive.CreateEntry(name).Open());
                await entry.WriteAsync($"Referral ID,Type,State,Created\n{name},qualified,new,2026-03-01\nx,qualified,new,2026-31-01\n");
            }
        Uri upload = await client.UploadAsync(("a.zip", bytes.ToArray()));
        IHtmlDocument page = await client.ReadyAsync(upload);
        string[] names = ["north/export.csv", "south/export.csv", "other.csv"];
        page.QuerySelectorAll("[aria-label=Receipt] tbody th").Select(c => c.TextContent).ShouldBe(names);
        page.QuerySelectorAll("section:has(#refused) tbody td:first-child").Select(c => c.TextContent).ShouldBe(names);
        page.QuerySelectorAll("h2[id^=rows-]").Select(h => h.TextContent)
            .ShouldBe(names.Select(name => $"First rows of {name}, as they are read"));
        await client.PressAsync(page, "form[action*='/import'] button");
        await client.ReadyAsync(upload);
        (await client.PageAsync("/sources/imports/2")).QuerySelectorAll("tbody th").Select(c => c.TextContent).Take(3).ShouldBe(names);
        (await client.PageAsync("/sources")).Said("tbody tr:first-child th").ShouldContain("north/export.csv");
    }

    [Fact]
    public async Task Two_uploads_of_one_name_are_told_apart_on_the_page_of_sources()
    {
        foreach (int rows in new[] { 1, 2 })
            await client.ReadyAsync(await client.UploadAsync(("export.csv", "Referral ID,Type,State,Created\n"
                + string.Concat(Enumerable.Range(0, rows).Select(n => $"{rows}-{n},qualified,new,2026-03-01\n")))));
        (await client.PageAsync("/sources")).QuerySelectorAll(".rows-of-links li").Select(one => one.TextContent.Trim()).Distinct().Count()
            .ShouldBe(2);
    }
}

file static class Shown
{
    public static string FirstRows(this IHtmlDocument page) => string.Join('|',
        page.QuerySelector("section:has(h2[id^=rows-]) table")!.QuerySelectorAll("th, td").Select(c => c.TextContent.Trim()));
}
