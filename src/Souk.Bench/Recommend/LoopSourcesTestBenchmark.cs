namespace Souk.Bench.Recommend;

/// <summary><see cref="LoopSourcesBenchmark"/> over the seeds that nothing was chosen on.</summary>
public sealed class LoopSourcesTestBenchmark() : LoopSourcesBenchmark(isTest: true);
