using System.Numerics;

namespace Souk.Learning.Numerics;

/// <summary>Checks of options that put the value and the allowed range into the message.</summary>
internal static class OptionCheck
{
    public static void Range<T>(T value, T lowest, T highest, string name)
        where T : INumber<T>
    {
        if (!(value >= lowest && value <= highest))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} goes from {lowest} to {highest}; got {value}.");
        }
    }

    public static void Positive(double value, string name) =>
        Require(value > 0 && double.IsFinite(value), name, value, "a number above 0");

    public static void NotNegative(double value, string name) =>
        Require(value >= 0 && double.IsFinite(value), name, value, "a number from 0");

    public static void AtLeastOne(int value, string name) => Require(value >= 1, name, value, "1 or more");

    /// <summary>For ranges that the other checks cannot say.</summary>
    public static void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}; got {value}.");
        }
    }
}
