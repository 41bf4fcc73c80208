using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using Insights.Metrics;
using Insights.Tests.Widgets;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Tests.Exports;

/// <summary>Law 8: the page, the JSON, the CSV, the workbook and the PDF of one reading show the same figures.</summary>
[Trait("Category", "Slow")]
public sealed class SameFiguresTests(SampleSite site) : IClassFixture<SampleSite>
{
    [Theory, InlineData("en", ',', "Figure", "Summary"), InlineData("nl", ';', "Cijfer", "Samenvatting")]
    public async Task The_csv_and_the_workbook_hold_the_jsons_figures_exactly(string language, char separator, string figure,
        string summary)
    {
        string query = $"range=12m&granularity=week&compare=year&lang={language}";
        JsonObject json = await site.JsonAsync(query);
        Language words = Language.Find(language)!;
        List<Dictionary<string, string>> csv = Opened.Csv(await site.FileAsync("csv", query), separator);
        Dictionary<string, List<string[]>> book = Opened.Workbook(await site.FileAsync("xlsx", query));
        string section = words["data.column.section"], key = words["data.column.key"], value = words["data.column.value"];
        decimal Csv(Dictionary<string, string> row, string column) =>
            Opened.Number(row[words["data.column." + column]], comma: separator == ';');

        book.Keys.First().ShouldBe(summary);
        book[summary][0][1].ShouldBe(figure);
        foreach (Metric metric in Catalogue.Summary)
        {
            Dictionary<string, string> row = csv.Single(r => r[section] == "metrics" && r[key] == metric.Key);
            string[] cells = book[summary].Single(r => r[0] == metric.Key);
            cells[1].ShouldBe(words["metric." + metric.Key]);
            if (json["metrics"]![metric.Key] is not { } headline)
            {
                (row[value], cells[2]).ShouldBe(("", null!));
                continue;
            }
            Csv(row, "value").ShouldSayTheSame(headline, metric.Key);
            (Opened.Number(cells[2]) * (metric.Unit == Unit.Percent ? 100 : 1)).ShouldSayTheSame(headline, metric.Key);
            if (json["changes"]![metric.Key]?["percent"] is { } change) Csv(row, "change").ShouldSayTheSame(change, metric.Key);
        }

        foreach ((string metric, JsonNode? points) in json["trends"]!.AsObject())
            csv.Where(r => r[section] == "trends" && r[key] == metric).Select(r => (r[words["data.column.start"]], Csv(r, "value")))
                .ShouldBe(points!.AsArray().Select(p => ((string)p!["start"]!, (decimal)p["value"]!)), metric);
        book[words["data.sheet.trends"]].Count.ShouldBe(json["trends"]!["referrals.total"]!.AsArray().Count + 1);
        csv.Where(r => r[section] == "distribution").Sum(r => Csv(r, "value"))
            .ShouldBe(json["distribution"]!.AsArray().Sum(l => (decimal)l!["count"]!));
        book[words["data.sheet.distribution"]].Skip(1).Sum(r => Opened.Number(r[3]))
            .ShouldBe(json["distribution"]!.AsArray().Sum(l => (decimal)l!["count"]!));
        JsonNode[] kpis = [.. json["qrp"]!.AsArray().SelectMany(p => p!["rows"]!.AsArray()).SelectMany(r => r!["kpis"]!.AsObject())
            .Select(k => k.Value!)];
        book[words["data.sheet.qrp"]].Skip(1).Sum(r => Opened.Number(r[6])).ShouldBe(kpis.Sum(k => (decimal)k["numerator"]!));
        book[words["data.sheet.qrp"]].Count.ShouldBe(kpis.Length + 1);
        csv.Where(r => r[section] == "qrp" && !r[key].EndsWith("targets_achieved", StringComparison.Ordinal))
            .Sum(r => Csv(r, "denominator")).ShouldBe(kpis.Sum(k => (decimal)k["denominator"]!));
    }

