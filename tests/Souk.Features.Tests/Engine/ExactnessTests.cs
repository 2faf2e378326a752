using Souk.Features.Plans;

namespace Souk.Features.Tests.Engine;

public sealed class ExactnessTests
{
    private const int Streams = 1_000;
    private const int EventsPerStream = 60;

    [Fact]
    public void Every_cell_equals_the_oracle_at_every_position()
    {
        for (int seed = 1; seed <= Streams; seed++)
        {
            Run(seed, retains: seed % 4 == 0, restarts: false);
        }
    }

    [Fact]
    public void Every_cell_equals_the_oracle_after_restarts_from_snapshots()
    {
        for (int seed = 10_001; seed <= 10_000 + (Streams / 4); seed++)
        {
            Run(seed, retains: seed % 4 == 0, restarts: true);
        }
    }

    private static void Run(int seed, bool retains, bool restarts)
    {
        Random random = new(seed);
        long scale = new[] { 1_000_000L, 3_600_000_000, 86_400_000_000L * 18 }[random.Next(3)];
        SyntheticPlan plan = new(random, scale, retains, textKind: 2);
        SyntheticOracle oracle = new(plan);
        SyntheticStream stream = new(random, scale);
        string? folder = restarts ? Directory.CreateTempSubdirectory("souk-features-").FullName : null;
        SyntheticFold fold = new(plan.Plan, folder);
        SyntheticFold straight = new(plan.Plan, null);
        try
        {
            for (int i = 0; i < EventsPerStream; i++)
            {
                SyntheticEvent e = stream.Next();
                fold.Apply(e);
                straight.Apply(e);
                oracle.Apply(e);
                SyntheticEvent other = stream.Earlier();
                SyntheticChecker checker = new(fold, oracle, () => $"seed {seed}, position {e.Position}");
                foreach ((CellRequest request, long? window, int table) in plan.Requests)
                {
                    checker.Check(request, table, window, e, e.Time);
                    checker.Check(request, table, window, other, e.Time);
                }

                if (restarts && random.Next(20) == 0)
                {
                    fold = Restart(plan.Plan, fold, folder!);
                }
            }

            straight.State.Flush();
            fold.State.Flush();
            Assert.True(
                SyntheticFold.Copy(straight.Arena).AsSpan().SequenceEqual(SyntheticFold.Copy(fold.Arena)),
                $"seed {seed}");
            Assert.True(
                SyntheticFold.Copy(straight.EntityArena).AsSpan().SequenceEqual(SyntheticFold.Copy(fold.EntityArena)),
                $"seed {seed}");
            AssertGivesMemoryBack(plan, straight, seed);
        }
        finally
        {
            fold.Dispose();
            straight.Dispose();
            if (folder != null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static SyntheticFold Restart(FeaturePlan plan, SyntheticFold fold, string folder)
    {
        (byte[], byte[]) snapshot = fold.Snapshot();
        fold.Dispose();
        return new SyntheticFold(plan, folder, snapshot);
    }

    // After all windows have passed, only what counts for ever is left; with a retention nothing is.
    private static void AssertGivesMemoryBack(SyntheticPlan plan, SyntheticFold fold, int seed)
    {
        using SyntheticFold fresh = new(plan.Plan, null);
        long empty = fresh.Arena.AllocatedBytes;
        fold.State.AdvanceTo(fold.State.Time + plan.Plan.Offsets.DefaultIfEmpty(0).Max());
        fold.State.AdvanceTo(fold.State.Time + plan.Retain);
        if (plan.Retain > 0 || plan.Plan.Stores.All(s => s.IsWindowed || s.Cells.Count == 0))
        {
            Assert.True(fold.Entities.Count == 0, $"seed {seed}: {fold.Entities.Count} entities are held");

            // Index chunks and buckets stay; rows, rings and values are gone.
            long indexes = fold.Arena.AllocatedBytes - empty;
            Assert.True(indexes % (16 * 1024) == 0, $"seed {seed}: {indexes} bytes are left");
        }
    }
}
