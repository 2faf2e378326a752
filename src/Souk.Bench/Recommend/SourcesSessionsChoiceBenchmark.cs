namespace Souk.Bench.Recommend;

/// <summary><see cref="SourcesSessionsBenchmark"/> over the last 4 % of the training sessions, to choose by.</summary>
public sealed class SourcesSessionsChoiceBenchmark() : SourcesSessionsBenchmark(isTest: false);
