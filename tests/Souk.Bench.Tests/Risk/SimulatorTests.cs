using Souk.Bench.Foundation;
using Souk.Bench.Risk;
using Souk.Simulation;

namespace Souk.Bench.Tests.Risk;

public sealed class SimulatorTests
{
    [Fact]
    public void PlantedAbuse_IsFound_AndTheNewPatternBecomesARuleThatHoldsLater()
    {
        StringWriter output = new();
        List<SpeedFigure> figures = SimulatorBenchmark.Run(
            new SimulationOptions { Seed = 3, Shoppers = 300, Days = 16, Abuse = 20, NewPatternDay = 10 },
            maxRows: 4_000, output, TestContext.Current.CancellationToken);
        string all = output.ToString();
        Assert.Equal(1, Of(figures, "new pattern among"));
        Assert.True(Of(figures, "precision in later time") >= 0.8, all);
        double[] together = [.. figures.Where(f => f.What.Contains("both with links", StringComparison.Ordinal))
            .Select(f => f.Ours)];
        Assert.True(together.Length >= 3, all);
        Assert.True(together.Average() >= 0.5, all);
        Assert.Contains("median after", all, StringComparison.Ordinal);
    }

    private static double Of(List<SpeedFigure> figures, string what) =>
        figures.Single(f => f.What.StartsWith(what, StringComparison.Ordinal)).Ours;
}
