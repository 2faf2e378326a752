namespace Souk.Learning.Data;

/// <summary>
/// Many short sequences of items (sessions, baskets, histories), oldest item first, in one flat array: sequence s
/// stands at <see cref="Starts"/>[s] .. <see cref="Starts"/>[s + 1] of <see cref="Items"/>. Items are 0 to
/// <see cref="ItemCount"/> − 1 and may repeat; a sequence may be empty. Up to 2^31 − 1 items in all, 4 bytes each.
/// Immutable; safe to read from any number of threads.
/// </summary>
public sealed class ItemSequences
{
    /// <summary>Wraps flat sequences; the arrays are checked, not copied.</summary>
    /// <param name="itemCount">How many different items exist.</param>
    /// <param name="starts">Where each sequence starts, and the length of <paramref name="items"/> at the end.</param>
    /// <param name="items">The items of all sequences.</param>
    /// <exception cref="ArgumentException">The starts do not ascend over the items, or an item is out of
    /// range.</exception>
    public ItemSequences(int itemCount, int[] starts, int[] items)
    {
        ArgumentNullException.ThrowIfNull(starts);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfNegative(itemCount);
        if (starts.Length == 0 || starts[0] != 0 || starts[^1] != items.Length)
        {
            throw new ArgumentException($"Sequence starts must run from 0 to the {items.Length} " +
                "items.", nameof(starts));
        }

        for (int s = 0; s + 1 < starts.Length; s++)
        {
            if (starts[s] > starts[s + 1])
            {
                throw new ArgumentException(
                    $"Sequence {s} starts at {starts[s]} and ends before it, at {starts[s + 1]}.", nameof(starts));
            }
        }

        for (int i = 0; i < items.Length; i++)
        {
            if ((uint)items[i] >= (uint)itemCount)
            {
                throw new ArgumentException(
                    $"Item {items[i]} at place {i} is outside 0 to {itemCount - 1}.", nameof(items));
            }
        }

        ItemCount = itemCount;
        Starts = starts;
        Items = items;
    }

    /// <summary>How many different items exist.</summary>
    public int ItemCount { get; }

    /// <summary>The number of sequences.</summary>
    public int Count => Starts.Length - 1;

    /// <summary>Where each sequence starts, <see cref="Count"/> + 1 numbers. Do not write.</summary>
    public int[] Starts { get; }

    /// <summary>The items of all sequences, one after another. Do not write.</summary>
    public int[] Items { get; }

    /// <summary>The items of one sequence, oldest first.</summary>
    public ReadOnlySpan<int> this[int sequence] =>
        Items.AsSpan(Starts[sequence], Starts[sequence + 1] - Starts[sequence]);

    /// <summary>Builds sequences from separate lists.</summary>
    /// <exception cref="ArgumentException">An item is out of range.</exception>
    public static ItemSequences FromLists(int itemCount, IReadOnlyList<IReadOnlyList<int>> lists)
    {
        ArgumentNullException.ThrowIfNull(lists);
        int[] starts = new int[lists.Count + 1];
        for (int s = 0; s < lists.Count; s++)
        {
            starts[s + 1] = checked(starts[s] + lists[s].Count);
        }

        int[] items = new int[starts[^1]];
        int at = 0;
        foreach (IReadOnlyList<int> list in lists)
        {
            foreach (int item in list)
            {
                items[at++] = item;
            }
        }

        return new ItemSequences(itemCount, starts, items);
    }

    /// <summary>The sequences named by their numbers, in that order, as a new set.</summary>
    public ItemSequences Select(ReadOnlySpan<int> sequences)
    {
        int[] starts = new int[sequences.Length + 1];
        for (int s = 0; s < sequences.Length; s++)
        {
            starts[s + 1] = starts[s] + this[sequences[s]].Length;
        }

        int[] items = new int[starts[^1]];
        for (int s = 0; s < sequences.Length; s++)
        {
            this[sequences[s]].CopyTo(items.AsSpan(starts[s]));
        }

        return new ItemSequences(ItemCount, starts, items);
    }
}
