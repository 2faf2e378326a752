namespace Souk.Expressions.Tests;

/// <summary>The oracle found that the expression is an error for these values.</summary>
internal sealed class OracleException : Exception;
