using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Insights.Metrics;
using Insights.Metrics.Lists;
using Insights.Tests.Plain;
using Insights.Vocabulary;

namespace Insights.Tests.Lists;

/// <summary>Every data-quality note says how many, and leads to exactly those (metrics.md 6, law 9).</summary>
[Trait("Category", "Slow")]
public sealed class NoteTests
{
    private const string Head = "Referral ID,Creation Date,Status,Lead Type,Lead value,Lead currency,Customer Name,Customer Country\n";
    private static readonly DateTimeOffset Now = Made.At("2026-03-10 12:00:00");

    [Theory]
    [InlineData("negative_value", 2,
        "R1,2026-02-01,New,Qualified,-100,USD,A,NL\nR2,2019-02-01,Won,Qualified,-0.5,EUR,B,NL\nR3,2026-02-01,New,Qualified,0,USD,C,NL\n")]
    [InlineData("before_2000", 1, "R1,1999-12-31,New,Qualified,1,USD,A,NL\nR2,2000-01-01,New,Qualified,1,USD,B,NL\n")]
    [InlineData("in_future", 1, "R1,2026-03-10,New,Qualified,1,USD,A,NL\nR2,2027-02-01,New,Qualified,1,USD,B,NL\n")]
    [InlineData("unknown_country_name", 2,
        "R1,2026-02-01,New,Qualified,1,USD,A,Freedonia\nR2,2026-02-01,New,Qualified,1,USD,B,Netherlands\nR3,2026-02-01,New,Qualified,1,USD,C,Ruritania\n")]
    public async Task What_a_source_cannot_mean_is_a_note_with_a_list(string code, int count, string rows)
    {
        await using Served site = await Served.ImportsAsync(Now, null, Head + rows);
        await Leads(site, code, count, "");
        // The leads dashboard shows the same leads; the one of deals shows none of them.
        JsonNode leads = JsonNode.Parse(await site.TextAsync("/api/v1/leads?tab=qualified"))!;
        ((int?)Note(leads, code)?["count"]).ShouldBe(count);
        Note(JsonNode.Parse(await site.TextAsync("/api/v1/cosell?deal_type=all"))!, code).ShouldBeNull();
        // Narrowed to a customer, a dashboard speaks of that customer only, and its note leads to that one referral.
        IHtmlDocument one = await site.PageAsync($"/insights/leads?tab=qualified&customer={(code is "before_2000" or "negative_value" or "unknown_country_name" ? "A" : "B")}");
        string list = one.QuerySelector($"[data-note='{code}'] a")!.GetAttribute("href")!;
        (await site.PageAsync(list)).QuerySelector("[data-rows]")!.GetAttribute("data-rows").ShouldBe("1");
    }

    [Fact]
    public async Task The_note_of_unknown_countries_names_them()
    {
        await using Served site = await Served.ImportsAsync(Now, null, Head
            + "R1,2026-02-01,New,Qualified,1,USD,A,Freedonia\nR3,2026-02-01,New,Qualified,1,USD,C,Ruritania\n");
        ((string)Note(JsonNode.Parse(await site.TextAsync("/api/v1/summary"))!, "unknown_country_name")!["text"]!)
            .ShouldContain("(Freedonia, Ruritania)");
    }

    [Fact]
    public async Task A_referral_a_source_opens_again_stays_closed_and_is_noted()
    {
        await using Served site = await Served.ImportsAsync(Now, null,
            Head.Replace("Customer Country", "Updated Date", StringComparison.Ordinal)
                + "R1,2026-02-01,Won,Qualified,1,USD,A,2026-02-10\nR2,2026-02-01,Won,Qualified,1,USD,B,2026-02-10\n",
            Head.Replace("Customer Country", "Updated Date", StringComparison.Ordinal)
                + "R1,2026-02-01,Active,Qualified,1,USD,A,2026-02-20\nR2,2026-02-01,Active,Qualified,1,USD,B,2026-02-05\n");
        await Leads(site, "reopened", 1, "");
        JsonNode won = JsonNode.Parse(await site.TextAsync("/api/v1/list?of=referrals.all&state=won"))!;
        ((int)won["count"]!).ShouldBe(2, "closed is terminal");
        ((string)JsonNode.Parse(await site.TextAsync("/api/v1/list?of=note.reopened"))!["rows"]![0]!["id"]!)
            .ShouldBe("R1", "R2 was active before it was won");
    }

