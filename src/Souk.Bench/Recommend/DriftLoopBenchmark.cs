namespace Souk.Bench.Recommend;

/// <summary><see cref="DriftBenchmark"/> on markets that nothing was chosen on.</summary>
public sealed class DriftLoopBenchmark() : DriftBenchmark([31, 32, 33, 34, 35, 36])
{
    /// <inheritdoc/>
    public override string Name => "recommend-loop-drift";
}
