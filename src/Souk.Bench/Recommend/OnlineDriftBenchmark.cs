namespace Souk.Bench.Recommend;

/// <summary>The online stage after a drift of tastes of a month and a half that comes at once.</summary>
public sealed class OnlineDriftBenchmark() : OnlineBenchmark(drift: 45)
{
    /// <inheritdoc/>
    public override string Name => "recommend-online-drift";
}
