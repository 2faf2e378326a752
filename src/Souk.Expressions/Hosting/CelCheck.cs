namespace Souk.Expressions;

/// <summary>The outcome of checking a source.</summary>
/// <param name="ResultType">The type that the expression gives; null when there are problems.</param>
/// <param name="Diagnostics">The problems, in the order of the source; empty when there are none.</param>
public sealed record CelCheck(CelType? ResultType, IReadOnlyList<CelDiagnostic> Diagnostics);
