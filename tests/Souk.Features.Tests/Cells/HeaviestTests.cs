using Souk.Core.State;
using Souk.Features.Cells;

namespace Souk.Features.Tests.Cells;

public sealed class HeaviestTests
{
    [Fact]
    public void Past_the_limit_a_weight_is_too_high_by_at_most_the_whole_weight_over_the_limit()
    {
        using Arena arena = new("test");
        Cell plan = new() { Family = CellFamily.Heaviest, Store = 0, Windows = [], HalfLife = 1_000_000, Limit = 32 };
        HeaviestCell cell = default;
        Dictionary<long, double> exact = [];
        Random random = new(11);
        long time = 0;
        for (int i = 0; i < 20_000; i++)
        {
            long elapsed = random.Next(20_000);
            time += elapsed;
            long value = (long)(Math.Pow(random.NextDouble(), 3) * 200);
            double left = HalfLife.Left(elapsed / 1e6);
            foreach (long known in exact.Keys)
            {
                exact[known] *= left;
            }

            exact[value] = exact.GetValueOrDefault(value) + 1;
            Heaviest.Add(arena, ref cell, plan, value, 1, time, out _);
        }

        double restated = HalfLife.Left((time - cell.Landmark) / 1e6);
        double bound = exact.Values.Sum() / plan.Limit * (1 + 1e-9);
        ReadOnlySpan<long> values = Heaviest.ValuesOf(arena, in cell);
        for (int i = 0; i < values.Length; i++)
        {
            double over = (Heaviest.WeightsOf(arena, in cell)[i] * restated) - exact.GetValueOrDefault(values[i]);
            Assert.InRange(over, -1e-9, bound);
        }

        Assert.Equal(plan.Limit, values.Length);
        Assert.True(cell.Landmark > 0, "weights were never restated");
    }
}
