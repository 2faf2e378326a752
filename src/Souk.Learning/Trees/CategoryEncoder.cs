using Souk.Learning.Data;
using Souk.Learning.Persistence;

namespace Souk.Learning.Trees;

/// <summary>
/// Turns a row of a table into the numbers that trees see: first the numeric columns (and categorical ones of at most
/// two categories), then for each <see cref="CategoryKey"/> its mean label and its count. Immutable, thread-safe.
/// </summary>
internal sealed class CategoryEncoder
{
    /// <summary>What a key gives: its mean label and its count.</summary>
    public const int FeaturesPerKey = 2;

    private readonly int[] _numeric;
    private readonly CategoryKey[] _keys;
    private readonly float _priorSum;
    private readonly float _priorWeight;
    private readonly int _columns;

    public CategoryEncoder(int columns, int[] numeric, CategoryKey[] keys, float mean, float priorWeight)
    {
        _columns = columns;
        _numeric = numeric;
        _keys = keys;
        Mean = mean;
        _priorWeight = priorWeight;
        _priorSum = mean * priorWeight;
    }

    /// <summary>The number of features that trees see.</summary>
    public int Features => _numeric.Length + (_keys.Length * FeaturesPerKey);

    /// <summary>The mean label in training.</summary>
    public float Mean { get; }

    /// <summary>The columns that are taken as numbers.</summary>
    public ReadOnlySpan<int> Numeric => _numeric;

    /// <summary>The keys.</summary>
    public ReadOnlySpan<CategoryKey> Keys => _keys;

    /// <summary>The statistic of a category: its mean label, drawn towards the overall mean.</summary>
    public float Statistic(float sum, float count) => (sum + _priorSum) / (count + _priorWeight);

    /// <summary>The table columns that a feature comes from.</summary>
    public ReadOnlySpan<int> Sources(int feature) => feature < _numeric.Length
        ? _numeric.AsSpan(feature, 1)
        : _keys[(feature - _numeric.Length) / FeaturesPerKey].Columns;

    /// <summary>Encodes one row: cells in table order in, features out.</summary>
    public void Encode(ReadOnlySpan<float> cells, Span<float> features)
    {
        for (int i = 0; i < _numeric.Length; i++)
        {
            features[i] = cells[_numeric[i]];
        }

        if (_keys.Length == 0)
        {
            return;
        }

        Span<ulong> hashes = _columns <= 256 ? stackalloc ulong[_columns] : new ulong[_columns];
        for (int c = 0; c < cells.Length; c++)
        {
            hashes[c] = CategoryKey.Hash(c, float.IsNaN(cells[c]) ? -1 : (int)cells[c]);
        }

        int at = _numeric.Length;
        foreach (CategoryKey key in _keys)
        {
            (float sum, float count) = key.IsEmpty ? (0, 0) : key.Find(CategoryKey.Hash(key.Columns, hashes));
            features[at++] = Statistic(sum, count);
            features[at++] = count;
        }
    }

    /// <summary>The same encoder without the statistics of keys that no tree asks for.</summary>
    public CategoryEncoder Trim(bool[] used)
    {
        var keys = new CategoryKey[_keys.Length];
        for (int k = 0; k < keys.Length; k++)
        {
            int first = _numeric.Length + (k * FeaturesPerKey);
            keys[k] = used[first] || used[first + 1] ? _keys[k] : _keys[k].Emptied();
        }

        return new CategoryEncoder(_columns, _numeric, keys, Mean, _priorWeight);
    }

    public void Save(ModelWriter writer)
    {
        writer.WriteArray<int>(_numeric);
        writer.WriteArray<float>([Mean, _priorWeight]);
        writer.WriteInt32(_keys.Length);
        foreach (CategoryKey key in _keys)
        {
            key.Save(writer);
        }
    }

    public static CategoryEncoder Load(ModelReader reader, int columns)
    {
        int[] numeric = reader.ReadArray<int>();
        float[] prior = reader.ReadArray<float>();
        int count = reader.ReadInt32();
        if (prior.Length != 2 || count < 0 || numeric.AsSpan().ContainsAnyExceptInRange(0, columns - 1))
        {
            throw new InvalidDataException("The trees' encoding of columns does not fit together.");
        }

        var keys = new List<CategoryKey>();
        for (int k = 0; k < count; k++)
        {
            keys.Add(CategoryKey.Load(reader, columns));
        }

        return new CategoryEncoder(columns, numeric, [.. keys], prior[0], prior[1]);
    }
}
