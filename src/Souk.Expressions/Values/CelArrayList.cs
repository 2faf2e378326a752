namespace Souk.Expressions;

/// <summary>The ordinary list: an array that nobody writes to.</summary>
internal sealed class CelArrayList(CelValue[] items) : CelList
{
    public override int Count => items.Length;

    public override CelValue this[int index] => items[index];
}
