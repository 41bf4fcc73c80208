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

    private static async Task<byte[]> MadeAsync(int rows)
    {
        using var memory = new MemoryStream();
        await Workbook.WriteAsync(memory, [new Sheet("R & D <1>", ["Name", "Count"], Enumerable.Range(0, rows).Select(i => (IReadOnlyList<Cell>)[$"=row {i}", i]))],
            "A & B", new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero), "USD", TestContext.Current.CancellationToken, rowsInSheet: 2);
        return memory.ToArray();
    }
}
