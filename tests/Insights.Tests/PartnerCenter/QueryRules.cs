namespace Insights.Tests.PartnerCenter;

/// <summary>What the stand-in does with an option of a query: does as it says, answers as if it were not there, answers 400.</summary>
internal enum Obedience { Honoured, Ignored, Refused }

/// <summary>How each option is met; a test changes it at any time.</summary>
internal sealed class QueryRules
{
    /// <summary>$filter=updatedDateTime ge 2026-03-01T09:00:00Z</summary>
    public Obedience Filter { get; set; }
    /// <summary>$filter=updatedDateTime ge '2026-03-01T09:00:00Z'</summary>
    public Obedience QuotedFilter { get; set; }
    public Obedience EngagementFilter { get; set; }
    /// <summary>$orderby=updatedDateTime</summary>
    public Obedience Order { get; set; }
    /// <summary>$orderby=createdDateTime</summary>
    public Obedience CreatedOrder { get; set; }
    public Obedience Top { get; set; }
    /// <summary>The field that is ordered by whatever field is asked for.</summary>
    public string? OrdersBy { get; set; }
}

/// <summary>How a list is cut into pages.</summary>
internal sealed class PageRules
{
    /// <summary>Tokens say after how many records to go on, instead of after which.</summary>
    public bool OffsetTokens { get; set; }
    /// <summary>Links that are right, instead of as the service prints them: http, and without /engagements.</summary>
    public bool RightLinks { get; set; }
    /// <summary>What the path without /engagements answers: 200 stands for the page.</summary>
    public int ShortPathStatus { get; set; } = 200;
    /// <summary>How many records the page of this number, from 1, has at most; 0 gives an empty page with a link.</summary>
    public Func<int, int>? Size { get; set; }
    /// <summary>A full last page has a link too, to an empty page without one.</summary>
    public bool TrailingLink { get; set; }
    /// <summary>The page from which on the link leads to the same page again.</summary>
    public int? RepeatsAt { get; set; }
    /// <summary>The page whose link leads to another host.</summary>
    public int? StraysAt { get; set; }
    /// <summary>How many links of one list may be followed before the next is refused.</summary>
    public int? GoneAfter { get; set; }
    public int GoneStatus { get; set; } = 410;
    /// <summary>How many lists end like that; the others go on to their end.</summary>
    public int GoneTimes { get; set; } = int.MaxValue;
}
