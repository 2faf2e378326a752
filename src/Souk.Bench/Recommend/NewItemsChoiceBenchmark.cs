namespace Souk.Bench.Recommend;

/// <summary><see cref="NewItemsBenchmark"/> over seeds to choose by.</summary>
public sealed class NewItemsChoiceBenchmark() : NewItemsBenchmark(isTest: false);
