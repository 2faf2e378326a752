namespace Souk.Bench.Recommend;

/// <summary><see cref="SourcesSessionsBenchmark"/> over the test sessions, which follow the others in the log.</summary>
public sealed class SourcesSessionsTestBenchmark() : SourcesSessionsBenchmark(isTest: true);
