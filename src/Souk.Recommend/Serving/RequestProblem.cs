namespace Souk.Recommend.Serving;

/// <summary>What is wrong with a request.</summary>
/// <param name="Path">The member that is wrong.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record RequestProblem(string Path, string Message);
