using System.IO.Compression;
using System.Text;
using AngleSharp.Html.Dom;
using Insights.Sources;
using Insights.Tests.Access;

namespace Insights.Tests.Page;

/// <summary>Where somebody describes a file nobody recognises, over the wire.</summary>
[Trait("Category", "Slow")]
public sealed class MappingPageTests : IAsyncLifetime
{
    private const string See = "button.button:not([formaction])", Keep = "button.primary[formaction]";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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

    [Theory, InlineData("03/04/2026", "11/12/2026", "d/M/yyyy"), InlineData("03-04-2026", "11-12-2026", "M-d-yyyy"),
        InlineData("3/4/2026 1:05 PM", "11/12/2026 2:00 AM", "M/d/yyyy h:mm tt")]
    public async Task Dates_that_can_be_read_in_two_ways_are_read_in_none_before_somebody_chooses(string one, string other, string chosen)
    {
        Uri upload = await client.UploadAsync(("crm.csv", $"Lead number,Entered on,Phase\nA1,{one},New\nA2,{other},New\n"));
        IHtmlDocument page = await client.MappingAsync(upload, "crm.csv");
        Dates(page).ShouldBe("?");
        page.Said("#tried").ShouldContain("dates");
        page = await client.PressAsync(page, See);
        Dates(page).ShouldBe("?", "looking is no choice");
        page.Said("#tried").ShouldContain("still to be chosen");
        page.QuerySelector("#tried table").ShouldBeNull("nothing is read by it");
        page = await client.PressAsync(page, Keep);
        page.Said("#tried").ShouldContain("still to be chosen");
        (await SavedMappings.ReadAsync(site.Store, site.Scope.OrganizationId, Cancel)).ShouldBeEmpty();
        page = await client.PressAsync(page, See, ("dates", chosen));
        Dates(page).ShouldBe(chosen);
        page.Said("#tried").ShouldContain(chosen[0] == 'd' ? "2026-04-03" : "2026-03-04");
    }

    [Fact]
    public async Task Dates_that_can_be_read_in_one_way_are_read_so()
    {
        Uri upload = await client.UploadAsync(("crm.csv", "Lead number,Entered on,Phase\nA1,03/04/2026,New\nA2,25/12/2026,New\n"));
        Dates(await client.MappingAsync(upload, "crm.csv")).ShouldBe("dd/MM/yyyy");
        // Whichever way these are read, it is the same day.
        upload = await client.UploadAsync(("same.csv", "Lead number,Entered on,Phase\nA1,04/04/2026,New\n"));
        Dates(await client.MappingAsync(upload, "same.csv")).ShouldBe("dd/MM/yyyy");
    }

    [Fact]
    public async Task A_name_that_is_taken_by_a_description_of_other_columns_is_asked_about_and_not_taken_over()
    {
        await KeptAsync("Lead number,Entered on,Phase\nA1,2026-02-01,New\n");
        Uri upload = await client.UploadAsync(("export.csv", "Deal id,Created,Owner\nB1,2026-02-02,x@example.com\n"));
        IHtmlDocument page = await client.MappingAsync(upload, "export.csv");
        Name(page).ShouldBe("export 2", "the name proposed is free");
        page = await client.PressAsync(page, Keep, ("name", "EXPORT"));
        page.Said("#tried").ShouldContain("“export” is kept already");
        page.Said("#tried").ShouldContain("Lead number, Entered on, Phase");
        (await KeptColumnsAsync()).ShouldBe(["export: Lead number, Entered on, Phase"]);
        await client.PressAsync(page, "button[name=replace]");
        (await client.ReadyAsync(upload)).Said("table.figures").ShouldContain("EXPORT");
        (await KeptColumnsAsync()).ShouldBe(["EXPORT: Deal id, Created, Owner"]);

        upload = await client.UploadAsync(("export.csv", "Case number,Received\nC1,2026-02-02\n"));
        await client.PressAsync(await client.MappingAsync(upload, "export.csv"), Keep);
        (await client.ReadyAsync(upload)).Said("table.figures").ShouldContain("export 2");
        (await KeptColumnsAsync()).ShouldBe(["EXPORT: Deal id, Created, Owner", "export 2: Case number, Received"]);
    }

