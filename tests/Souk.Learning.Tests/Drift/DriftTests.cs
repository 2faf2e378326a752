using Souk.Learning.Data;
using Souk.Learning.Drift;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Drift;

public sealed class DriftTests
{
    [Fact]
    public void Compare_TwoSamplesOfOneSource_RarelyPassesTheNoiseLevel()
    {
        int above = 0;
        const int Runs = 400;
        for (int run = 0; run < Runs; run++)
        {
            ColumnShift shift = PopulationStability.Compare(
                Sample((ulong)run, 2_000, 0), Sample((ulong)run + 999, 800, 0))[0];
            above += shift.Index > shift.NoiseLevel ? 1 : 0;
            Assert.False(shift.IsShifted);
        }

        // 400 runs at 1 % stay at or below 11 with probability .999.
        Assert.InRange(above, 0, 11);
    }

    [Fact]
    public void Compare_AKnownShift_EqualsTheSumByHand()
    {
        FeatureTable reference = new([FeatureColumn.Categorical("c", [0, 0, 0, 1, 1, 1, 1, 1, -1, -1], 3)]);
        FeatureTable recent = new([FeatureColumn.Categorical("c", [0, 0, 0, 0, 0, 0, 1, 1, 1, -1], 3)]);
        ColumnShift shift = PopulationStability.Compare(reference, recent)[0];
        double expected = (0.3 * Math.Log(2)) + (-0.2 * Math.Log(0.6)) + (-0.1 * Math.Log(0.5));
        Assert.Equal(expected, shift.Index, 1e-12);
        Assert.Equal(0.2, shift.ReferenceMissing, 1e-12);
        Assert.Equal(0.1, shift.RecentMissing, 1e-12);
    }

    [Fact]
    public void Compare_ANumberThatMoved_IsShifted_AndTheBinsSayWhere()
    {
        ColumnShift shift = PopulationStability.Compare(Sample(1, 3_000, 0), Sample(2, 3_000, 1))[0];
        Assert.True(shift.IsShifted);
        Assert.True(shift.Bins[^1].RecentShare > shift.Bins[^1].ReferenceShare * 2);
        Assert.Equal(1, shift.Bins.Sum(b => b.RecentShare), 1e-9);
    }

    [Fact]
    public void Compare_OtherColumns_AreRefused() => Assert.ThrowsAny<ArgumentException>(
        () => PopulationStability.Compare(
            Sample(1, 10, 0), new FeatureTable([FeatureColumn.Numeric("other", new float[3])])));

    [Fact]
    public void Find_PlantedChanges_AreFoundWhereTheyAre()
    {
        SeededRandom random = new(5);
        double[] rates = [0.02, 0.06, 0.03];
        double[] hits = new double[90];
        double[] trials = new double[90];
        for (int i = 0; i < 90; i++)
        {
            trials[i] = 2_000;
            for (int t = 0; t < 2_000; t++)
            {
                hits[i] += random.NextDouble() < rates[i / 30] ? 1 : 0;
            }
        }

        IReadOnlyList<RateChange> changes = ChangePoints.Find(hits, trials);
        Assert.Equal([30, 60], changes.Select(c => c.Index));
        Assert.InRange(changes[0].After, 0.055, 0.065);
        Assert.All(changes, c => Assert.True(c.LogLikelihoodGain > 50));
    }

    [Fact]
    public void Find_EqualsAnExhaustiveSearch()
    {
        SeededRandom random = new(8);
        for (int run = 0; run < 60; run++)
        {
            int n = random.Next(6, 12);
            double[] trials = new double[n];
            double[] hits = new double[n];
            for (int i = 0; i < n; i++)
            {
                trials[i] = random.Next(1, 60);
                hits[i] = random.Next((int)trials[i] + 1);
            }

            const double Penalty = 4;
            int[] found = [.. ChangePoints.Find(hits, trials, Penalty, minSteps: 2).Select(c => c.Index)];
            double best = double.PositiveInfinity;
            for (int mask = 0; mask < 1 << (n - 1); mask++)
            {
                int[] cuts = [.. Enumerable.Range(1, n - 1).Where(i => (mask & (1 << (i - 1))) != 0)];
                best = Math.Min(best, TotalCost(hits, trials, cuts, Penalty));
            }

            Assert.Equal(best, TotalCost(hits, trials, found, Penalty), 1e-9);
        }
    }

    [Fact]
    public void Find_ASeriesWithoutAChange_StaysWhole()
    {
        SeededRandom random = new(11);
        int broken = 0;
        for (int run = 0; run < 200; run++)
        {
            double[] trials = [.. Enumerable.Repeat(500.0, 60)];
            double[] hits =
                [.. trials.Select(t => (double)Enumerable.Range(0, (int)t).Count(_ => random.NextDouble() < 0.05))];
            broken += ChangePoints.Find(hits, trials).Count > 0 ? 1 : 0;
        }

        Assert.InRange(broken, 0, 20);
    }

    [Fact]
    public void Find_MoreHitsThanTrials_IsRefused() =>
        Assert.Contains(
            "Step 1", Assert.Throws<ArgumentException>(() => ChangePoints.Find([1, 3], [1, 2])).Message,
            StringComparison.Ordinal);

    private static double TotalCost(double[] hits, double[] trials, int[] cuts, double penalty)
    {
        int[] edges = [0, .. cuts, hits.Length];
        double cost = penalty * cuts.Length;
        for (int i = 1; i < edges.Length; i++)
        {
            if (edges[i] - edges[i - 1] < 2)
            {
                return double.PositiveInfinity;
            }

            double k = hits[edges[i - 1]..edges[i]].Sum();
            double all = trials[edges[i - 1]..edges[i]].Sum();
            cost -= (k == 0 ? 0 : k * Math.Log(k / all)) + (k == all ? 0 : (all - k) * Math.Log((all - k) / all));
        }

        return cost;
    }

    private static FeatureTable Sample(ulong seed, int rows, double shift)
    {
        SeededRandom random = new(seed);
        float[] values = new float[rows];
        for (int i = 0; i < rows; i++)
        {
            values[i] = (float)(random.NextGaussian() + shift);
        }

        return new FeatureTable([FeatureColumn.Numeric("x", values)]);
    }
}
