using Souk.Learning.Data;
using Souk.Learning.Persistence;

namespace Souk.Learning.Trees;

/// <summary>
/// A categorical column, or several taken jointly, with the label statistics of each of its categories: a hash table
/// from the category's 64-bit hash to the sum and number of its labels. Read-only once built.
/// </summary>
internal sealed class CategoryKey
{
    private readonly ulong[] _hashes;
    private readonly float[] _sums;
    private readonly float[] _counts;
    private readonly int[] _slots;

    /// <summary>Makes a key from the hashes of its categories and their statistics, in step.</summary>
    public CategoryKey(int[] columns, ulong[] hashes, float[] sums, float[] counts)
    {
        Columns = columns;
        _hashes = hashes;
        _sums = sums;
        _counts = counts;
        int size = 4;
        while (size < hashes.Length * 2L)
        {
            size *= 2;
        }

        _slots = new int[size];
        for (int i = 0; i < hashes.Length; i++)
        {
            int slot = (int)hashes[i] & (size - 1);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (size - 1);
            }

            _slots[slot] = i + 1;
        }
    }

    /// <summary>The columns, ascending.</summary>
    public int[] Columns { get; }

    /// <summary>Whether no category is known: the key is not used by any tree.</summary>
    public bool IsEmpty => _hashes.Length == 0;

    /// <summary>The same key without its categories.</summary>
    public CategoryKey Emptied() => new(Columns, [], [], []);

    /// <summary>The joint hash of a key's columns, given each column's own.</summary>
    public static ulong Hash(int[] columns, ReadOnlySpan<ulong> columnHashes)
    {
        ulong hash = columnHashes[columns[0]];
        for (int i = 1; i < columns.Length; i++)
        {
            hash = FeatureHash.Cross(hash, columnHashes[columns[i]]);
        }

        return hash;
    }

    /// <summary>The hash of one column's code; -1 is missing, a category like any other.</summary>
    public static ulong Hash(int column, int code) => FeatureHash.Of(column, code);

    /// <summary>The sum and number of a category's labels; zeros for one that training did not meet.</summary>
    public (float Sum, float Count) Find(ulong hash)
    {
        int mask = _slots.Length - 1;
        for (int slot = (int)hash & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            int entry = _slots[slot] - 1;
            if (_hashes[entry] == hash)
            {
                return (_sums[entry], _counts[entry]);
            }
        }

        return (0, 0);
    }

    public void Save(ModelWriter writer)
    {
        writer.WriteArray<int>(Columns);
        writer.WriteArray<ulong>(_hashes);
        writer.WriteArray<float>(_sums);
        writer.WriteArray<float>(_counts);
    }

    public static CategoryKey Load(ModelReader reader, int columnCount)
    {
        int[] columns = reader.ReadArray<int>();
        ulong[] hashes = reader.ReadArray<ulong>();
        float[] sums = reader.ReadArray<float>();
        float[] counts = reader.ReadArray<float>();
        if (columns.Length == 0 || columns.AsSpan().ContainsAnyExceptInRange(0, columnCount - 1)
            || sums.Length != hashes.Length || counts.Length != hashes.Length)
        {
            throw new InvalidDataException("The statistics of a category do not fit together.");
        }

        return new CategoryKey(columns, hashes, sums, counts);
    }
}
