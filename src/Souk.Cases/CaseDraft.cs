namespace Souk.Cases;

/// <summary>A finding that should become a case, or part of one.</summary>
/// <param name="Kind">decision, ring, pattern, report or any other word.</param>
/// <param name="Group">Findings of one group join one open case; empty for a case of its own.</param>
/// <param name="Title">A line for the queue.</param>
/// <param name="Subjects">The entities it is about.</param>
/// <param name="Evidence">What speaks for it, a line each.</param>
/// <param name="ExpectedLoss">The expected loss in the base currency, at least 0; losses of a group add up.</param>
/// <param name="Source">Which part of Souk, or who, found it.</param>
public sealed record CaseDraft(
    string Kind,
    string Group,
    string Title,
    IReadOnlyList<CaseSubject> Subjects,
    IReadOnlyList<string> Evidence,
    double ExpectedLoss,
    string Source);
