using System.Globalization;
using System.Text.Json;
using Insights.Vocabulary;

namespace Insights.Ingest.Sample;

/// <summary>The parts that API records are made of (domain.md 5.4), each written the way the API writes it.</summary>
internal static class RecordParts
{
    public static void Status(this Utf8JsonWriter json, ObservedState state, string undecided)
    {
        json.WriteString("status", state switch { ObservedState.New => "New", ObservedState.Active => "Active", _ => "Closed" });
        json.WriteString("substatus", state switch
        {
            ObservedState.New => undecided,
            ObservedState.Active => "Accepted",
            ObservedState.Won => "Won",
            ObservedState.Lost => "Lost",
            ObservedState.Declined => "Declined",
            ObservedState.Expired => "Expired",
            _ => "Error",
        });
    }

    public static void Target(this Utf8JsonWriter json, (string Type, string Id) target)
    {
        json.WriteStartArray("target");
        json.WriteStartObject();
        json.WriteString("type", target.Type);
        json.WriteString("id", target.Id);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    public static void Customer(this Utf8JsonWriter json, Story s, bool withContact)
    {
        json.WriteStartObject("customerProfile");
        json.WriteString("name", s.Customer.Name);
        json.WriteStartObject("address");
        json.WriteString("city", s.Customer.City);
        json.WriteString("country", s.Country.Code);
        json.WriteEndObject();
        json.WriteString("size", s.Customer.Size);
        json.WriteStartArray("team"); // an expired referral hides whom to call (domain.md 6.1)
        if (withContact) json.Person(s.Customer.Contact);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Solution(this Utf8JsonWriter json, SampleSolution solution)
    {
        json.WriteStartObject();
        json.WriteString("id", solution.Id);
        json.WriteString("name", solution.Name);
        json.WriteString("type", "Name");
        json.WriteEndObject();
    }

    /// <summary>The marketplace offer of a solution.</summary>
    public static void Offer(this Utf8JsonWriter json, SampleSolution solution)
    {
        json.WriteStartArray("offers");
        json.WriteStartObject();
        json.WriteString("id", solution.OfferId);
        json.WriteString("name", solution.Name);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    public static void Attributes(this Utf8JsonWriter json, params (string Type, string Id)[] attributes)
    {
        json.WriteStartObject("additionalRequirements");
        json.WriteStartArray("attributes");
        foreach ((string type, string id) in attributes)
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("id", id);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Person(this Utf8JsonWriter json, SamplePerson person)
    {
        json.WriteStartObject();
        json.WriteString("firstName", person.First);
        json.WriteString("lastName", person.Last);
        json.WriteString("email", person.Email);
        json.WriteEndObject();
    }

    public static void Register(this Utf8JsonWriter json, Story s, SampleRegistration r)
    {
        json.WriteStartObject();
        json.WriteString("id", r.Id);
        json.WriteString("type", "AzureIPCoSell");
        json.When("registrationDateTime", r.Registered);
        json.WriteString("status", r.Status);
        json.WriteStartObject("contract");
        json.WriteNumber("value", r.ContractValue);
        json.WriteString("currency", s.Currency);
        json.When("signDateTime", r.Signed);
        json.When("startDateTime", r.Signed);
        json.When("endDateTime", r.Signed.AddYears(r.Years));
        json.WriteString("term", "Finite");
        json.WriteEndObject();
        json.WriteStartArray("solutionDetails");
        json.WriteStartObject();
        json.WriteString("id", s.Solution.Id);
        json.WriteString("name", s.Solution.Name);
        json.WriteNumber("value", r.SolutionValue);
        json.WriteString("currency", s.Currency);
        json.WriteBoolean("isDeployedOnAzure", true);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("statusHistory");
        json.When("reviewPendingDateTime", r.ReviewPending);
        json.When("actionRequiredDateTime", r.ActionRequired);
        json.When("passedDateTime", r.Passed);
        json.When("failedDateTime", r.Failed);
        json.When("approvedDateTime", r.Approved);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>A moment in UTC with the API's seven decimals, or null.</summary>
    public static void When(this Utf8JsonWriter json, string name, DateTime? moment)
    {
        if (moment is null)
        {
            json.WriteNull(name);
            return;
        }
        Span<byte> text = stackalloc byte[32];
        moment.Value.TryFormat(text, out int length, "O", CultureInfo.InvariantCulture);
        json.WriteString(name, text[..length]);
    }
}
