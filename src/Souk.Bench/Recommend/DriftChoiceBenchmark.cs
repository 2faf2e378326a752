namespace Souk.Bench.Recommend;

/// <summary><see cref="DriftBenchmark"/> on other markets: whoever changes the engine looks at these.</summary>
public sealed class DriftChoiceBenchmark() : DriftBenchmark([7, 8, 9])
{
    /// <inheritdoc/>
    public override string Name => "recommend-loop-drift-choice";
}
