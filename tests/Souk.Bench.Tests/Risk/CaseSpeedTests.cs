using Souk.Bench.Foundation;
using Souk.Bench.Risk;

namespace Souk.Bench.Tests.Risk;

public sealed class CaseSpeedTests
{
    [Fact]
    public void EveryKindOfSearch_IsMeasured()
    {
        StringWriter output = new();
        IReadOnlyList<SpeedFigure> figures = CaseSpeed.Run(
            20_000, output, TestContext.Current.CancellationToken);
        Assert.Equal(2, figures.Count);
        Assert.All(figures, f => Assert.True(double.IsFinite(f.Ours) && f.Ours > 0, f.What));
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, l => l.StartsWith("400 cases of 20,000 decisions, 80 open", StringComparison.Ordinal));
        Assert.Equal(9, lines.Length);
    }
}
