namespace Souk.Expressions;

/// <summary>What went wrong during an evaluation.</summary>
public enum CelErrorCode
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A function or operator does not exist for the kinds of values that it was given.</summary>
    NoSuchOverload,

    /// <summary>A map has no such key.</summary>
    NoSuchKey,

    /// <summary>A field is absent, or does not exist.</summary>
    NoSuchField,

    /// <summary>A variable has no value.</summary>
    UnknownVariable,

    /// <summary>There is no function of that name.</summary>
    UnknownFunction,

    /// <summary>Division by zero.</summary>
    DivideByZero,

    /// <summary>Remainder by zero.</summary>
    ModulusByZero,

    /// <summary>The result of whole-number arithmetic is outside 64 bits.</summary>
    Overflow,

    /// <summary>A value is outside the range of its type.</summary>
    Range,

    /// <summary>A list position does not exist.</summary>
    IndexOutOfBounds,

    /// <summary>An argument has the right type, but not a usable value.</summary>
    InvalidArgument,

    /// <summary>A text cannot be converted.</summary>
    InvalidConversion,

    /// <summary>A map literal names a key twice.</summary>
    DuplicateKey,

    /// <summary>A map key is neither int, uint, bool nor string.</summary>
    UnsupportedKeyType,

    /// <summary>Octets are not valid UTF-8.</summary>
    InvalidUtf8,

    /// <summary>A limit of the engine was reached, so that an expression cannot use up the machine.</summary>
    LimitExceeded,

    /// <summary>A function of the host failed.</summary>
    HostFunction,
}
