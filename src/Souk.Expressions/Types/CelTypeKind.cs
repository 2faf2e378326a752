namespace Souk.Expressions;

/// <summary>The kind of a type.</summary>
public enum CelTypeKind
{
    /// <summary>Known at run time only.</summary>
    Dyn,

    /// <summary>The type of <c>null</c>.</summary>
    Null,

    /// <summary>Truth values.</summary>
    Bool,

    /// <summary>Signed 64-bit integers.</summary>
    Int,

    /// <summary>Unsigned 64-bit integers.</summary>
    Uint,

    /// <summary>Doubles.</summary>
    Double,

    /// <summary>Strings.</summary>
    String,

    /// <summary>Sequences of octets.</summary>
    Bytes,

    /// <summary>Points in time.</summary>
    Timestamp,

    /// <summary>Spans of time.</summary>
    Duration,

    /// <summary>Lists; one parameter: the element type.</summary>
    List,

    /// <summary>Maps; two parameters: key and value type.</summary>
    Map,

    /// <summary>Types as values; one parameter: the type.</summary>
    Type,

    /// <summary>A type that a library or the host defines, such as optionals; any number of parameters.</summary>
    Abstract,

    /// <summary>A scalar or null; one parameter: the scalar type.</summary>
    Wrapper,

    /// <summary>An object of the host that is only there to select fields from.</summary>
    Object,

    /// <summary>A type parameter of a function, such as <c>T</c>.</summary>
    Parameter,
}
