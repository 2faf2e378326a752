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
}
