namespace Souk.Expressions;

/// <summary>The kind of a value at run time.</summary>
public enum CelKind : byte
{
    /// <summary>The value <c>null</c>.</summary>
    Null = 0,

    /// <summary>A truth value.</summary>
    Bool,

    /// <summary>A signed 64-bit integer.</summary>
    Int,

    /// <summary>An unsigned 64-bit integer.</summary>
    Uint,

    /// <summary>An IEEE 754 double.</summary>
    Double,

    /// <summary>A sequence of Unicode code points.</summary>
    String,

    /// <summary>A sequence of octets.</summary>
    Bytes,

    /// <summary>An ordered sequence of values.</summary>
    List,

    /// <summary>A mapping from int, uint, bool or string keys to values.</summary>
    Map,

    /// <summary>A point in time.</summary>
    Timestamp,

    /// <summary>A span of time.</summary>
    Duration,

    /// <summary>A type as a value, as in <c>type(1) == int</c>.</summary>
    Type,

    /// <summary>An optional value, as in <c>map.?key</c>.</summary>
    Optional,

    /// <summary>A value of a type that a library or the host defines, such as an IP address.</summary>
    Opaque,
}
