using Insights.Ingest;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Ingest;

public sealed class TableFormatTests
{
    private static When Day(int year, int month, int day) => When.OnDay(new DateOnly(year, month, day));

    [Fact]
    public void The_present_leads_download_is_read_with_every_column()
    {
        using Desk desk = Desk.Read("""
            Referral ID,Creation Date,Updated Date,PartnerID,Customer Country,Customer City,Customer Name,Lead Type,Lead Source,Call to action,Referral program,Business profile ID,Offer ID,Offer name,Lead currency,Lead value,Lead value (USD),Status,Status Reason
            L1,2023-04-01,04/20/2023,123,Netherlands,Utrecht,"Jansen, BV",Qualified lead,,,Contact request,,,,EUR,"1,234.50",1350.25,Lost,Other
            L2,2023-04-02T10:00:00Z,,123,US,,Fabrikam,Offer lead,Appsource,Get it now,,,o1,Offer One,,,,Accepted,
            L3,4/3/2023 1:05 PM,,,,,Contoso,Profile lead,,,,bp9,,,,,,New,
            """);
        desk.Refused.ShouldBeEmpty();
        desk.Unknown.ShouldBeEmpty();
        desk.Receipt.Format.ShouldBe("leads_download");
        ReferralObservation[] leads = [.. desk.Taken.Cast<ReferralObservation>()];
        leads[0].ShouldSatisfyAllConditions(
            l => l.Type.ShouldBe(ReferralType.Qualified),
            l => l.Created.ShouldBe(Day(2023, 4, 1)),
            l => l.Updated.ShouldBe(Day(2023, 4, 20)),
            l => l.Country.ShouldBe("NL"),
            l => l.City.ShouldBe("Utrecht"),
            l => l.CustomerName.ShouldBe("Jansen, BV"),
            l => l.Program.ShouldBe("Contact request"),
            l => l.DealValue.ShouldBe(1234.50m),
            l => l.Currency.ShouldBe("EUR"),
            l => l.DealValueUsd.ShouldBe(1350.25m),
            l => l.State.ShouldBe(ObservedState.Lost),
            l => l.StatusReason.ShouldBe("Other"),
            l => l.Details![DetailKeys.PartnerLocation].ShouldBe("123"));
        leads[1].Type.ShouldBe(ReferralType.Marketplace);
        leads[1].LeadKind.ShouldBe(LeadKind.Informational);
        leads[1].State.ShouldBe(ObservedState.Active);
        leads[1].Details![DetailKeys.OfferName].ShouldBe("Offer One");
        leads[2].LeadKind.ShouldBe(LeadKind.Profile);
        leads[2].Created.ShouldBe(new DateTimeOffset(2023, 4, 3, 13, 5, 0, TimeSpan.Zero));
        leads[2].Details![DetailKeys.BusinessProfileId].ShouldBe("bp9");
    }

    [Fact]
    public void The_leads_download_of_2021_is_read_from_tabs()
    {
        using Desk desk = Desk.Read("Referral ID\tCustomer country\tCustomer name\tReferral creation date\tReferral source\tReferral " +
            "type\tLead direction\tLead currency\tLead value\tLead value (USD)\tStatus\tStatus reason\n"
            + "A\tMX\tContoso\t2021-05-01\tQualified\t\tIncoming\tUSD\t100\t100\tExpired\t\nB\tMX\tContoso\t2021-05-01\tMarketplace\tHologram\tIncoming\t\t\t\tBaffled\t\n");
        ReferralObservation[] leads = [.. desk.Taken.Cast<ReferralObservation>()];
        leads[0].Type.ShouldBe(ReferralType.Qualified);
        leads[0].State.ShouldBe(ObservedState.Expired);
        leads[1].Type.ShouldBe(ReferralType.Marketplace);
        leads[1].State.ShouldBeNull();
        leads[1].UnknownState.ShouldBe("Baffled");
        desk.Unknown.ShouldBe([("Referral type", "Hologram"), ("Status", "Baffled")], ignoreOrder: true);
    }

