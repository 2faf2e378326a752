namespace Souk.Expressions;

/// <summary>
/// A mapping from keys to values that keeps the order of insertion. Keys are int, uint, bool or string; numbers are
/// equal across their types, so <c>1</c>, <c>1u</c> and <c>1.0</c> find the same entry. Immutable.
/// </summary>
public sealed class CelMap
{
    private readonly CelValue[] _keys;
    private readonly CelValue[] _values;
    private readonly Dictionary<CelValue, int> _positions;

    private CelMap(CelValue[] keys, CelValue[] values, Dictionary<CelValue, int> positions)
    {
        _keys = keys;
        _values = values;
        _positions = positions;
    }

    /// <summary>The map without entries.</summary>
    public static CelMap Empty { get; } = new([], [], []);

    /// <summary>The number of entries.</summary>
    public int Count => _keys.Length;

    /// <summary>The key at a position in the order of insertion.</summary>
    public CelValue KeyAt(int index) => _keys[index];

    /// <summary>The value at a position in the order of insertion.</summary>
    public CelValue ValueAt(int index) => _values[index];

    /// <summary>A map of the given entries.</summary>
    /// <exception cref="ArgumentException">A key is of a wrong kind, or there twice.</exception>
    public static CelMap Of(IEnumerable<KeyValuePair<CelValue, CelValue>> entries)
    {
        KeyValuePair<CelValue, CelValue>[] all = [.. entries];
        CelFault fault = default;
        CelMap map = Create([.. all.Select(e => e.Key)], [.. all.Select(e => e.Value)], ref fault);
        return fault.Code == CelErrorCode.None
            ? map
            : throw new ArgumentException(fault.Message, nameof(entries));
    }

    /// <summary>Finds the value of a key.</summary>
    /// <returns>False when the map has no such key.</returns>
    public bool TryGet(CelValue key, out CelValue value)
    {
        if (_positions.TryGetValue(key, out int position))
        {
            value = _values[position];
            return true;
        }

        value = default;
        return false;
    }

    internal static CelMap Create(CelValue[] keys, CelValue[] values, ref CelFault fault)
    {
        Dictionary<CelValue, int> positions = new(keys.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i].Kind is not (CelKind.Int or CelKind.Uint or CelKind.Bool or CelKind.String))
            {
                fault.Raise(CelErrorCode.UnsupportedKeyType, keys[i].TypeName);
                return Empty;
            }

            if (!positions.TryAdd(keys[i], i))
            {
                fault.Raise(CelErrorCode.DuplicateKey, keys[i].ToString());
                return Empty;
            }
        }

        return new CelMap(keys, values, positions);
    }
}
