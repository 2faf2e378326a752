namespace Souk.Learning.Patterns;

/// <summary>What a condition asks of a cell.</summary>
public enum ConditionKind
{
    /// <summary>A number at or above the threshold.</summary>
    AtLeast,

    /// <summary>A number below the threshold.</summary>
    Below,

    /// <summary>The category of the code.</summary>
    Equals,

    /// <summary>Nothing there.</summary>
    Missing,
}