    [Fact]
    public void A_co_sell_download_tells_a_referral_per_row_and_its_registration()
    {
        using Desk desk = Desk.Read("""
            Referral ID;Customer Country;Referral Creation Date;Deal Type;Deal Direction;Deal currency;Estimated Deal value;Estimated Deal value (USD);Solution ID;Solution Name;Engagement ID;Microsoft MSX ID;Contract Currency;Contract Value;Contract Value (USD);Deal Creation Date;Deal Approved Date;Deal Review Failed Date;Status;Partner Program
            C1;DE;2023-01-05;Co-sell;Outgoing;USD;5000;5000;S1;Solution, one;E1;7-X;USD;30000;30000;2023-02-01;02/03/2023;;Won;
            C1;DE;2023-01-05;Co-sell;Outgoing;USD;5000;5000;S2;Two;E1;7-X;;;;;;;Won;
            C2;DE;2023-01-05;Co-sell;Incoming;;;;;;;;;;;;;;Pending;
            C3;DE;2023-01-05;Partner-led;Outgoing;;;;;;;;;;;;;;Created;
            C4;DE;2023-01-05;Private;Outgoing;;;;;;;;;;;;;;Closed as error;
            """);
        desk.Refused.ShouldBeEmpty();
        desk.Receipt.Read.ShouldBe(5);
        ReferralObservation[] deals = [.. desk.Taken.OfType<ReferralObservation>()];
        deals.Select(d => d.Type)
            .ShouldBe([ReferralType.Outbound, ReferralType.Outbound, ReferralType.Inbound, ReferralType.PartnerLed, ReferralType.Private]);
        deals.Select(d => d.State)
            .ShouldBe([ObservedState.Won, ObservedState.Won, ObservedState.New, ObservedState.Active, ObservedState.Error]);
        deals[0].Solutions.ShouldBe([new NamedId("S1", "Solution, one")]);
        deals[0].MicrosoftMsxId.ShouldBe("7-X");
        desk.Registration.Approved.ShouldBe(Day(2023, 2, 3));
        desk.Registration.Registered.ShouldBe(Day(2023, 2, 1));
        desk.Registration.ContractValueUsd.ShouldBe(30000m);
        desk.Registration.Status.ShouldBe("Approved");
    }

    [Fact]
    public void The_co_sell_download_of_2021_has_one_date_for_both_outcomes()
    {
        using Desk desk = Desk.Read("""
            Referral ID,Referral creation date,Deal type,Deal direction,MPN ID,Registered contact first name,Contract value,Contract currency,Contract type,Deal submitted date,Deal approved/rejected date,Status
            C1,2021-01-05,co-sell,incoming,77,Ann,30000,USD,Finite,2021-02-01,2021-02-03,Won
            """);
        desk.Only.Type.ShouldBe(ReferralType.Inbound);
        desk.Registration.Approved.ShouldBe(Day(2021, 2, 3));
        desk.Registration.Registered.ShouldBe(Day(2021, 2, 1));
    }

    [Theory]
    [InlineData("New", "Pending", "", "", ReferralType.Inbound)]
    [InlineData("Closed", "Declined", "Yes", "Yes", ReferralType.Inbound)]
    [InlineData("Closed", "Expired", "", "", ReferralType.Inbound)]
    [InlineData("Active", "Accepted", "Yes", "Yes", ReferralType.Outbound)]
    [InlineData("Active", "Accepted", "No", "Yes", ReferralType.PartnerLed)]
    [InlineData("Closed", "Won", "No", "No", ReferralType.Private)]
    [InlineData("Active", "Accepted", "", "", ReferralType.Inbound)]
    public void A_bulk_row_tells_its_type_from_status_help_and_sharing(string status, string substatus, string help, string share,
        ReferralType type)
    {
        using Desk desk = Desk.Read($"Referral ID,Partner Referral Status,Partner Referral Substatus,Microsoft help required?,Share " +
            $"with Microsoft sales team\nR1,{status},{substatus},{help},{share}\n");
        desk.Only.Type.ShouldBe(type);
        desk.Receipt.Format.ShouldBe("bulk_co_sell");
    }

    [Theory]
    [InlineData("Created Date,Microsoft Referral Status,Declined/Lost/Error reason,What specific help from Microsoft?,Microsoft MSX " +
        "ID,Customer D-U-N-S ID")]
    [InlineData("CREATED_DATE,microsoft referral-status,Decline/Lost/Error reason,What specific help from Microsoft ?,Microsoft MSX " +
        "Id,Customer D-U-N-S id")]
    public void Both_spellings_of_the_bulk_headers_are_read(string headers)
    {
        using Desk desk = Desk.Read($"""
            Errors,Engagement ID,Referral ID,Deal Name,Customer Name,Customer City,Customer Country,Partner Referral Status,Partner Referral Substatus,Microsoft Referral Substatus,Estimated Deal Value,Currency,Estimated Close Date,CRM ID,Microsoft help required?,Share with Microsoft sales team,Solution 1,Solution 2,Team member 1,Microsoft team member 1,{headers}
            ,E1,R1,Deal,Contoso,Köln,de,Closed,Error,Accepted,2500.5,eur,03/31/2023,crm1,Yes,Yes,"SOL-1, USD, 5, 1",,"Ann, Bee, 012, Ann@Bee.com",x@microsoft.com,01/02/2023,Active,7,3,7-M,99
            """);
        desk.Refused.ShouldBeEmpty();
        ReferralObservation deal = desk.Only;
        deal.State.ShouldBe(ObservedState.Error);
        deal.MicrosoftState.ShouldBe(ObservedState.Active);
        deal.Created.ShouldBe(Day(2023, 1, 2));
        deal.StatusReason.ShouldBe("Test referral");
        deal.MicrosoftMsxId.ShouldBe("7-M");
        deal.Solutions.ShouldBe([new NamedId("SOL-1", null)]);
        deal.Team.ShouldBe(["ann@bee.com"]);
        deal.Country.ShouldBe("DE");
        deal.Currency.ShouldBe("EUR");
        deal.Details![DetailKeys.ExpectedClose].ShouldBe("2023-03-31");
        deal.Details[DetailKeys.AssistanceRequestCode].ShouldBe("3");
    }