    [Fact]
    public async Task Every_observed_moment_is_said_by_its_kind()
    {
        // A creation nobody told, two acceptances and a win without a moment, and Microsoft's acceptance.
        await using Served site = await Served.ImportsAsync(Now, null,
            "Referral ID,Creation Date,Status,Lead " +
                "Type\nR1,2026-02-01,Active,Qualified\nR2,2026-02-01,Active,Qualified\nR3,2026-02-01,Won,Qualified\n");
        JsonNode note = await Leads(site, "observed_moments", 3, "");
        note["parts"]!.ToJsonString().ShouldBe("""{"accepted":2,"closed":1}""");
        foreach ((string part, JsonNode? count) in note["parts"]!.AsObject())
            ((int)JsonNode.Parse(await site.TextAsync($"/api/v1/list?of=note.observed_moments&step={part}"))!["count"]!)
                .ShouldBe((int)count!);
        (await site.PageAsync("/insights/summary?lang=nl"))
            .QuerySelector("[data-note='observed_moments']")!.TextContent.ShouldContain("geaccepteerd 2, gesloten 1");
        Note(JsonNode.Parse(await site.TextAsync("/api/v1/summary?from=2025-01-01&to=2025-12-31"))!, "observed_moments")
            .ShouldBeNull("nothing was dated into that year");
    }

