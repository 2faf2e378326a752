namespace Souk.Learning.Collaborative;

/// <summary>Checks a setting against its range.</summary>
internal static class OptionRange
{
    public static void Check(double value, double from, double to, string name)
    {
        if (!(value >= from && value <= to))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} lies between {from} and {to}.");
        }
    }
}