    [Fact]
    public void Registrations_are_read_with_and_without_leading_zeros()
    {
        using Desk desk = Desk.Read("""
            Referral ID,Registration Date,Registration Type,Registration Status,Contract Value,Contract Currency,Approved Date,Passed Date,Failed Date,Contract Term
            R1,3/7/2023,AzureIPCoSell,approved,100000,USD,03/08/2023,,,Perpetual
            R2,31/12/2023,AzureIPCoSell,Approved,1,USD,,,,
            R3,3/7/2023,AzureIPCoSell,Pondering,1,USD,,,,
            """);
        var first = (RegistrationObservation)desk.Taken[0];
        (first.ReferralId, first.Status, first.Registered, first.Approved, first.ContractValue)
            .ShouldBe(("R1", "Approved", Day(2023, 3, 7), Day(2023, 3, 8), 100000m));
        first.Details!["contract_term"].ShouldBe("Perpetual");
        ((RegistrationObservation)desk.Taken[1]).Status.ShouldBe("Pondering");
        desk.Unknown.ShouldBe([("Registration Status", "Pondering")]);
        (desk.Refusal.Line, desk.Refusal.Field).ShouldBe((3, "Registration Date"));
        desk.Refusal.Reason.ShouldContain("month first");
    }

    [Fact]
    public void Solutions_have_one_of_the_known_classes()
    {
        using Desk desk = Desk.Read("""
            Solution ID,Name,Co-sell status,Published
            S1,One,In market,
            S2,Two,Co-sell ready,Yes
            S3,Three,Azure IP co-sell incentive,
            S4,Four,Business Applications co-sell incentive (Premium),
            S5,Five,Co-sell ready,No
            S6,Six,Legendary,
            """);
        desk.Taken.Cast<SolutionObservation>().Select(s => s.Class).ShouldBe(
            [SolutionClass.InMarket, SolutionClass.CoSellReady, SolutionClass.AzureIpCoSellEligible, SolutionClass.CoSellReady,
                SolutionClass.NotPublished]);
        (desk.Refusal.Line, desk.Refusal.Field).ShouldBe((7, "Co-sell status"));
        desk.Refusal.Reason.ShouldContain("In market");
    }

    [Fact]
    public void Page_views_and_the_marketplace_dataset_give_the_same_kind_of_row()
    {
        using Desk own = Desk.Read("Datum;Bron;Land;Paginaweergaven;CTA-klikken\n2023-04-01;profiel;België;12;3\n2023-04-02;offer;;-1;0\n2023-04-02;offer;;1.5;0\n");
        own.Taken.ShouldBe([new PageViewObservation { Day = new DateOnly(2023, 4, 1), Source = "profile", Country = "BE", PageViews = 12,
            CtaClicks = 3 }]);
        own.Refused.Select(r => (r.Line, r.Field)).ShouldBe([(3, "Paginaweergaven"), (4, "Paginaweergaven")]);

        using Desk theirs = Desk.Read("Date,OfferName,ReferralDomain,CountryName,PageVisits,GetItNow,ContactMe,TestDrive,FreeTrial\n2023-04-01,Offer,bing.com,United Kingdom,10,1,2,3,4\n");
        theirs.Taken.ShouldBe([new PageViewObservation { Day = new DateOnly(2023, 4, 1), Source = "offer", Country = "GB",
            Listing = "Offer|bing.com", PageViews = 10, CtaClicks = 10 }]);
    }

