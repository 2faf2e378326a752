namespace Souk.Expressions;

/// <summary>The content of a value of kind <see cref="CelKind.Optional"/>: a value or none.</summary>
public sealed class CelOptional
{
    private CelOptional(bool hasValue, CelValue value)
    {
        HasValue = hasValue;
        Value = value;
    }

    /// <summary>The optional without a value.</summary>
    public static CelOptional None { get; } = new(false, default);

    /// <summary>Whether there is a value.</summary>
    public bool HasValue { get; }

    /// <summary>The value; <c>null</c> when there is none.</summary>
    public CelValue Value { get; }

    /// <summary>An optional that holds the value.</summary>
    public static CelOptional Of(CelValue value) => new(true, value);
}