    [Fact]
    public async Task A_description_under_way_leaves_a_kept_one_of_its_name_at_work()
    {
        await KeptAsync("Lead number,Entered on,Phase\nA1,2026-02-01,New\n");
        Uri upload = await client.UploadAsync(("old.csv", "Lead number,Entered on,Phase\nA2,2026-02-01,New\n"),
            ("new.csv", "Deal id,Created,Owner\nB1,2026-02-02,x@example.com\n"));
        await client.PressAsync(await client.MappingAsync(upload, "new.csv"), See, ("name", "export"));
        IHtmlDocument page = await client.ReadyAsync(upload);
        page.QuerySelectorAll("table.figures")[0].Said("tbody tr").ShouldNotContain("not recognised");
        page.QuerySelector("#refused").ShouldBeNull();
    }

    [Fact]
    public async Task Two_files_of_one_name_described_before_the_first_import_are_both_kept()
    {
        await using LiveSite empty = await LiveSite.OpenEmptyAsync();
        using HttpClient first = empty.Session.Client(empty.Address);
        Uri upload = await first.UploadAsync(("a.zip", Zip(("x/export.csv", "Lead number,Entered on\nA1,2026-02-01\n"),
            ("y/export.csv", "Deal id,Created\nB1,2026-02-02\n"))));
        await first.PressAsync(await first.MappingAsync(upload, "a.zip/x/export.csv"), Keep);
        IHtmlDocument page = await first.MappingAsync(upload, "a.zip/y/export.csv");
        Name(page).ShouldBe("export 2");
        page = await first.PressAsync(page, Keep, ("name", "export"));
        page.QuerySelector("button[name=replace]").ShouldNotBeNull();
        await first.PressAsync(page, Keep, ("name", "other"));
        await first.PressAsync(await first.ReadyAsync(upload), "form[action*='/import'] button");
        await first.ReadyAsync(upload);
        (await SavedMappings.ReadAsync(empty.Store, 1, Cancel)).Keys.ShouldBe(["export", "other"]);
    }

    [Theory, InlineData("utf-16"), InlineData("shift_jis"), InlineData("klingon")]
    public async Task A_wrong_encoding_is_said_and_can_be_chosen_otherwise(string wrong)
    {
        Uri upload = await client.UploadAsync(("crm.csv",
            Encoding.Latin1.GetBytes("Lead number,Entered on,Phase,City\nA1,2026-02-01,New,Zürich.\n")));
        IHtmlDocument page = await client.MappingAsync(upload, "crm.csv");
        page = await client.PressAsync(page, See, ("encoding", wrong));
        page.QuerySelector("select[name=encoding]").ShouldNotBeNull("the page stays");
        page.Said("#tried .banner").ShouldContain("encoding");
        page = await client.PressAsync(page, See, ("encoding", "windows-1252"));
        page.QuerySelectorAll("#tried .banner").ShouldBeEmpty();
        page.Said("#tried").ShouldContain("Zürich");
    }

    [Fact]
    public async Task A_file_whose_encoding_cannot_be_told_is_described_by_naming_it()
    {
        Encoding japanese = CodePagesEncodingProvider.Instance.GetEncoding("shift_jis")!;
        Uri upload = await client.UploadAsync(("crm.csv", japanese.GetBytes("番号,Created,顧客\nA1,2026-02-01,株式会社\n")));
        IHtmlDocument page = await client.MappingAsync(upload, "crm.csv");
        page.Said("#tried .banner").ShouldContain("encoding");
        page = await client.PressAsync(page, See, ("encoding", "shift_jis"));
        page.QuerySelectorAll("th[scope=row]").Select(c => c.TextContent).Take(3).ShouldBe(["番号", "Created", "顧客"]);
        page = await client.PressAsync(page, See, ("column.0", "id"), ("column.2", "customer"));
        page.Said("#tried").ShouldContain("株式会社");
    }