    [Fact]
    public void Rates_are_more_than_zero_and_keep_their_decimals()
    {
        using Desk desk = Desk.Read("CurrencyCode,USDPerUnit,Month\nIDR,0.0000613,202404\nEUR,1.08,2024-05\nXXX,0,202404\nEUR,1.1,April\nEUR,1.1,202413\n");
        desk.Taken.ShouldBe([
            new RateObservation { Currency = "IDR", UsdPerUnit = 0.0000613m, Month = new DateOnly(2024, 4, 1) },
            new RateObservation { Currency = "EUR", UsdPerUnit = 1.08m, Month = new DateOnly(2024, 5, 1) }]);
        desk.Refused.Select(r => (r.Line, r.Field)).ShouldBe([(4, "USDPerUnit"), (5, "Month"), (6, "Month")]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Our_own_export_carries_every_field_in_both_languages(bool dutch)
    {
        var row = new Dictionary<string, string>
        {
            ["id"] = "R1",
            ["engagement_id"] = "E1",
            ["type"] = dutch ? "Uitgaand" : "outbound",
            ["lead_kind"] = "contact_me",
            ["state"] = dutch ? "Gewonnen" : "won",
            ["created"] = "2023-01-02T03:04:05Z",
            ["accepted"] = "2023-01-03",
            ["closed"] = "2023-02-01T00:00:00Z",
            ["updated"] = "2023-02-02",
            ["expires"] = "2023-01-16",
            ["country"] = "Duitsland",
            ["city"] = "Bonn",
            ["customer"] = "'=cmd|calc",
            ["deal_name"] = "Deal",
            ["program"] = "P",
            ["deal_value"] = "12.5",
            ["currency"] = "EUR",
            ["deal_value_usd"] = "13.5",
            ["status_reason"] = "Because",
            ["solutions"] = CellLists.Write([new NamedId("S;1", "One|two"), new NamedId(null, "Three")]),
            ["team"] = CellLists.Write(["A@b.c", "d@e.f"]),
            ["microsoft_state"] = "active",
            ["microsoft_msx_id"] = "7",
            ["side"] = "ours",
            ["owner_organization_id"] = "us",
            ["api_type"] = "Shared",
            ["qualification"] = "Direct",
            ["direction"] = "Outgoing",
            ["invited_by"] = "msft",
            ["shared_with_microsoft"] = dutch ? "ja" : "yes",
            ["unknown_state"] = "",
        };
        string text(Field<ReferralObservation> column) => row.TryGetValue(column.Key, out string? value) ? value : $"detail {column.Key}";
        using Desk desk = Desk.Read(string.Join(';',
            ReferralFields.InFile.Select(c => $"\"{(dutch ? c.Name(Language.Find("nl")!) : c.Name(Language.English))}\"")) + "\n" +
            string.Join(';', ReferralFields.InFile.Select(c => $"\"{text(c)}\"")) + "\n");
        desk.Refused.ShouldBeEmpty();
        desk.Unknown.ShouldBeEmpty();
        desk.Receipt.Format.ShouldBe("own_referrals");
        ReferralObservation r = desk.Only;
        r.Type.ShouldBe(ReferralType.Outbound);
        r.State.ShouldBe(ObservedState.Won);
        r.Country.ShouldBe("DE");
        r.CustomerName.ShouldBe("=cmd|calc");
        r.Solutions.ShouldBe([new NamedId("S;1", "One|two"), new NamedId(null, "Three")]);
        r.Team.ShouldBe(["a@b.c", "d@e.f"]);
        r.SharedWithMicrosoft.ShouldBe(true);
        r.MicrosoftState.ShouldBe(ObservedState.Active);
        r.LeadKind.ShouldBe(LeadKind.ContactMe);
        r.Details!.Count.ShouldBe(ReferralFields.InFile.Count(c => c.Kind == FieldKind.Detail));
        foreach (System.Reflection.PropertyInfo property in typeof(ReferralObservation).GetProperties()
            .Where(p => p.Name != nameof(r.UnknownState)))
            property.GetValue(r).ShouldNotBeNull($"No column carries {property.Name}.");
    }

    [Fact]
    public void Every_column_of_ours_has_its_own_header_in_each_language_and_every_detail_has_a_column()
    {
        ReferralFields.InFile.Select(c => Spelling.Key(c.Name(Language.English))).ShouldBeUnique();
        ReferralFields.InFile.Select(c => Spelling.Key(c.Name(Language.Find("nl")!))).ShouldBeUnique();
        string[] details = [.. typeof(DetailKeys).GetFields().Select(field => (string)field.GetRawConstantValue()!)];
        ReferralFields.InFile.Where(c => c.Kind == FieldKind.Detail).Select(c => c.Key).ShouldBe(details, ignoreOrder: true);
    }
}
