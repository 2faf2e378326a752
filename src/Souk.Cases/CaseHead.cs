namespace Souk.Cases;

/// <summary>What the queue needs of a case, in memory beside the arena and made anew from it after a restart.</summary>
internal sealed class CaseHead
{
    internal required uint Number { get; init; }

    internal required string Id { get; init; }

    internal required CaseStatus Status { get; init; }

    internal required string Kind { get; init; }

    internal required string Group { get; init; }

    internal required string Title { get; init; }

    internal required string? Assignee { get; init; }

    internal required double ExpectedLoss { get; init; }

    internal required string DueAt { get; init; }

    internal required IReadOnlyList<CaseSubject> Subjects { get; init; }

    internal static CaseHead Of(uint number, CaseRecord record) => new()
    {
        Number = number,
        Id = record.Id,
        Status = record.Status,
        Kind = record.Kind,
        Group = record.Group,
        Title = record.Title,
        Assignee = record.Assignee,
        ExpectedLoss = record.ExpectedLoss,
        DueAt = record.DueAt,
        Subjects = record.Subjects,
    };
}
