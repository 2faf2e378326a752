using Souk.Recommend.Creators;

namespace Souk.Recommend.Tests.Creators;

public sealed class ShrinkageTests
{
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
        Assert.Equal(0, Shrinkage.OfMeans([]).Estimate(0, 0));
}
