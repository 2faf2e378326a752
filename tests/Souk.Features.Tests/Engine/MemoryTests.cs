using System.Globalization;
using Souk.Core.Entities;
using Souk.Core.State;
using Souk.Features.Cells;
using Souk.Features.Plans;
using Souk.Features.Rows;

namespace Souk.Features.Tests.Engine;

public sealed class MemoryTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void Ten_windowed_counts_of_an_entity_take_at_most_200_bytes_with_indexes_and_entity_table()
    {
        const int Entities = 20_000;
        using SyntheticFold fold = new(Counts(), null);
        long before = fold.Arena.AllocatedBytes + fold.EntityArena.AllocatedBytes;
        for (int i = 1; i <= Entities; i++)
        {
            fold.Apply(Event(i, 5, $"card-{i.ToString("D8", CultureInfo.InvariantCulture)}"));
        }

        long bytes = fold.Arena.AllocatedBytes + fold.EntityArena.AllocatedBytes - before;
        Assert.InRange(bytes / (double)Entities, 50, 200);
    }

    [Fact]
    public void Memory_stays_flat_once_windows_are_full()
    {
        using SyntheticFold fold = new(Counts(), null);
        Random random = new(5);
        long time = 0;
        long full = 0;
        for (int i = 1; i <= 60_000; i++)
        {
            time += random.NextInt64(2 * Second);
            fold.Apply(Event(i, time, $"s{random.Next(100_000)}"));
            if (i == 20_000)
            {
                full = fold.Arena.AllocatedBytes;
            }
        }

        Assert.InRange(fold.Arena.AllocatedBytes, 0, full * 1.1);
    }

    private static FeaturePlan Counts()
    {
        FeaturePlanBuilder builder = new(SyntheticPlan.EventTypes);
        int store = builder.AddTable(new KeyShape([SyntheticInputs.ShopperKind]), retain: 0);
        for (int window = 1; window <= 10; window++)
        {
            builder.Ask(new CellRequest
            {
                Family = CellFamily.Moments,
                Store = store,
                Window = window * 1_000 * Second,
                Inputs = new Dictionary<int, CellInputs> { [0] = new([SyntheticInputs.Shopper], -1, -1, -1) },
            });
        }

        return builder.Build();
    }

    private static SyntheticEvent Event(int position, long time, string shopper) => new(
        0, time, position, shopper, Text: null, Whole: null, Amount: null, Number: null, Device: null, Weight: 1,
        Flag: false);
}
