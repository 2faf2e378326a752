namespace Souk.Expressions;

/// <summary>The outcome of an evaluation: a value or an error.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly struct CelResult<T>
{
    private readonly T _value;

    private CelResult(T value, CelFault error)
    {
        _value = value;
        Error = error;
    }

    /// <summary>Whether there is a value.</summary>
    public bool HasValue => Error.Code == CelErrorCode.None;

    /// <summary>The error; its code is <see cref="CelErrorCode.None"/> when there is a value.</summary>
    public CelFault Error { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is an error instead.</exception>
    public T Value => HasValue ? _value : throw new InvalidOperationException(Error.ToString());

    /// <summary>A result with a value.</summary>
    public static CelResult<T> Ok(T value) => new(value, default);

    /// <summary>A result with an error.</summary>
    public static CelResult<T> Failed(CelFault error) => new(default!, error);

    /// <summary>The value, or the given one when there is an error.</summary>
    public T ValueOr(T other) => HasValue ? _value : other;

    internal T Take(ref CelFault fault)
    {
        if (!HasValue)
            fault.Adopt(Error);
        return _value;
    }
}
