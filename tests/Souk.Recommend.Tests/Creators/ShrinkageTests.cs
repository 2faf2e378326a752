using Souk.Recommend.Creators;

namespace Souk.Recommend.Tests.Creators;

public sealed class ShrinkageTests
{
    [Fact]
    public void Rates_that_differ_by_chance_only_are_pulled_to_the_mean()
    {
        Random random = new(7);
        Shrinkage prior = Shrinkage.OfRates([.. Enumerable.Range(0, 500).Select(_ => Draw(random, 0.1, 40))]);

        Assert.InRange(prior.Mean, 0.09, 0.11);
        Assert.True(prior.Strength > 200, $"{prior.Strength}");
    }

    [Fact]
    public void The_strength_of_a_beta_prior_is_found()
    {
        // Half the creators at 5 %, half at 15 %: variance 0.0025 = m(1 - m)/(strength + 1), so strength = 35.
        Random random = new(7);
        Shrinkage prior = Shrinkage.OfRates(
            [.. Enumerable.Range(0, 4_000).Select(i => Draw(random, i % 2 == 0 ? 0.05 : 0.15, 50))]);

        Assert.InRange(prior.Strength, 28, 44);
    }

    [Fact]
    public void Shrunken_rates_of_small_creators_are_nearer_to_the_truth_than_raw_ones()
    {
        Random random = new(7);
        double[] truths = [.. Enumerable.Range(0, 2_000).Select(_ => 0.02 + (0.2 * random.NextDouble()))];
        (int Hits, int Trials)[] rows = [.. truths.Select(t => Draw(random, t, 12))];
        Shrinkage prior = Shrinkage.OfRates(rows);
        double raw = rows.Zip(truths, (r, t) => Math.Pow(((double)r.Hits / r.Trials) - t, 2)).Sum();
        double shrunken = rows.Zip(truths, (r, t) => Math.Pow(prior.Estimate(r.Hits, r.Trials) - t, 2)).Sum();

        Assert.True(shrunken < 0.6 * raw, $"{shrunken} against {raw}");
    }

    [Fact]
    public void Means_get_within_variance_over_variance_between()
    {
        // Within: 1 (values -1 and 1 around the mean); between: 4. Strength 1/4.
        (int, double, double)[] rows =
        [
            .. Enumerable.Range(0, 1_000).Select(i =>
            {
                double mean = i % 2 == 0 ? 8 : 12;
                return (10, 10 * mean, 10 * ((mean * mean) + 1));
            }),
        ];
        Shrinkage prior = Shrinkage.OfMeans(rows);

        Assert.Equal(10, prior.Mean, 6);
        Assert.InRange(prior.Strength, 0.2, 0.35);
    }

    [Fact]
    public void Without_observations_the_mean_is_zero() =>
        Assert.Equal(0, Shrinkage.OfRates([]).Estimate(0, 0));

    private static (int Hits, int Trials) Draw(Random random, double rate, int trials) =>
        (Enumerable.Range(0, trials).Count(_ => random.NextDouble() < rate), trials);
}
