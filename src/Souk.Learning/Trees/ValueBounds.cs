namespace Souk.Learning.Trees;

/// <summary>The range that monotone constraints leave for the values of a node's leaves.</summary>
internal readonly record struct ValueBounds(double Lower, double Upper)
{
    /// <summary>No bounds.</summary>
    public static ValueBounds None => new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>The bounds of the two children after a split along a feature of that direction (+1, -1 or 0): the
    /// middle of their values parts them.</summary>
    public (ValueBounds Left, ValueBounds Right) Split(int direction, double leftValue, double rightValue)
    {
        double middle = (leftValue + rightValue) / 2;
        return direction switch
        {
            > 0 => (this with { Upper = middle }, this with { Lower = middle }),
            < 0 => (this with { Lower = middle }, this with { Upper = middle }),
            _ => (this, this),
        };
    }
}
