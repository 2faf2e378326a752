using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Numerics;

public sealed class SpecialFunctionsTests
{
    [Theory]
    [InlineData(0.5, 0.5723649429247001)]
    [InlineData(1, 0)]
    [InlineData(5, 3.1780538303479458)]
    [InlineData(100.5, 361.4355404678)]
    [InlineData(0.001, 6.907178885383853)]
    public void LogGamma_known_values(double x, double expected) =>
        Assert.Equal(expected, SpecialFunctions.LogGamma(x), 1e-9 * Math.Max(1, Math.Abs(expected)));

    [Theory]
    [InlineData(1, 1, 2, 0.5)]
    [InlineData(1, 1, 2, 0.99)]
    [InlineData(1, 1, 2, 0)]
    public void Hypergeometric_is_a_logarithm(double a, double b, double c, double z) =>
        Assert.Equal(z == 0 ? 1 : -Math.Log(1 - z) / z, SpecialFunctions.Hypergeometric(a, b, c, z), 1e-10);

    [Theory]
    [InlineData(2.5, 1.5, 0.3)]
    [InlineData(7, 3, 0.95)]
    public void Hypergeometric_is_a_power(double a, double b, double z) =>
        Assert.Equal(Math.Pow(1 - z, -a), SpecialFunctions.Hypergeometric(a, b, b, z), 1e-9 * Math.Pow(1 - z, -a));

    // Values of scipy.special.betainc.
    [Theory]
    [InlineData(2, 3, 0.4, 0.5248)]
    [InlineData(0.5, 0.5, 0.1, 0.2048327646991335)]
    [InlineData(120.5, 880, 0.13, 0.8246130860281662)]
    [InlineData(20_000, 180_000, 0.101, 0.9316649208441972)]
    [InlineData(30_000, 2, 0.9999, 0.19911840147284454)]
    [InlineData(3, 4, 0, 0)]
    [InlineData(3, 4, 1, 1)]
    public void RegularizedBeta_known_values(double a, double b, double x, double expected) =>
        Assert.Equal(expected, SpecialFunctions.RegularizedBeta(a, b, x), 1e-8);
}
