using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Insights.Facts;
using Insights.Ingest;
using Insights.Store;
using Insights.Tests.Lists;
using Insights.Tests.Store;
using Insights.Vocabulary;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;

namespace Insights.Tests.Ingest;

/// <summary>Workbooks and archives tell what their rows would tell as CSV.</summary>
public sealed class UnpackingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("insights-test-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_sheet_of_typed_cells_tells_what_its_csv_tells()
    {
        const string Csv = """
            Referral ID,Creation Date,Updated Date,Customer Country,Customer Name,Lead Type,Lead currency,Lead value,Lead value (USD),Status
            L1,2023-04-01,2023-04-20T09:30:00,Netherlands,"Jansen ""BV"", Utrecht",Qualified lead,EUR,1234.5,1350.25,Lost
            L2,2023-04-02T10:00:01,,US,Fabrikam,Qualified lead,USD,1.234,1.234,Accepted
            L3,2023-04-03,,DE,Übung,Profile lead,EUR,1000,0.1,New
            L4,2023-04-03,,DE,,Profile lead,EUR,123456789012.12,-5,New
            0012,2023-12-31T23:59:59,,,,Qualified lead,,,,Won
            """;
        using Desk text = Desk.Read(Csv.Replace("1.234,1.234", "1.2340,1.2340", StringComparison.Ordinal));
        using Desk sheet = await ReadAsync(await WorkbookAsync(("Leads", Csv)));
        text.Refused.ShouldBeEmpty();
        sheet.Refused.ShouldBeEmpty();
        sheet.Receipt.Format.ShouldBe("leads_download");
        sheet.Taken.Select(Said).ShouldBe(text.Taken.Select(Said));
    }

    [Fact]
    public async Task A_mapping_for_a_csv_reads_a_workbook_of_the_same_columns()
    {
        Mapping mapping = Mapping.Parse("""
            {"files":[{"name":"crm","requires":["Nr"],"fields":{"id":"Nr","created":"Angelegt","deal_value":"Wert"},
            "constants":{"type":"qualified","state":"active","currency":"EUR"},"dates":["dd.MM.yyyy"],"decimalMark":","}]}
            """);
        using Desk sheet = await ReadAsync(await WorkbookAsync(("x", "Nr,Angelegt,Wert\na,2023-04-01,1234.5\nb,01.05.2023,\"1.234,50\"\nc,2023-04-01,1.234\n")),
            mapping);
        sheet.Refused.ShouldBeEmpty();
        ReferralObservation[] told = [.. sheet.Taken.Cast<ReferralObservation>()];
        told.Select(t => t.DealValue).ShouldBe([1234.5m, 1234.5m, 1.234m]);
        told.Select(t => t.Created!.Value.WrittenDay).ShouldBe([new(2023, 4, 1), new(2023, 5, 1), new(2023, 4, 1)]);
    }

    [Fact]
    public async Task The_encoding_a_mapping_says_of_its_csv_is_not_that_of_a_sheet()
    {
        Mapping mapping = Mapping.Parse("""
            {"files":[{"name":"crm","requires":["Nr"],"fields":{"id":"Nr","created":"Angelegt","customer":"Kunde"},
            "dates":["dd.MM.yyyy"],"encoding":"windows-1252"}]}
            """);
        using Desk sheet = await ReadAsync(await WorkbookAsync(("x", "Nr,Angelegt,Kunde\na,2023-04-01,Müller\n")), mapping);
        sheet.Refused.ShouldBeEmpty();
        ReferralObservation told = sheet.Taken.Cast<ReferralObservation>().ShouldHaveSingleItem();
        (told.CustomerName, told.Created!.Value.WrittenDay).ShouldBe(("Müller", new DateOnly(2023, 4, 1)));
    }

    [Fact]
    public async Task A_refused_row_of_a_sheet_is_named_by_its_row_although_a_cell_above_has_lines()
    {
        using Desk sheet = await ReadAsync(await WorkbookAsync(
            ("Leads", "Referral ID,Creation Date,Status,Lead Type,Customer Name\nL1,2023-04-01,New,,\"two\nlines\"\nL2,31/02/2023,New,,\n")));
        sheet.Refusal.Line.ShouldBe(3);
        sheet.Refusal.File.ShouldBe("book.xlsx");
    }

    [Fact]
    public async Task Every_visible_sheet_is_a_file_and_empty_and_hidden_ones_are_none()
    {
        string leads = "Referral ID,Creation Date,Status,Lead Type\nL1,2023-04-01,New,Qualified lead\n";
        string path = await WorkbookAsync(("Leads", leads), ("Nothing", ""), ("Old", leads.Replace("L1", "L2", StringComparison.Ordinal)),
            ("~Secret", leads));
        Receipt receipt = await ImportAsync(path);
        receipt.Files.Select(f => (f.File, f.New)).ShouldBe([("book.xlsx, Leads", 1), ("book.xlsx, Old", 1)]);
        receipt.Notices.ShouldHaveSingleItem().Text.ShouldContain("'Secret'");
        (await ImportAsync(await WorkbookAsync(("Leads", leads), ("~Nothing", "")))).Notices.ShouldBeEmpty("an empty sheet says nothing");
        Receipt hidden = await ImportAsync(await WorkbookAsync(("~Secret", leads)));
        hidden.ImportId.ShouldBeNull();
        hidden.Refusals.ShouldHaveSingleItem().Reason.ShouldContain("hidden");
    }

    [Fact]
    public async Task An_archive_is_its_files_and_its_workbooks_and_no_archive_within()
    {
        string leads = "Referral ID,Creation Date,Status,Lead Type\nL1,2023-04-01,New,Qualified lead\n";
        string book = await WorkbookAsync(("Leads", leads.Replace("L1", "L2", StringComparison.Ordinal)));
        string inner = Path.Combine(folder, "inner.zip");
        Zip(inner, ("a.csv", Encoding.UTF8.GetBytes(leads)));
        string path = Path.Combine(folder, "all.zip");
        Zip(path, ("in/leads.csv", Encoding.UTF8.GetBytes(leads)), ("book.xlsx", await File.ReadAllBytesAsync(book, Cancel)),
            ("inner.zip", await File.ReadAllBytesAsync(inner, Cancel)), ("__MACOSX/in/._leads.csv", [1, 2, 3]), (".DS_Store", [0, 1]),
            ("photo.png", [0x89, 0x50, 0x4E, 0x47, 0]));
        Receipt receipt = await ImportAsync(path);
        receipt.Files.Select(f => (f.File, f.New, f.Refused)).ShouldBe(
        [
            ("all.zip/in/leads.csv", 1, 0), ("all.zip/book.xlsx", 1, 0), ("all.zip/inner.zip", 0, 1), ("all.zip/photo.png", 0, 1),
        ]);
        receipt.Refusals[0].Reason.ShouldContain("archive within an archive");
    }

    [Fact]
    public async Task What_is_broken_is_refused_with_a_reason_and_nothing_is_left_behind()
    {
        byte[] whole = await File.ReadAllBytesAsync(await WorkbookAsync(("Leads", "Referral ID,Creation Date,Status\nL1,2023-04-01,New\n")), Cancel);
        foreach (byte[] bytes in (byte[][])[whole[..(whole.Length / 2)], whole[..40], [.. whole.Select((b, i) => i is > 60 and < 400 ? (byte)(b ^ 0x55) : b)],
            [0xD0, 0xCF, 0x11, 0xE0, .. new byte[2000]], [0x50, 0x4B, 0x03, 0x04, .. new byte[100]]])
        {
            string path = Path.Combine(folder, "broken.xlsx");
            await File.WriteAllBytesAsync(path, bytes, Cancel);
            string rooms = Directory.CreateDirectory(Path.Combine(folder, "rooms")).FullName;
            Receipt receipt = await ImportAsync(path, rooms);
            receipt.ImportId.ShouldBeNull();
            receipt.Refusals.ShouldHaveSingleItem().Reason.ShouldContain("damaged");
            Directory.EnumerateFileSystemEntries(rooms).ShouldBeEmpty();
        }
        string empty = Path.Combine(folder, "empty.zip");
        Zip(empty);
        // An archive without an entry has another beginning, and is no text either.
        (await ImportAsync(empty)).Refused.ShouldBe(1);
    }

    [Fact]
    public async Task Our_own_workbook_of_all_referrals_comes_back_as_its_csv_does()
    {
        await using Served site = await Served.SampleAsync(200);
        string csv = await site.TextAsync("/api/v1/list.csv?of=referrals.all");
        string book = Path.Combine(folder, "list.xlsx"), table = Path.Combine(folder, "list.csv");
        await File.WriteAllBytesAsync(book, await (await site.GetAsync("/api/v1/list.xlsx?of=referrals.all")).Content.ReadAsByteArrayAsync(Cancel), Cancel);
        await File.WriteAllTextAsync(table, csv, Cancel);
        List<string> ofBook = await ToldAsync(book), ofTable = await ToldAsync(table);
        ofBook.Count.ShouldBeGreaterThan(150);
        // A workbook holds milliseconds.
        Seconds(ofBook).ShouldBe(Seconds(ofTable));

        static IEnumerable<string> Seconds(IEnumerable<string> told) => told.Select(t => Regex.Replace(t, @"(?<=:\d\d)\.\d+Z", "Z"));
    }

    private static async Task<List<string>> ToldAsync(string path)
    {
        var told = new List<string>();
        Receipt receipt = await ImportAsync(path, watch: (_, observation) => told.Add(Said(observation)));
        receipt.Refused.ShouldBe(0, string.Join('\n', receipt.Refusals.Select(r => r.Reason)));
        return told;
    }

    private static string Said(Observation observation) => string.Join('|', ReferralFields.InFile.Select(field =>
        string.Create(CultureInfo.InvariantCulture, $"{field.Key}={field.Cell((ReferralObservation)observation)}")));

    private static async Task<Receipt> ImportAsync(string path, string? folder = null, Action<SourceFile, Observation>? watch = null)
    {
        await using var store = new TemporaryStore();
        return await Importer.RunAsync(await store.OpenAsync(), new ImportRequest
        {
            Files = [new SourceFile(path, Path.GetFileName(path))],
            Folder = folder,
            Watch = watch,
        }, null, null, Cancel);
    }

    private async Task<Desk> ReadAsync(string path, Mapping? mapping = null)
    {
        string room = Directory.CreateDirectory(Path.Combine(folder, Path.GetRandomFileName())).FullName;
        return Desk.ReadFile(Unpacking.Unpack([new SourceFile(path, "book.xlsx")], room, Cancel).ShouldHaveSingleItem(), mapping);
    }

    private static void Zip(string path, params (string Name, byte[] Bytes)[] entries)
    {
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, byte[] bytes) in entries)
        {
            using Stream entry = archive.CreateEntry(name).Open();
            entry.Write(bytes);
        }
    }

    /// <summary>A workbook of tables written as CSV: what looks like a date is a date there, and what looks like a number a number. A name
    /// that begins with ~ is that of a hidden sheet.</summary>
    private async Task<string> WorkbookAsync(params (string Name, string Csv)[] sheets)
    {
        string path = Path.Combine(folder, "book.xlsx");
        await using FileStream file = File.Create(path);
        await using Spreadsheet book = await Spreadsheet.CreateNewAsync(file, cancellationToken: Cancel);
        StyleId day = book.AddStyle(new Style { Format = NumberFormat.Custom("dd/mm/yyyy") }), second =
            book.AddStyle(new Style { Format = NumberFormat.Custom("yyyy-mm-dd hh:mm:ss") });
        foreach ((string name, string csv) in sheets)
        {
            await book.StartWorksheetAsync(name.TrimStart('~'),
                new WorksheetOptions { Visibility = name[0] == '~' ? WorksheetVisibility.Hidden : WorksheetVisibility.Visible }, Cancel);
            using var reader = CsvHelper.CsvReader.FromText(csv, new CsvHelper.CsvReaderOptions { HasHeader = false });
            while (reader.Read())
                await book.AddRowAsync([.. Enumerable.Range(0, reader.FieldCount).Select(i => CellOf(reader.GetString(i)))], Cancel);
        }
        await book.FinishAsync(Cancel);
        return path;

        StyledCell CellOf(string text) => text.Length == 0 ? new StyledCell((string?)null, null)
            : DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date)
                ? new StyledCell(date, day)
            : DateTime.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime moment)
                ? new StyledCell(moment, second)
            : text[0] != '0' || text.Contains('.', StringComparison.Ordinal)
                ? double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? new StyledCell(number, null)
                    : new StyledCell(text, null)
            : new StyledCell(text, null);
    }
}
