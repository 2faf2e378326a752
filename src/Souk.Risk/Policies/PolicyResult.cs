using System.Diagnostics.CodeAnalysis;
using Souk.Core.Definition;

namespace Souk.Risk.Policies;

/// <summary>The outcome of reading a policy: the policy, or everything that is wrong with it.</summary>
/// <param name="Policy">The policy; null if there are errors.</param>
/// <param name="Errors">The errors in the order of the file.</param>
public sealed record PolicyResult(RiskPolicy? Policy, IReadOnlyList<DefinitionError> Errors)
{
    /// <summary>Whether there is a policy.</summary>
    [MemberNotNullWhen(true, nameof(Policy))]
    public bool IsValid => Policy is not null;

    /// <summary>The policy.</summary>
    /// <exception cref="InvalidDataException">There are errors; the message lists them, one a line.</exception>
    public RiskPolicy OrThrow() => Policy ?? throw new InvalidDataException(string.Join('\n', Errors));
}