    [Fact]
    public async Task Observed_creations_and_acceptances_by_Microsoft_are_among_them()
    {
        await using var store = new Store.TemporaryStore();
        store.Clock.Now = Now;
        await store.ImportAsync(new ReferralObservation
        {
            ReferralId = "a",
            Type = ReferralType.Qualified,
            State = ObservedState.New
        },
            new ReferralObservation
            {
                ReferralId = "b",
                Type = ReferralType.Outbound,
                State = ObservedState.Active,
                Created = Made.At("2026-02-01"),
                MicrosoftMsxId = "7-X"
            });
        Reading reading = await store.ReadAsync(new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 31));
        Note note = reading.Notes.Single(n => n.Code == "observed_moments");
        (note.Count, string.Join(", ", note.Parts)).ShouldBe((2, "(created, 1), (accepted_by_microsoft, 1)"));
        reading.Observed["leads.received"].ShouldBe(new Observed(1, 1));
        reading.Observed["cosell.accepted_by_microsoft"].ShouldBe(new Observed(1, 1));
    }

    [Fact]
    public async Task The_QRP_card_says_how_many_of_its_referrals_stand_by_the_day_of_an_import()
    {
        await using var store = new Store.TemporaryStore();
        store.Clock.Now = Now;
        string program = Insights.Metrics.Qrp.ProgramTable.Shipped.All[0].Names.First();
        ReferralObservation Of(string id, ObservedState state, DateTimeOffset? created, DateTimeOffset? closed) => new()
        {
            ReferralId = id,
            Type = ReferralType.Qualified,
            State = state,
            Created = created,
            Closed = closed,
            Program = program,
            Country = "NL",
        };
        // Told whole; won without a day; created without one; and one of a month the period does not touch.
        await store.ImportAsync(Of("a", ObservedState.Won, Now.AddDays(-3), Now.AddDays(-1)),
            Of("b", ObservedState.Won, Now.AddDays(-3), null),
            Of("c", ObservedState.New, null, null), Of("d", ObservedState.Won, Now.AddDays(-90), null));
        Reading reading = await store.ReadAsync(new DateOnly(Now.Year, Now.Month, 1), DateOnly.FromDateTime(Now.UtcDateTime));
        reading.Qrp.ShouldHaveSingleItem();
        reading.Observed["qrp"].ShouldBe(new Observed(2, 3));
    }

    [Fact]
    public async Task Each_moment_and_each_amount_that_cannot_be_meant_is_noted_by_itself()
    {
        DateTimeOffset early = Made.At("1999-12-31 23:59:59"), late = Made.At("2026-02-01");
        var ours = new ReferralObservation
        {
            ReferralId = "a",
            EngagementId = "e",
            Type = ReferralType.Outbound,
            State = ObservedState.Active,
            Created = late,
        };
        foreach ((string code, ReferralObservation[] told) in new (string, ReferralObservation[])[]
        {
            ("before_2000", [Won() with { Created = early }]), ("before_2000", [Won() with { Accepted = early }]),
            ("before_2000", [Won() with { Closed = early }]),
            ("before_2000", [ours, ours with { ReferralId = "m", Side = Side.Microsoft, Accepted = early }]),
            ("negative_value", [Won() with { DealValue = -1, Currency = "EUR" }]), ("negative_value", [Won() with { DealValueUsd = -1 }]),
        })
        {
            await using var store = new Store.TemporaryStore();
            store.Clock.Now = Now;
            await store.ImportAsync(told);
            Reading reading = await store.ReadAsync(new DateOnly(2026, 1, 1), new DateOnly(2026, 3, 31));
            reading.Notes.Select(n => (n.Code, n.Count)).ShouldContain((code, 1), string.Join<ReferralObservation>(", ", told));
        }

        ReferralObservation Won() => new()
        {
            ReferralId = "a",
            Type = ReferralType.Qualified,
            State = ObservedState.Won,
            Created = late,
            Accepted = late,
            Closed = late,
        };
    }

    [Fact]
    public async Task An_amount_without_a_rate_is_said_at_every_number_it_is_left_out_of()
    {
        await using var store = new Store.TemporaryStore();
        store.Clock.Now = Now;
        await store.ImportAsync(new ReferralObservation
        {
            ReferralId = "a",
            Type = ReferralType.Qualified,
            State = ObservedState.Won,
            Created = Made.At("2026-02-01"),
            Accepted = Made.At("2026-02-01"),
            Closed = Made.At("2026-02-02"),
            DealValue = 5,
            Currency = "XTS",
        });
        Reading reading = await store.ReadAsync(new DateOnly(2026, 1, 1), new DateOnly(2026, 3, 31));
        reading.MoneyCaveats.Keys.Order().ShouldBe(["revenue.won_value", "revenue.won_value.leads"]);
        reading.MoneyCaveats["revenue.won_value.leads"].WithoutRate.ShouldBe(1);
    }

    [Fact]
    public void A_population_of_notes_knows_its_codes_and_parts()
    {
        new Population("note.reopened").IsKnown.ShouldBeTrue();
        new Population("note.observed_moments") { Step = "closed" }.IsKnown.ShouldBeTrue();
        new Population("note.observed_moments") { Step = "nobody" }.IsKnown.ShouldBeFalse();
        new Population("note.no_rate").IsKnown.ShouldBeFalse();
        foreach (Language language in Language.All)
            foreach (NoteRule rule in NoteRule.All)
                language.Has($"list.note.{rule.Code}{(rule.Part is null ? "" : "." + rule.Part)}").ShouldBeTrue(rule.Code);
    }

    /// <summary>The Summary's note, in both languages, with its list as page and as document.</summary>
    private static async Task<JsonNode> Leads(Served site, string code, int count, string address)
    {
        JsonNode note = Note(JsonNode.Parse(await site.TextAsync("/api/v1/summary" + address))!,
            code) ?? throw new InvalidOperationException($"There is no note {code}.");
        ((int)note["count"]!).ShouldBe(count);
        ((string)note["list"]!).ShouldBe("note." + code);
        ((int)JsonNode.Parse(await site.TextAsync($"/api/v1/list?of=note.{code}"))!["count"]!).ShouldBe(count);
        foreach (Language language in Language.All)
        {
            IElement said = (await site.PageAsync($"/insights/summary?lang={language.Code}")).QuerySelector($"[data-note='{code}']")!;
            foreach (IElement link in said.QuerySelectorAll("a"))
            {
                IHtmlDocument list = await site.PageAsync(link.GetAttribute("href")!);
                list.Body!.TextContent.ShouldNotContain("[");
                list.QuerySelector(".list-head p")!.TextContent.ShouldBe(language["list.note.meaning"]);
            }
            IHtmlDocument whole = await site.PageAsync($"/insights/list?of=note.{code}&lang={language.Code}");
            whole.QuerySelector("[data-rows]")!.GetAttribute("data-rows")
                .ShouldBe(count.ToString(System.Globalization.CultureInfo.InvariantCulture));
            whole.QuerySelectorAll("table.rows tbody tr").Length.ShouldBe(count);
        }
        return note;
    }

    private static JsonNode? Note(JsonNode document, string code) =>
        document["notes"]!.AsArray().FirstOrDefault(n => (string)n!["code"]! == code);
}
