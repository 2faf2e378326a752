namespace Souk.Risk.Patterns;

/// <summary>How a value that rules can read becomes a cell, and a condition on the cell becomes CEL again.</summary>
internal enum RowColumnKind
{
    /// <summary>A number with a fraction, or money.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A time, as the seconds that have passed since.</summary>
    Age,

    /// <summary>True or false, as a category.</summary>
    Flag,

    /// <summary>A text, as a category.</summary>
    Text,
}
