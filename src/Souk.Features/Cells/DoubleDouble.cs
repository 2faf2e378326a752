namespace Souk.Features.Cells;

/// <summary>
/// A sum of doubles kept as an unevaluated pair (about 106 bits), so that values can be added and taken out again
/// millions of times. Adding a double errs by at most 2^-105 of the result (Joldes, Muller, Popescu, "Tight and
/// rigorous error bounds for basic building blocks of double-word arithmetic", ACM TOMS 44, 2017, algorithm 4), adding
/// a pair by 3 · 2^-106 where the signs agree (algorithm 6).
/// </summary>
internal struct DoubleDouble
{
    internal double High;
    internal double Low;

    internal DoubleDouble(double high, double low)
    {
        High = high;
        Low = low;
    }

    internal readonly double Value => High + Low;

    internal static DoubleDouble FromInt128(Int128 value)
    {
        double high = (double)value;
        double low = (double)(value - (Int128)high);
        return FastTwoSum(high, low);
    }

    internal static DoubleDouble Square(double value)
    {
        double product = value * value;
        return new DoubleDouble(product, Math.FusedMultiplyAdd(value, value, -product));
    }

    internal void Add(double value)
    {
        DoubleDouble sum = TwoSum(High, value);
        this = FastTwoSum(sum.High, Low + sum.Low);
    }

    internal void Add(DoubleDouble other)
    {
        DoubleDouble high = TwoSum(High, other.High);
        DoubleDouble low = TwoSum(Low, other.Low);
        DoubleDouble sum = FastTwoSum(high.High, high.Low + low.High);
        this = FastTwoSum(sum.High, low.Low + sum.Low);
    }

    internal readonly DoubleDouble Negated() => new(-High, -Low);

    internal readonly DoubleDouble Times(DoubleDouble other)
    {
        double product = High * other.High;
        double error = Math.FusedMultiplyAdd(High, other.High, -product);
        error += Math.FusedMultiplyAdd(High, other.Low, Low * other.High);
        return FastTwoSum(product, error);
    }

    internal readonly DoubleDouble DividedBy(double divisor)
    {
        double quotient = High / divisor;
        double product = quotient * divisor;
        double error = Math.FusedMultiplyAdd(quotient, divisor, -product);
        double rest = (High - product) - error + Low;
        return FastTwoSum(quotient, rest / divisor);
    }

    private static DoubleDouble TwoSum(double a, double b)
    {
        double sum = a + b;
        double bPart = sum - a;
        return new DoubleDouble(sum, (a - (sum - bPart)) + (b - bPart));
    }

    private static DoubleDouble FastTwoSum(double a, double b)
    {
        double sum = a + b;
        return new DoubleDouble(sum, b - (sum - a));
    }
}
