using Souk.Core.State;
using Souk.Features.Cells;

namespace Souk.Features.Tests.Cells;

public sealed class SketchTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(30_000)]
    [InlineData(300_000)]
    public void Estimates_stay_within_four_standard_errors(int distinct)
    {
        const double StandardError = 0.023;
        using Arena arena = new("test");
        uint block = 0;
        for (int i = 0; i < distinct; i++)
        {
            Sketch.Add(arena, ref block, i * 7919L, seed: 1);
            Sketch.Add(arena, ref block, i * 7919L, seed: 1);
        }

        double estimate = Sketch.Estimate(arena, block);
        Assert.InRange(estimate, distinct * (1 - (4 * StandardError)), distinct * (1 + (4 * StandardError)));
    }
}