    [Fact]
    public async Task The_words_of_states_are_those_of_the_whole_file()
    {
        string rows = string.Concat(Enumerable.Range(0, 5000)
            .Select(n => $"A{n},2026-02-01,{(n == 4321 ? "Gescheitert" : $"Step {n % 90}")}\n"));
        Uri upload = await client.UploadAsync(("crm.csv", "Lead number,Entered on,Phase\n" + rows));
        IHtmlDocument page = await client.MappingAsync(upload, "crm.csv");
        string[] words = [.. page.QuerySelectorAll(".words-of-states input").OfType<IHtmlInputElement>().Select(word => word.Value)];
        words.Length.ShouldBe(91);
        words.ShouldContain("Gescheitert");
        page = await client.PressAsync(page, See, ($"word.{Array.IndexOf(words, "Gescheitert")}", "lost"), ("word.0", "new"));
        page.QuerySelectorAll("#states-part select").OfType<IHtmlSelectElement>().Count(word => word.Value is "lost" or "new").ShouldBe(2);
        page.Said("#states-part").ShouldContain("words without a state: 89", Case.Insensitive);

        rows = string.Concat(Enumerable.Range(0, 700).Select(n => $"A{n},2026-02-01,Step {n}\n"));
        upload = await client.UploadAsync(("many.csv", "Lead number,Entered on,Phase\n" + rows));
        page = await client.MappingAsync(upload, "many.csv");
        page.QuerySelectorAll(".words-of-states input").Length.ShouldBe(200);
        page.Said("#states-part").ShouldContain("more than 200");
    }

    [Fact]
    public async Task What_was_imported_is_no_longer_described_and_leads_to_its_receipt()
    {
        Uri upload = await client.UploadAsync(("crm.csv", "Lead number,Entered on,Phase\nA1,2026-02-01,New\n"));
        IHtmlDocument drawn = await client.PressAsync(await client.MappingAsync(upload, "crm.csv"), See);
        await client.PressAsync(await client.ReadyAsync(upload), "form[action*='/import'] button");
        await client.ReadyAsync(upload);
        (await client.MappingAsync(upload, "crm.csv")).Said("[role=status]").ShouldContain("as import 2");
        (await client.PressAsync(drawn, Keep)).Said("[role=status]").ShouldContain("as import 2");
        // Of a file that is not in it nothing can be described either.
        upload = await client.UploadAsync(("crm.csv", "Lead number,Entered on,Phase\nA2,2026-02-01,New\n"));
        (await client.MappingAsync(upload, "other.csv")).QuerySelector("#upload").ShouldNotBeNull();
    }

    [Fact]
    public async Task What_a_choice_of_encoding_changes_is_drawn_anew_while_the_page_stays()
    {
        Uri upload = await client.UploadAsync(("crm.csv", "Lead number,Entered on,Phase\nA1,2026-02-01,New\n"));
        IHtmlDocument page = await client.MappingAsync(upload, "crm.csv");
        string parts = page.QuerySelector("form[data-parts]")!.GetAttribute("data-parts")!;
        page.QuerySelectorAll(parts.Replace(' ', ',')).SelectMany(part => part.QuerySelectorAll("th[scope=row]"))
            .Select(column => column.TextContent).ShouldBe(["Lead number", "Entered on", "Phase"]);
    }

    [Fact]
    public async Task However_many_descriptions_are_kept_each_is_read_by()
    {
        foreach (int n in Enumerable.Range(100, 101))
            await SavedMappings.KeepAsync(site.Store, site.Scope, new MappingDraft
            {
                Name = $"kept {n}",
                Fields = new Dictionary<string, string> { ["id"] = $"Number {n}" },
            }, Cancel);
        Uri upload = await client.UploadAsync(("crm.csv", "Number 200,Entered on\nA1,2026-02-01\n"));
        (await client.ReadyAsync(upload)).Said("table.figures").ShouldContain("kept 200");
    }

    private async Task KeptAsync(string csv)
    {
        Uri upload = await client.UploadAsync(("export.csv", csv));
        await client.PressAsync(await client.MappingAsync(upload, "export.csv"), Keep);
    }

    private async Task<string[]> KeptColumnsAsync() =>
        [.. (await SavedMappings.ReadAsync(site.Store, site.Scope.OrganizationId, Cancel))
            .Select(one => $"{one.Key}: {string.Join(", ", one.Value["requires"]!.AsArray().Select(column => (string)column!))}")];

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create))
            foreach ((string name, string text) in entries)
            {
                using var entry = new StreamWriter(archive.CreateEntry(name).Open());
                entry.Write(text);
            }
        return bytes.ToArray();
    }

    private static string Name(IHtmlDocument page) => ((IHtmlInputElement)page.QuerySelector("input[name=name]")!).Value;

    private static string Dates(IHtmlDocument page) => ((IHtmlSelectElement)page.QuerySelector("select[name=dates]")!).Value!;
}
