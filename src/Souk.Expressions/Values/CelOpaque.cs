namespace Souk.Expressions;

/// <summary>
/// A value of a type that a library or the host defines. Its functions are all that can be done with it.
/// </summary>
public abstract class CelOpaque
{
    /// <summary>The type, made by <see cref="CelType.Abstract"/>.</summary>
    public abstract CelType Type { get; }

    /// <summary>Whether this is the same value as another of the same type.</summary>
    public abstract bool ValueEquals(CelOpaque other);

    /// <summary>A hash that agrees with <see cref="ValueEquals"/>.</summary>
    public abstract int ValueHash();
}
