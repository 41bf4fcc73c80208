using FsCheck;
using FsCheck.Fluent;
using Insights.Ingest;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Ingest;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("Customer D-U-N-S id", "customer duns ID")]
    [InlineData("Microsoft help required?", "microsoft_help required")]
    [InlineData("Privé", "prive")]
    [InlineData("Ελλάδα", "ελλαδα")]
    [InlineData("Solution ID", "Solution\u00A0ID")]
    [InlineData("バス", "ハ\u3099ス")]
    [InlineData("✔️", "✔")]
    [InlineData("Azure Marketplace™", "Azure Marketplace")]
    [InlineData("İd", "id")]
    public void Names_that_differ_in_case_spaces_punctuation_or_accents_are_spelled_alike(string one, string other) =>
        Spelling.Key(one).ShouldBe(Spelling.Key(other));

    [Theory]
    [InlineData("Amount ($)", "Amount (€)")]
    [InlineData("Margin", "Margin %")]
    [InlineData("Deal", "Deal #")]
    [InlineData("✅", "❌")]
    [InlineData("✅ Deal", "❌ Deal")]
    [InlineData("+", "-")]
    [InlineData("A+", "A-")]
    [InlineData("A-", "A")]
    [InlineData("★★★", "★")]
    [InlineData("जीता", "जाता")]
    [InlineData("ハス", "バス")]
    [InlineData("мой", "мои")]
    [InlineData("שׁ", "שׂ")]
    [InlineData("1", "-1")]
    [InlineData("2024-01", "202401")]
    [InlineData("Stage ①", "Stage ②")]
    [InlineData("m²", "m")]
    [InlineData("𠮷野", "野")]
    [InlineData("< 10k", "> 10k")]
    [InlineData("😀", "😡")]
    public void Names_that_differ_in_a_sign_with_a_meaning_are_two(string one, string other)
    {
        Spelling.Key(one).ShouldNotBe(Spelling.Key(other));
        Spelling.Key(one).ShouldNotBe("");
    }

    [Fact]
    public void A_header_spelled_exactly_goes_before_one_spelled_alike()
    {
        var header = new Header(["Close date?", "CLOSE DATE", "Close date"]);
        header.Find("Close date").Index.ShouldBe(2);
        header.Find("Close date?").Index.ShouldBe(0);
        header.Doubt.ShouldBeNull();
        header.Find("close-date").Exists.ShouldBeTrue();
        header.Doubt.ShouldNotBeNull().ShouldContain("'Close date?' and 'CLOSE DATE'");
    }

    [Fact]
    public void Two_headers_of_a_format_we_know_that_cannot_be_told_apart_refuse_the_file_with_both_names()
    {
        using Desk alike = Desk.Read("Referral ID,Creation Date,Lead Type,Lead-value,Lead value?,Status\n1,2026-10-05,Qualified,1,2,Won\n");
        alike.Taken.ShouldBeEmpty();
        alike.Refusal.Reason.ShouldContain("'Lead-value' and 'Lead value?'");
        using Desk exact = Desk.Read("Referral ID,Creation Date,Lead Type,Lead value?,Lead value,Status\n1,2026-10-05,Qualified,1,2,Won\n");
        exact.Only.DealValue.ShouldBe(2);
        using Desk percent = Desk.Read("Referral ID,Creation Date,Lead Type,Lead value %,Lead value,Status\n1,2026-10-05,Qualified,1,2,Won\n");
        percent.Only.DealValue.ShouldBe(2);
    }

    [Fact]
    public void A_header_that_is_asked_for_and_stands_twice_is_said()
    {
        using Desk desk = Desk.Read("Referral ID,Creation Date,Lead Type,Status,Status,Remark,Remark\n1,2026-10-05,Qualified,Won,Lost,a,b\n");
        desk.Only.State.ShouldBe(ObservedState.Won);
        desk.Notices.ShouldHaveSingleItem().Text.ShouldContain("'Status' stands twice, as column 4 and column 5");
    }

    [Fact]
    public void A_word_of_ours_with_a_sign_that_changes_it_is_not_ours()
    {
        using Desk desk = Desk.Read("Referral ID,Creation Date,Lead Type,Status\n1,2026-10-05,Qualified,-Won\n2,2026-10-05,Qualified,❌ " +
            "Won\n3,2026-10-05,Qualified,won.\n");
        desk.Taken.Cast<ReferralObservation>().Select(r => r.State).ShouldBe([null, null, ObservedState.Won]);
        desk.Unknown.Count.ShouldBe(2);
    }

    [Fact]
    public void Whatever_the_headers_each_is_found_by_its_own_spelling() =>
        Prop.ForAll<NonEmptyString[]>(written =>
        {
            string[] names = [.. written.Select(name => name.Get).Where(name => Spelling.Exact(name).Length > 0)
                .DistinctBy(Spelling.Exact)];
            var header = new Header(names);
            return names.Select((name, i) => header.Find(name).Index == i).All(found => found) && header.Doubt is null;
        }).QuickCheckThrowOnFailure();
}
