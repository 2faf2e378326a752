using Souk.Log;

namespace Souk.Risk.Policies;

/// <summary>One version of the policy, as the log has it.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Text">The file.</param>
/// <param name="By">Who handed it in; empty if not known.</param>
/// <param name="Position">Where in the log it was handed in.</param>
/// <param name="ApprovedBy">Who approved it; empty if no one had to.</param>
/// <param name="InForceFrom">The position from which on it was in force; zero while it is a draft.</param>
public sealed record PolicyVersion(
    int Number, string Text, string By, LogPosition Position, string ApprovedBy, LogPosition InForceFrom)
{
    /// <summary>Whether it waits for approval.</summary>
    public bool IsDraft => InForceFrom == LogPosition.Zero;
}
