namespace Souk.Cases;

/// <summary>One line of a case's audit trail: who did what, and what it changed.</summary>
/// <param name="Position">The log position.</param>
/// <param name="At">When, UTC in RFC 3339.</param>
/// <param name="By">Who; the name of the part of Souk for what was not done by a person.</param>
/// <param name="What">opened, grew, assigned, note, priority, verdict or reopened.</param>
/// <param name="Before">What was there before, or null.</param>
/// <param name="After">What is there now, or the text of a note.</param>
public sealed record CaseEntry(long Position, string At, string By, string What, string? Before, string? After);
