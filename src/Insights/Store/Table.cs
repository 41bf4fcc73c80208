namespace Insights.Store;

/// <summary>A table of the store.</summary>
public sealed record Table(string Name, IReadOnlyList<string> Columns)
{
    /// <summary>True when each of its rows belongs to one organisation; else all share it. The list of organisations is shared.</summary>
    public bool OfOrganization => Name != "organization" && Columns.Contains("organization_id");

    /// <summary>Whether its rows go along to another store: which steps were taken there, and who holds what at this moment, do
    /// not.</summary>
    public bool IsMoved => Name is not (Schema.Migration.VersionTable or "turn");
}
