using Souk.Bench.Foundation;
using Xunit;

namespace Souk.Bench.Tests.Foundation;

public sealed class SpeedFigureTests
{
    [Fact]
    public void IsReached_MoreIsBetter()
    {
        SpeedFigure figure = new("appends", 300, "events/s", AtLeast: 250, Aim: 1000);
        Assert.True(figure.IsReached);
        Assert.False(figure.IsAimReached);
    }

    [Fact]
    public void IsReached_LessIsBetter()
    {
        SpeedFigure figure = new("latency", 11, "ms", AtLeast: 10, Aim: 5, HigherIsBetter: false);
        Assert.False(figure.IsReached);
        Assert.False(figure.IsAimReached);
        Assert.True((figure with { Ours = 5 }).IsAimReached);
    }

    [Fact]
    public void Run_AnUnknownName_SaysWhichThereAre()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() =>
            FoundationBench.Run(["htpp"], TextWriter.Null, CancellationToken.None));
        Assert.Contains("'htpp'", e.Message, StringComparison.Ordinal);
        Assert.Contains("http", e.Message, StringComparison.Ordinal);
    }
}
