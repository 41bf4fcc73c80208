namespace Insights.Sources.Live;

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    /// <summary>Everything was read and kept.</summary>
    Done,
    /// <summary>Everything was read, and some records were refused.</summary>
    Refused,
    /// <summary>It waits for a person.</summary>
    NeedsPerson,
    /// <summary>It is tried again by itself.</summary>
    Later,
    /// <summary>Somebody else reads the source at this moment, or it is not there.</summary>
    NotTaken,
    /// <summary>It is paused, and only resuming it reads it again.</summary>
    Paused,
}
