namespace Souk.Bench.Recommend;

/// <summary><see cref="NewItemsBenchmark"/> over the seeds that nothing was chosen on.</summary>
public sealed class NewItemsTestBenchmark() : NewItemsBenchmark(isTest: true);