    [Theory, InlineData("en", "a4", "portrait", "595.92 x 841.92"), InlineData("nl", "letter", "landscape", "792 x 612"),
        Trait("Category", "Browser")]
    public async Task The_page_and_the_pdf_say_the_jsons_figures(string language, string paper, string orientation, string size)
    {
        string query = $"range=12m&lang={language}";
        JsonObject json = await site.JsonAsync(query);
        Language words = Language.Find(language)!;
        var figures = new Figures(words, "USD");
        IHtmlDocument page = WidgetTests.Parse(await site.Client.GetStringAsync("/insights/summary?" +
            query, TestContext.Current.CancellationToken));
        string html = page.Body!.TextContent.Replace('\u00a0', ' ');
        byte[] file = await site.FileAsync("pdf", $"{query}&paper={paper}&orientation={orientation}");
        string[] pages = await Poppler.PagesAsync(file);
        string pdf = string.Join('\n', pages);

        foreach (Metric metric in Catalogue.Summary)
        {
            decimal? value = json["metrics"]![metric.Key] is { } headline ? (decimal)(double)headline : null;
            string text = figures.InFull(metric.Unit, value).Replace('\u00a0', ' ');
            html.ShouldContain(text, customMessage: metric.Key);
            Regex.IsMatch(pdf, $@"(?<![\d.,]){Regex.Escape(text)}(?![\d])").ShouldBeTrue($"{metric.Key}: {text}");
        }
        string information = await Poppler.InformationAsync(file);
        information.ShouldMatch(@"Tagged:\s+yes");
        information.ShouldMatch($@"Page size:\s+{Regex.Escape(size)}");
        (await Poppler.BitmapsAsync(file)).ShouldBe(0);
        pdf.ShouldContain(words["definitions.title"]);
        for (int i = 0; i < pages.Length; i++)
        {
            pages[i].ShouldContain(words.Say("pdf.page", i + 1, pages.Length));
            pages[i].ShouldContain("Contoso");
            pages[i].ShouldContain(words.Say("pdf.age.hour", 3));
        }
    }

    [Fact, Trait("Category", "Browser")]
    public async Task The_qrp_table_goes_on_over_pages_with_its_head_and_all_rows_of_all_programs()
    {
        JsonObject json = await site.JsonAsync("range=12m");
        string[] pages = await Poppler.PagesAsync(await site.FileAsync("pdf", "range=12m&program=digital_sales_opportunity"));
        JsonNode[] programs = [.. json["qrp"]!.AsArray().Select(p => p!)];
        string[] withRows = [.. pages.Where(p => Regex.IsMatch(p, @"(?m)^\s*[A-Z][a-z]+ 20\d\d .* \d/\d "))];
        withRows.Length.ShouldBeGreaterThan(1);
        withRows.ShouldAllBe(p => p.Contains("Targets") && p.Contains("Accept rate") && p.Contains("Win rate"));
        pages.Sum(p => Regex.Count(p, @"(?m)^\s*[A-Z][a-z]+ 20\d\d .* \d/\d ")).ShouldBe(programs.Sum(p => p["rows"]!.AsArray().Count));
        string all = string.Join('\n', pages);
        all.IndexOf("Digital sales opportunity", StringComparison.Ordinal)
            .ShouldBeLessThan(all.IndexOf("Contact request", StringComparison.Ordinal), "the program on the screen comes first");
    }

    [Fact]
    public async Task A_download_is_named_after_its_period_and_refuses_what_it_does_not_understand()
    {
        HttpResponseMessage answer =
            await site.Client.GetAsync("/api/v1/summary.csv?from=2026-08-01&to=2026-11-21", TestContext.Current.CancellationToken);
        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe("insights-summary-2026-08-01-2026-11-21.csv");
        foreach (string wrong in new[] { "csv?range=99m", "xlsx?lang=xx", "pdf?paper=a5", "pdf?orientation=up", "pdf?program=nobody" })
            (await site.Client.GetAsync("/api/v1/summary." + wrong, TestContext.Current.CancellationToken))
                .StatusCode.ShouldBe(HttpStatusCode.BadRequest, wrong);
    }

    [Fact, Trait("Category", "Browser")]
    public async Task The_command_line_writes_the_same_files()
    {
        string folder = Directory.CreateTempSubdirectory("insights-files-").FullName;
        try
        {
            foreach (string format in new[] { "pdf", "xlsx", "csv" })
            {
                string file = Path.Combine(folder, "out." + format);
                (await RunAsync(format, "--range", "6m", "--lang", "nl", "--now", "2026-11-21T07:00:00Z", "-o", file)).ShouldBe(0);
                byte[] written = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
                if (format == "pdf") (await Poppler.InformationAsync(written)).ShouldContain("Inzichten | Samenvatting");
                else if (format == "csv") written.ShouldBe(await site.FileAsync("csv", "range=6m&lang=nl"));
                else Opened.Workbook(written).ShouldContainKey("Verdeling");
            }
            (await RunAsync("pdf", "--paper", "a5", "-o", Path.Combine(folder, "x.pdf"))).ShouldBe(2);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Task<int> RunAsync(params string[] words) =>
            Insights.Cli.CommandLine.RunAsync([.. words, "--db", site.StoreFile], TimeProvider.System,
            TestContext.Current.CancellationToken);
    }
}

internal static class Exactness
{
    /// <summary>The JSON writes rates as the nearest double; the files write every digit of the decimal.</summary>
    public static void ShouldSayTheSame(this decimal value, JsonNode headline, string metric) =>
        ((double)value).ShouldBe((double)headline, Math.Abs((double)headline) * 1e-14, metric);
}
