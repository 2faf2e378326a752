using Souk.Bench.Foundation;

namespace Souk.Bench.Risk;

/// <summary>How fast decisions are made: rules alone, the shipped policy in process and over HTTP,
/// back-tests.</summary>
internal sealed class RiskSpeed : IRiskBenchmark
{
    public string Name => "speed";

    public string Description => "Rules, decisions in process and over HTTP, back-tests: time and garbage. 2 min.";

    public string? DataSet => null;

    public IReadOnlyList<SpeedFigure> Run(string dataFolder, TextWriter output, CancellationToken cancellation) =>
    [
        .. RuleSpeed.Run(output, cancellation), .. DecideSpeed.Run(output), .. BacktestSpeed.Run(output, cancellation),
    ];
}
