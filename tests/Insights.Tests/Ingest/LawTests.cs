using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Insights.Ingest;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Ingest;

public sealed class LawTests
{
    [Fact]
    public void A_moment_written_in_full_is_read_as_the_same_moment() =>
        Prop.ForAll<int, int, int>((seconds, ticks, quarters) =>
        {
            var moment = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(quarters % 56 * 15))
                .AddSeconds(seconds * 7919L % 200_000_000).AddTicks(Math.Abs((long)ticks) % 10_000_000);
            return Moments.Read(moment.ToString("o", CultureInfo.InvariantCulture), DateStyle.Iso, out When? read) is null
                && read?.Instant == moment && read?.Instant?.Offset == TimeSpan.Zero;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_amount_with_four_decimals_is_read_as_the_same_amount() =>
        Prop.ForAll<long>(tenthousandths =>
        {
            decimal amount = tenthousandths % 9_000_000_000_000_000_000L / 10_000m;
            string grouped = amount.ToString("#,0.####", CultureInfo.InvariantCulture);
            string dutch = amount.ToString("#,0.####", new CultureInfo("nl-NL"));
            return Math.Abs(amount) >= 900_000_000_000_000m
                || (Amounts.Read(grouped, '.', out decimal? point) is null && point == amount
                && Amounts.Read(dutch, ',', out decimal? comma) is null && comma == amount);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_list_of_ours_is_read_as_it_was_written() =>
        Prop.ForAll<NonEmptyString[], NonEmptyString[]>((ids, names) =>
        {
            NamedId[] things = [.. ids.Zip(names, (id, name) => (Id: id.Get.Trim(), Name: name.Get.Trim())).Where(pair => pair.Id.Length > 0
                && pair.Name.Length > 0).Select(pair => new NamedId(pair.Id, pair.Name))];
            string[] words = [.. ids.Select(id => id.Get.Trim()).Where(id => id.Length > 0)];
            return CellLists.ReadNamed(CellLists.Write(things)).SequenceEqual(things) && CellLists.ReadWords(CellLists.Write(words))
                .SequenceEqual(words);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_makes_the_readers_of_dates_and_amounts_throw() =>
        Prop.ForAll<string>(text =>
        {
            string? date = Moments.Read(text, DateStyle.PartnerCenter, out When? moment),
                amount = Amounts.Read(text, '.', out decimal? number);
            CountryCodes.Normalise(text);
            return (date is null || moment is null) && (amount is null || number is null);
        }).QuickCheckThrowOnFailure();
}
