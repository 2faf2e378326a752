namespace Souk.Core.Definition;

/// <summary>What a field, an attribute or a feature column holds.</summary>
public enum ValueKind
{
    /// <summary>Unicode text.</summary>
    Text,

    /// <summary>A finite 64-bit floating-point number.</summary>
    Number,

    /// <summary>A signed 64-bit whole number.</summary>
    Whole,

    /// <summary>An amount in the base currency, see <see cref="Souk.Core.Money"/>.</summary>
    Money,

    /// <summary>A moment, in microseconds of UTC.</summary>
    Time,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>Several values of one scalar type.</summary>
    List,

    /// <summary>The id of an entity of one kind.</summary>
    Entity,
}
