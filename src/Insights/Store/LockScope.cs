namespace Insights.Store;

/// <summary>What a change waits its turn for. Those of one organisation and one turn come one after the other, so that their numbers do not
/// meet; an engine that knows one writer only has one turn.</summary>
public enum LockScope : byte
{
    /// <summary>Feedback, shares, settings, sessions: a moment each.</summary>
    Brief,
    /// <summary>What one conditional statement does: it meets nobody.</summary>
    Nobody,
    /// <summary>Imports and their undoing: as long as the files are.</summary>
    Facts,
    /// <summary>The tables themselves.</summary>
    Schema,
    /// <summary>An organisation that is being made.</summary>
    NewOrganization,
    /// <summary>The number of an organisation that is being made.</summary>
    OrganizationNumber,
}
