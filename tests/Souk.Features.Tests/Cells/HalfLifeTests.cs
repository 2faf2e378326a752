using Souk.Features.Cells;

namespace Souk.Features.Tests.Cells;

public sealed class HalfLifeTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0.5)]
    [InlineData(10, 1.0 / 1024)]
    [InlineData(-3, 8)]
    [InlineData(2000, 0)]
    public void Whole_half_lives_are_exact(double halfLives, double left) =>
        Assert.Equal(left, HalfLife.Left(halfLives));

    [Fact]
    public void Left_equals_the_power_to_the_last_bits()
    {
        Random random = new(3);
        for (int i = 0; i < 100_000; i++)
        {
            double halfLives = (random.NextDouble() - 0.2) * Math.Pow(10, random.Next(-6, 3));
            double expected = Math.Pow(2, -halfLives);
            double error = Math.Abs(HalfLife.Left(halfLives) - expected);
            Assert.True(error <= 1e-15 * expected * Math.Max(1, Math.Abs(halfLives)));
        }
    }
}
