namespace Souk.Cases;

/// <summary>Which cases are asked for; a member that is null asks for nothing.</summary>
public sealed record CaseQuery
{
    /// <summary>The most cases of one answer.</summary>
    public const int MaxCount = 1_000;

    /// <summary>Where they stand; null (the default) means not closed.</summary>
    public CaseStatus? Status { get; init; }

    /// <summary>Closed ones too, where <see cref="Status"/> is null.</summary>
    public bool IncludeClosed { get; init; }

    /// <summary>The kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Who has them.</summary>
    public string? Assignee { get; init; }

    /// <summary>An entity that they are about.</summary>
    public CaseSubject? Subject { get; init; }

    /// <summary>Words of the title, in any case.</summary>
    public string? Text { get; init; }

    /// <summary>Only those due before this, UTC in RFC 3339.</summary>
    public string? DueBefore { get; init; }

    /// <summary>How many, 1 to <see cref="MaxCount"/>. Default 50.</summary>
    public int Count { get; init; } = 50;

    /// <summary>How many to pass over. Default 0.</summary>
    public int Skip { get; init; }
}
