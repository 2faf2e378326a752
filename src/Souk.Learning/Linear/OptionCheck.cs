namespace Souk.Learning.Linear;

/// <summary>Range checks of options; the message names the option, its value and the range.</summary>
internal static class OptionCheck
{
    public static void Positive(double value, string name) =>
        Require(value > 0 && double.IsFinite(value), name, value, "above 0");

    public static void NotNegative(double value, string name) =>
        Require(value >= 0 && double.IsFinite(value), name, value, "0 or more");

    public static void AtLeastOne(int value, string name) => Require(value >= 1, name, value, "1 or more");

    public static void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException($"{name} is {value}; it must be {range}.");
        }
    }
}
