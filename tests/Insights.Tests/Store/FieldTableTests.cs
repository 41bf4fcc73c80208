using System.Reflection;
using Insights.Store;
using Insights.Store.Schema;
using Insights.Vocabulary;

namespace Insights.Tests.Store;

/// <summary>The tables of fields: whole, in the order of the store, and named in every language.</summary>
public sealed class FieldTableTests
{
    [Fact]
    public void Every_column_of_a_referral_has_a_field_and_they_stand_in_the_order_of_the_digests()
    {
        var at = new List<int>();
        foreach (Field<ReferralObservation> field in ReferralFields.Stored)
        {
            at.Add(field.Place);
            if (field is TextField<ReferralObservation> { KeyColumn.Length: > 0 }) at.Add(field.Place + 1);
        }
        at.ShouldBe(Enumerable.Range(0, VersionTable.Referrals.Columns.Count));
    }

    [Fact]
    public async Task The_tables_of_the_database_have_the_columns_of_the_fields()
    {
        await using var temporary = new TemporaryStore();
        ReferralStore store = await temporary.OpenAsync();
        Dictionary<string, IReadOnlyList<string>> tables = (await store.TablesAsync(CancellationToken.None))
            .ToDictionary(t => t.Name, t => t.Columns);
        foreach (VersionTable table in VersionTable.All)
            tables[table.Name].ShouldBe([.. VersionTable.KeyColumns, .. table.Columns], ignoreOrder: true);
    }

    [Theory]
    [InlineData(typeof(ReferralObservation))]
    [InlineData(typeof(RegistrationObservation))]
    [InlineData(typeof(SolutionObservation))]
    [InlineData(typeof(PageViewObservation))]
    [InlineData(typeof(RateObservation))]
    public void What_one_says_its_copy_by_the_fields_says(Type kind)
    {
        var told = (Observation)Activator.CreateInstance(kind)!;
        foreach (PropertyInfo property in kind.GetProperties().Where(p => p.CanWrite))
            property.SetValue(told, Something(property.PropertyType));
        using var row = new VersionRow(VersionTable.For(told));
        row.Values.Number(1);
        row.Values.Number(1);
        row.Values.Number(1);
        row.Values.Number(1);
        VersionTable.For(told).Write(told, row.Values);
        Observation read = told switch
        {
            ReferralObservation => row.Told(VersionTable.Referrals),
            RegistrationObservation => row.Told(VersionTable.Registrations),
            SolutionObservation => row.Told(VersionTable.Solutions),
            PageViewObservation => row.Told(VersionTable.PageViews),
            _ => row.Told(VersionTable.Rates),
        };
        foreach (PropertyInfo property in kind.GetProperties().Where(p => p.CanWrite))
            (property.GetValue(read) is System.Collections.IEnumerable and not string
                ? System.Text.Json.JsonSerializer.Serialize(property.GetValue(read)) : property.GetValue(read)?.ToString())
                .ShouldBe(property.GetValue(told) is System.Collections.IEnumerable and not string
                    ? System.Text.Json.JsonSerializer.Serialize(property.GetValue(told)) : property.GetValue(told)?.ToString(),
                    property.Name);
    }

    [Fact]
    public void A_field_of_our_own_file_has_a_header_in_every_language()
    {
        foreach (Language language in Language.All)
            foreach (Field field in ReferralFields.InFile) language.Has("field." + field.Key).ShouldBeTrue($"{language.Code}: {field.Key}");
    }

    private static object Something(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return "said";
        if (type == typeof(When)) return When.OnDay(new DateOnly(2026, 3, 4));
        if (type == typeof(DateOnly)) return new DateOnly(2026, 3, 1);
        if (type == typeof(decimal)) return 12.5m;
        if (type == typeof(long)) return 7L;
        if (type == typeof(bool)) return true;
        if (type.IsEnum) return Enum.GetValues(type).GetValue(1)!;
        if (type == typeof(IReadOnlyList<NamedId>)) return new[] { new NamedId("id", "name"), new NamedId(null, "only") };
        if (type == typeof(IReadOnlyList<string>)) return new[] { "one", "two" };
        if (type == typeof(IReadOnlyDictionary<string, string>)) return new Dictionary<string, string> { ["key"] = "value" };
        throw new NotSupportedException(type.Name);
    }
}
