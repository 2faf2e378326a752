namespace Souk.Bench.Recommend;

/// <summary><see cref="LoopSourcesBenchmark"/> over seeds to choose by.</summary>
public sealed class LoopSourcesChoiceBenchmark() : LoopSourcesBenchmark(isTest: false);
