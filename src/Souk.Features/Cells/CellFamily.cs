namespace Souk.Features.Cells;

/// <summary>The ways in which a feature's state is kept; several aggregates share one.</summary>
internal enum CellFamily
{
    /// <summary>A count, and where asked for sum and sum of squares, for every window.</summary>
    Moments,

    /// <summary>The values that may still become the smallest, oldest first and rising.</summary>
    Minimum,

    /// <summary>The values that may still become the largest, oldest first and falling.</summary>
    Maximum,

    /// <summary>A count of different values for every window.</summary>
    Distinct,

    /// <summary>All values of the longest window, oldest first.</summary>
    Series,

    /// <summary>The newest values, at most a fixed number.</summary>
    Newest,

    /// <summary>The first value of all and its time.</summary>
    First,

    /// <summary>The last value and its time.</summary>
    Last,

    /// <summary>A sum that halves with every half-life.</summary>
    Decayed,

    /// <summary>A decayed weight for each value, for the heaviest ones.</summary>
    Heaviest,

    /// <summary>Registers that estimate how many different values there were.</summary>
    Sketch,
}
