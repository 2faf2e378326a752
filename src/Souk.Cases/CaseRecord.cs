namespace Souk.Cases;

/// <summary>A case: something a person should look at, with its evidence and all that was done.</summary>
public sealed record CaseRecord
{
    /// <summary>The most entries of the trail that a case keeps: the newest, after the first. All of them are in the
    /// log.</summary>
    public const int MaxEntries = 200;

    /// <summary>The most subjects and pieces of evidence of a case.</summary>
    public const int MaxParts = 200;

    /// <summary>Its id, unique in the marketplace.</summary>
    public required string Id { get; init; }

    /// <summary>What it is about: decision, ring, pattern, report or any other word.</summary>
    public required string Kind { get; init; }

    /// <summary>What groups findings into one case while it is open: a ring's id, an entity. Empty for none.</summary>
    public string Group { get; init; } = string.Empty;

    /// <summary>A line for the queue.</summary>
    public required string Title { get; init; }

    /// <summary>The entities it is about.</summary>
    public IReadOnlyList<CaseSubject> Subjects { get; init; } = [];

    /// <summary>What speaks for it, a line each.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>The expected loss if nothing is done, in the base currency: the queue's order.</summary>
    public double ExpectedLoss { get; init; }

    /// <summary>Where it stands.</summary>
    public CaseStatus Status { get; init; }

    /// <summary>Who has it, or null.</summary>
    public string? Assignee { get; init; }

    /// <summary>The verdict (abuse, legitimate or unclear), or null.</summary>
    public string? Verdict { get; init; }

    /// <summary>When it was opened, UTC in RFC 3339.</summary>
    public required string OpenedAt { get; init; }

    /// <summary>When it should be closed, UTC in RFC 3339.</summary>
    public required string DueAt { get; init; }

    /// <summary>How many findings it holds.</summary>
    public int Findings { get; init; } = 1;

    /// <summary>The audit trail, oldest first.</summary>
    public IReadOnlyList<CaseEntry> Trail { get; init; } = [];
}
