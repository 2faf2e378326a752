namespace Souk.Bench.Recommend;

/// <summary>The online stage where tastes stay as they were when the ranker was trained.</summary>
public sealed class OnlineSteadyBenchmark() : OnlineBenchmark(drift: 0)
{
    /// <inheritdoc/>
    public override string Name => "recommend-online-steady";
}
