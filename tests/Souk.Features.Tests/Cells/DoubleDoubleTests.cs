using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Souk.Features.Cells;

namespace Souk.Features.Tests.Cells;

public sealed class DoubleDoubleTests
{
    [Fact]
    public void Sums_do_not_drift_over_millions_of_values_in_and_out()
    {
        const int Window = 1_000;
        Random random = new(7);
        double[] inside = new double[Window];
        DoubleDouble sum = default;
        for (int i = 0; i < 3_000_000; i++)
        {
            double value = (random.NextDouble() - 0.3) * Math.Pow(10, random.Next(-6, 9));
            sum.Add(-inside[i % Window]);
            sum.Add(value);
            inside[i % Window] = value;
        }

        // The exact sum: every double here is a whole number of 2^-80.
        BigInteger exact = inside.Aggregate(BigInteger.Zero, (s, v) => s + (BigInteger)(v * Math.Pow(2, 80)));
        double expected = (double)exact / Math.Pow(2, 80);
        Assert.True(Math.Abs(sum.Value - expected) <= 1e-15 * Math.Abs(expected), $"{sum.Value} instead of {expected}");
    }

    [Fact]
    public void What_goes_in_and_out_leaves_no_more_than_the_bound() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat[]>(), values =>
        {
            double[] bounded = [.. values.Select(v => v.Get).Where(v => Math.Abs(v) < 1e150)];
            DoubleDouble sum = default;
            double largest = 0;
            foreach (double value in bounded)
            {
                sum.Add(value);
                largest = Math.Max(largest, Math.Abs(sum.Value));
            }

            foreach (double value in bounded)
            {
                sum.Add(-value);
                largest = Math.Max(largest, Math.Abs(sum.Value));
            }

            return Math.Abs(sum.Value) <= 2 * bounded.Length * Math.ScaleB(largest, -104);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Squares_are_exact() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<int>(), (a, b) =>
        {
            // 60 bits: their square has 120, more than a double and fewer than the pair can miss.
            double value = a + (b / 1_073_741_824.0);
            DoubleDouble square = DoubleDouble.Square(value);
            BigInteger whole = (BigInteger)(value * 1_073_741_824.0);
            BigInteger got = (BigInteger)(square.High * Math.Pow(2, 60)) + (BigInteger)(square.Low * Math.Pow(2, 60));
            return got == whole * whole;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whole_sums_come_over_to_106_bits()
    {
        Int128 value = (Int128.One << 100) + 12_345;
        DoubleDouble sum = DoubleDouble.FromInt128(value);
        Assert.Equal(value, (Int128)sum.High + (Int128)sum.Low);
    }
}
