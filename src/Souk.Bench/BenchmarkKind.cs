namespace Souk.Bench;

/// <summary>What a benchmark measures; `--only quality` and `--only speed` pick by it.</summary>
public enum BenchmarkKind
{
    /// <summary>How good models are: the same figures on any machine.</summary>
    Quality,

    /// <summary>How fast the work is done: wants a quiet machine.</summary>
    Speed,
}
