namespace Souk.Core.Definition;

/// <summary>What the value of an aggregate's key says.</summary>
internal enum AggregateOperand
{
    /// <summary>Nothing: the word true.</summary>
    None,

    /// <summary>An expression of any scalar type.</summary>
    Scalar,

    /// <summary>An expression of a type with an order.</summary>
    Ordered,

    /// <summary>An expression of a numeric type.</summary>
    Numeric,

    /// <summary>Two features.</summary>
    Features,

    /// <summary>An expression over feature columns.</summary>
    Columns,
}
