namespace Souk.Expressions;

/// <summary>
/// An ordered sequence of values. A host may derive from it to lend its own storage to expressions without a copy.
/// Instances must not change while an expression reads them.
/// </summary>
public abstract class CelList
{
    /// <summary>The list without elements.</summary>
    public static CelList Empty { get; } = new CelArrayList([]);

    /// <summary>The number of elements.</summary>
    public abstract int Count { get; }

    /// <summary>The element at a position from 0 to <see cref="Count"/> − 1.</summary>
    /// <param name="index">The position; the caller keeps it within range.</param>
    public abstract CelValue this[int index] { get; }

    /// <summary>A list over the given array, which is not copied and must not change any more.</summary>
    public static CelList Over(CelValue[] items) => items.Length == 0 ? Empty : new CelArrayList(items);

    /// <summary>A list of strings.</summary>
    public static CelList OfStrings(IEnumerable<string> items) => Over([.. items.Select(CelValue.FromString)]);

    internal CelValue[] ToArray()
    {
        CelValue[] copy = new CelValue[Count];
        CopyTo(copy, 0);
        return copy;
    }

    internal void CopyTo(CelValue[] target, int offset)
    {
        for (int i = 0; i < Count; i++)
            target[offset + i] = this[i];
    }

    internal bool Contains(CelValue value)
    {
        for (int i = 0; i < Count; i++)
            if (CelEquality.AreEqual(this[i], value))
                return true;
        return false;
    }
}
