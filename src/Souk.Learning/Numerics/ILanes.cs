namespace Souk.Learning.Numerics;

/// <summary>
/// Sixteen floats that are worked on at once. Kernels are written once against this interface and specialised by the
/// JIT for <see cref="Lanes512"/> (AVX-512, one register) and <see cref="Lanes256"/> (two registers, or whatever the
/// machine offers). Both round alike and sum alike, so that a result does not depend on the register width.
/// </summary>
internal unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    static abstract TSelf Zero { get; }

    static abstract TSelf Load(float* from);

    static abstract TSelf Broadcast(float value);

    static abstract void Store(float* to, TSelf value);

    static abstract TSelf Add(TSelf a, TSelf b);

    static abstract TSelf Subtract(TSelf a, TSelf b);

    static abstract TSelf Multiply(TSelf a, TSelf b);

    static abstract TSelf Divide(TSelf a, TSelf b);

    static abstract TSelf Sqrt(TSelf a);

    /// <summary>a × b + c with one rounding.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The sum of the sixteen: halves added, quarters added, then pairwise.</summary>
    static abstract float Sum(TSelf a);

    /// <summary>Bit i is set where lane i of a is at least lane i of b.</summary>
    static abstract uint AtLeastMask(TSelf a, TSelf b);
}
