using Souk.Bench.Recommend;

namespace Souk.Bench.Tests.Recommend;

public sealed class SeedSpreadTests
{
    [Fact]
    public void The_interval_is_students()
    {
        // Mean 3, deviation 1.58, of five: 3 -+ 2.776 * 1.58 / 2.236.
        SeedSpread spread = SeedSpread.Of([1, 2, 3, 4, 5]);
        Assert.Equal(3, spread.Mean, 12);
        Assert.Equal(3 - 1.963, spread.Lower, 3);
        Assert.Equal(3 + 1.963, spread.Upper, 3);
    }

    [Fact]
    public void Ratios_are_averaged_by_their_logarithms()
    {
        // Twice, four times and eight times: the logarithms are 1, 2 and 3 times ln 2, of deviation ln 2.
        SeedSpread spread = SeedSpread.OfRatios([2, 8, 40], [1, 2, 5]);
        double half = 4.303 / Math.Sqrt(3);
        Assert.Equal(4, spread.Mean, 12);
        Assert.Equal(Math.Pow(2, 2 - half), spread.Lower, 9);
        Assert.Equal(Math.Pow(2, 2 + half), spread.Upper, 9);
    }
}
