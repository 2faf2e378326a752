using Souk.Learning.Evaluation;
using Souk.Learning.Numerics;
using Souk.Recommend.Creators;

namespace Souk.Recommend.Tests.Creators;

public sealed class RatePriorTests
{
    [Theory]
    // Creators differ much: a beta with strength 8; somewhat: 100; little: 1,000; not at all.
    [InlineData(8, 40)]
    [InlineData(100, 40)]
    [InlineData(1_000, 40)]
    [InlineData(double.PositiveInfinity, 40)]
    [InlineData(8, 5)]
    [InlineData(100, 5)]
    [InlineData(1_000, 5)]
    [InlineData(double.PositiveInfinity, 5)]
    public void A_range_of_90_percent_holds_the_chance_at_least_88_times_of_100(double strength, int creators)
    {
        const double Mean = 0.08;
        SeededRandom random = new((ulong)(creators + 1));
        int held = 0;
        int all = 0;
        int marketplaces = 2_000 / Math.Min(creators, 10);
        for (int i = 0; i < marketplaces; i++)
        {
            double[] chances = [.. Enumerable.Range(0, creators).Select(_ => Chance(ref random, Mean, strength))];
            (int Hits, int Trials)[] rows =
                [.. chances.Select(c => Draw(ref random, c, 5 + (int)(295 * random.NextDouble())))];
            RatePrior prior = RatePrior.Of(rows);
            for (int j = 0; j < Math.Min(creators, 10); j++)
            {
                // The range holds it if it lies between the quantiles, which is dearer to find out.
                double below = prior.Below(rows[j].Hits, rows[j].Trials, chances[j]);
                held += below is >= 0.05 and <= 0.95 ? 1 : 0;
                all++;
            }
        }

        Assert.True(held >= 0.88 * all, $"{held} of {all}");
    }

    [Fact]
    public void The_ends_of_a_range_are_quantiles()
    {
        RatePrior prior = RatePrior.Of([(3, 40), (9, 60), (0, 12), (30, 100)]);
        Estimate estimate = prior.Estimate(3, 40, level: 0.9);

        Assert.Equal(0.05, prior.Below(3, 40, estimate.Lower), 3);
        Assert.Equal(0.95, prior.Below(3, 40, estimate.Upper), 3);
        Assert.InRange(estimate.Value, estimate.Lower, estimate.Upper);
    }

    [Fact]
    public void Where_creators_do_not_differ_a_small_one_says_the_mean()
    {
        SeededRandom random = new(7);
        RatePrior prior = RatePrior.Of([.. Enumerable.Range(0, 500).Select(_ => Draw(ref random, 0.1, 40))]);
        Estimate lucky = prior.Estimate(4, 10);

        Assert.InRange(prior.Mean, 0.09, 0.11);
        Assert.InRange(lucky.Value, 0.09, 0.13);
        Assert.InRange(lucky.Upper - lucky.Lower, 0, 0.1);
    }

    [Fact]
    public void Where_creators_differ_a_small_one_leans_as_far_as_they_do()
    {
        // Half at 5 %, half at 15 %: variance 0.0025 = m(1 - m)/(strength + 1), so strength = 35.
        SeededRandom random = new(7);
        RatePrior prior = RatePrior.Of(
            [.. Enumerable.Range(0, 4_000).Select(i => Draw(ref random, i % 2 == 0 ? 0.05 : 0.15, 50))]);

        Assert.Equal((10 + (35 * 0.1)) / (50 + 35), prior.Estimate(10, 50).Value, 0.01);
    }

    [Fact]
    public void Shrunken_rates_of_small_creators_are_nearer_to_the_truth_than_raw_ones()
    {
        SeededRandom random = new(7);
        double[] truths = [.. Enumerable.Range(0, 1_000).Select(_ => 0.02 + (0.2 * random.NextDouble()))];
        (int Hits, int Trials)[] rows = [.. truths.Select(t => Draw(ref random, t, 12))];
        RatePrior prior = RatePrior.Of(rows);
        double raw = rows.Zip(truths, (r, t) => Math.Pow(((double)r.Hits / r.Trials) - t, 2)).Sum();
        double shrunken = rows.Zip(truths, (r, t) => Math.Pow(prior.Estimate(r.Hits, r.Trials).Value - t, 2)).Sum();

        Assert.True(shrunken < 0.6 * raw, $"{shrunken} against {raw}");
    }

    [Fact]
    public void Without_observations_any_chance_is_possible()
    {
        Estimate estimate = RatePrior.Of([]).Estimate(0, 0);
        Assert.Equal(0.5, estimate.Value, 2);
        Assert.InRange(estimate.Lower, 0, 0.05);
        Assert.InRange(estimate.Upper, 0.95, 1);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(0, 1_000_000)]
    [InlineData(1_000_000, 1_000_000)]
    public void One_creator_alone_has_a_range_around_the_rate(int hits, int trials)
    {
        Estimate estimate = RatePrior.Of([(hits, trials)]).Estimate(hits, trials);
        Assert.InRange(estimate.Value, estimate.Lower, estimate.Upper);
        Assert.InRange(Math.Abs(estimate.Value - ((double)hits / trials)), 0, trials == 1 ? 0.5 : 0.001);
    }

    private static (int Hits, int Trials) Draw(ref SeededRandom random, double rate, int trials)
    {
        int hits = 0;
        for (int i = 0; i < trials; i++)
        {
            hits += random.NextDouble() < rate ? 1 : 0;
        }

        return (hits, trials);
    }

    private static double Chance(ref SeededRandom random, double mean, double strength)
    {
        if (double.IsPositiveInfinity(strength))
        {
            return mean;
        }

        double one = Souk.Recommend.Recall.TrendRecall.Gamma(ref random, mean * strength);
        return one / (one + Souk.Recommend.Recall.TrendRecall.Gamma(ref random, (1 - mean) * strength));
    }
}
