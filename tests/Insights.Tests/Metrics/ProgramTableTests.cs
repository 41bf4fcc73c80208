using Insights.Metrics.Qrp;

namespace Insights.Tests.Metrics;

public sealed class ProgramTableTests
{
    [Fact]
    public void The_shipped_table_survives_being_written_and_read()
    {
        ProgramTable.Parse(ProgramTable.Shipped.ToJson(), out ProgramTable? read).ShouldBeNull();
        read!.ToJson().ShouldBe(ProgramTable.Shipped.ToJson());
        read.IndexOf("cloud deployment services").ShouldBe(3);
    }

    [Fact]
    public void New_targets_hold_from_their_day_and_not_before()
    {
        var program = ProgramTable.Shipped.All[0];
        var from = new DateOnly(2026, 7, 1);
        Kpi[] kpis = [.. program.On(from).Kpis.Select(k => k.Key == "accept_rate" ? k with { Achieved = 85, Approaching = 75 } : k)];
        var changed = ProgramTable.Shipped.With(program.Key, from, kpis).All[0];
        changed.On(from).Kpis[0].Target.ShouldBe("85+");
        changed.On(from.AddDays(-1)).Kpis[0].Target.ShouldBe("80+");
        changed.On(new DateOnly(2012, 1, 1)).Kpis[3].Key.ShouldBe("close_rate_180");
        ProgramTable.Parse(ProgramTable.Shipped.With(program.Key, from, kpis).ToJson(), out _).ShouldBeNull();
    }

    [Fact]
    public void Targets_from_the_very_first_day_of_a_version_replace_it()
    {
        var program = ProgramTable.Shipped.All[0];
        var changed = ProgramTable.Shipped.With(program.Key, new DateOnly(2023, 6, 1), [new Kpi(Measure.Win, Achieved: 9, Approaching: 4)])
            .All[0];
        changed.Versions.Count.ShouldBe(2);
        changed.On(new DateOnly(2024, 1, 1)).Kpis.ShouldHaveSingleItem().Target.ShouldBe("9+");
    }

    [Theory]
    [InlineData("{", "programs.problem.json")]
    [InlineData("[]", "programs.problem.none")]
    [InlineData("[null]", "programs.problem.key")]
    [InlineData("""[{"key":"A b","versions":[{"lookBackMonths":10,"kpis":[{"measure":"win"}]}]}]""", "programs.problem.key")]
    [InlineData("""[{"key":"a","versions":[]}]""", "programs.problem.versions")]
    [InlineData("""[{"key":"a","versions":[{"lookBackMonths":10,"kpis":[]}]}]""", "programs.problem.kpis")]
    [InlineData("""[{"key":"a","versions":[{"lookBackMonths":0,"kpis":[{"measure":"win"}]}]}]""", "programs.problem.lookback")]
    [InlineData("""[{"key":"a","versions":[{"lookBackMonths":10,"kpis":[{"measure":"close"}]}]}]""", "programs.problem.days")]
    [InlineData("""[{"key":"a","versions":[{"lookBackMonths":10,"kpis":[{"measure":"win","achieved":5}]}]}]""", "programs.problem.target")]
    [InlineData("""[{"key":"a","versions":[{"lookBackMonths":10,"kpis":[{"measure":"win","achieved":5,"approaching":6}]}]}]""", "programs.problem.target")]
    [InlineData("""[{"key":"a","versions":[{"lookBackMonths":10,"kpis":[{"measure":"win","acheived":5,"approaching":6}]}]}]""", "programs.problem.json")]
    [InlineData("""[{"key":"a","versions":[{"lookBackMonths":10,"kpis":[{"measure":"win"}]},{"from":"2026-01-01","lookBackMonths":10,"kpis":[{"measure":"win"}]}]}]""", "programs.problem.dates")]
    [InlineData("""[{"key":"a","versions":[{"lookBackMonths":10,"kpis":[{"measure":"win"}]}]},{"key":"b","aliases":["A"],"versions":[{"lookBackMonths":10,"kpis":[{"measure":"win"}]}]}]""", "programs.problem.twice")]
    public void A_table_that_cannot_be_is_refused_with_its_reason(string json, string word) =>
        ProgramTable.Parse(json, out _)!.Word.ShouldBe(word);
}
