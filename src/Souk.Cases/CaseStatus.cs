namespace Souk.Cases;

/// <summary>Where a case stands.</summary>
public enum CaseStatus
{
    /// <summary>Waits for an analyst.</summary>
    Open,

    /// <summary>An analyst has it.</summary>
    Assigned,

    /// <summary>A verdict was given.</summary>
    Closed,
}
