using Insights.Exports.Data;

namespace Insights.Tests.Exports;

public sealed class WorkbookTests
{
    [Fact]
    public async Task A_list_longer_than_a_sheet_goes_on_in_the_next_under_the_same_head_and_the_same_rows_are_the_same_file()
    {
        byte[] file = await MadeAsync(5);
        Dictionary<string, List<string[]>> sheets = Opened.Workbook(file);
        sheets.Keys.ShouldBe(["R & D <1>", "R & D <1> 2", "R & D <1> 3"]);
        sheets.Values.ShouldAllBe(rows => rows[0].SequenceEqual(new[] { "Name", "Count" }));
        sheets.Values.SelectMany(rows => rows.Skip(1)).Select(r => r[0]).ShouldBe(["=row 0", "=row 1", "=row 2", "=row 3", "=row 4"]);
        (await MadeAsync(5)).ShouldBe(file);
        Opened.Workbook(await MadeAsync(4)).Count.ShouldBe(2, "no empty sheet behind a full one");
        Opened.Workbook(await MadeAsync(0)).ShouldHaveSingleItem().Value.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("𠮷野家 🚀 Ltd", "𠮷野家 🚀 Ltd")]
    [InlineData("a\u0001b\uFFFEc\uFFFFd", "abcd")]
    [InlineData("two\nlines\tand a tab", "two\nlines\tand a tab")]
    [InlineData("_x0041_", "_x005F_x0041_")]
    [InlineData("_x0041_x0042_", "_x005F_x0041_x005F_x0042_")]
    [InlineData("_x004_ _y0041_ x0041_", "_x004_ _y0041_ x0041_")]
    public async Task A_text_is_in_the_workbook_as_it_was_told(string told, string written)
    {
        Dictionary<string, List<string[]>> sheets = Opened.Workbook(await OfAsync(told));
        sheets.ShouldHaveSingleItem().Value[1][0].ShouldBe(written);
    }

    [Fact]
    public async Task Half_a_character_is_replaced() =>
        Opened.Workbook(await OfAsync("half \uD83D and \uDE80 end")).ShouldHaveSingleItem().Value[1][0]
            .ShouldBe("half \uFFFD and \uFFFD end");

    [Fact]
    public async Task A_text_longer_than_a_cell_takes_is_cut_with_a_sign_and_never_through_a_character()
    {
        string[] cells = Opened.Workbook(await OfAsync(new string('x', 40_000), new string('y', 32_767), new string('z', 32_765) +
            "🚀🚀", new string('_', 32_760) + "x0041_"))
            .ShouldHaveSingleItem().Value.Skip(1).Select(row => row[0]).ToArray();
        cells[0].ShouldBe(new string('x', 32_766) + "…");
        cells[1].ShouldBe(new string('y', 32_767), "that long it may be");
        cells[2].ShouldBe(new string('z', 32_765) + "…");
        cells[3].ShouldBe(new string('_', 32_759) + "_x005F_x0041_", "the limit counts what is read, not how it is written");
    }

    private static async Task<byte[]> OfAsync(params string[] texts)
    {
        using var memory = new MemoryStream();
        await Workbook.WriteAsync(memory, [new Sheet("Texts", ["Text"], [.. texts.Select(text => (IReadOnlyList<Cell>)[text])])],
            "𠮷 \uD83D\u0001", new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero), "USD", TestContext.Current.CancellationToken);
        return memory.ToArray();
    }

    private static async Task<byte[]> MadeAsync(int rows)
    {
        using var memory = new MemoryStream();
        await Workbook.WriteAsync(memory,
            [new Sheet("R & D <1>", ["Name", "Count"], [.. Enumerable.Range(0, rows).Select(i => (IReadOnlyList<Cell>)[$"=row {i}", i])])],
            "A & B", new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero), "USD", TestContext.Current.CancellationToken,
                rowsInSheet: 2);
        return memory.ToArray();
    }
}
