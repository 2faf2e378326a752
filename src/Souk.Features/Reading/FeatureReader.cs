using System.Globalization;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Entities;
using Souk.Features.Engine;
using Souk.Log;

namespace Souk.Features.Reading;

/// <summary>
/// Reads chosen feature columns of one key at a time, as of the newest event applied: names are resolved once, a read
/// takes microseconds. Not safe for concurrent use: make one a thread, and read only while the sequencer is held off
/// (<see cref="Core.Engine.SoukEngine.Read"/>) or on its thread. Bound to one engine: after a change of definition make
/// a new one.
/// </summary>
public sealed class FeatureReader
{
    private readonly FeatureEngine _engine;
    private readonly ColumnSet _columns;
    private readonly byte[] _utf8 = new byte[EntityTable.MaxTextBytes];

    internal FeatureReader(FeatureEngine engine, IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentOutOfRangeException.ThrowIfZero(columns.Count, nameof(columns));
        _engine = engine;
        Columns = [.. columns];
        _columns = new ColumnSet(engine, columns);
        if (_columns.KeyParts.Count > 1)
        {
            throw new ArgumentException(
                $"'{_columns.KeyOwners[0]}' is kept for {Describe(_columns.KeyParts[0])}, "
                + $"'{_columns.KeyOwners[1]}' for {Describe(_columns.KeyParts[1])}; one read takes features of one " +
                "key.", nameof(columns));
        }
    }

    /// <summary>The columns, in the order of the values.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The parts of the key.</summary>
    public IReadOnlyList<KeyPart> Key => _columns.KeyParts[0];

    /// <summary>The log time that values are read at: that of the newest event applied.</summary>
    public LogTime Time => new(_engine.State.Time);

    /// <summary>Reads the columns of a key of one part.</summary>
    /// <param name="id">The entity's id, or the text, number or flag as text.</param>
    /// <param name="values">Where the values go, one a column.</param>
    /// <exception cref="ArgumentException">The key has more parts or the id is not of its type.</exception>
    public void Read(string id, Span<FeatureValue> values) => Read([id], values);

    /// <summary>Reads the columns of a key.</summary>
    /// <param name="key">Its parts: ids of entities, texts, numbers or flags, as text.</param>
    /// <param name="values">Where the values go, one a column.</param>
    /// <exception cref="ArgumentException">The number of parts is wrong, or one is not of its type.</exception>
    public void Read(ReadOnlySpan<string> key, Span<FeatureValue> values)
    {
        if (key.Length != Key.Count)
        {
            throw new ArgumentException($"The key is {Describe(Key)}; {key.Length} parts were given.", nameof(key));
        }

        _columns.States[0] = KeyState.Known;
        for (int i = 0; i < key.Length; i++)
        {
            long bits = Number(Key[i], key[i], out bool isKnown);
            _columns.Keys[0][i] = bits;
            if (!isKnown)
            {
                _columns.States[0] = KeyState.Unknown;
            }
        }

        _columns.Read(values);
    }

    /// <summary>Reads the columns of a key given as the engine holds it: for callers that walk many keys.</summary>
    /// <param name="key">Its parts: numbers of entities and texts in the entity table (0 for one that is not known),
    /// else the 64 bits of the value.</param>
    /// <param name="values">Where the values go, one a column.</param>
    /// <exception cref="ArgumentException">The number of parts is wrong.</exception>
    public void Read(ReadOnlySpan<long> key, Span<FeatureValue> values)
    {
        if (key.Length != Key.Count)
        {
            throw new ArgumentException($"The key is {Describe(Key)}; {key.Length} parts were given.", nameof(key));
        }

        _columns.States[0] = KeyState.Known;
        for (int i = 0; i < key.Length; i++)
        {
            _columns.Keys[0][i] = key[i];
            if (key[i] == 0 && _engine.Plan.NumberKindOf(Key[i].Type.Kind, Key[i].Type.Entity) >= 0)
            {
                _columns.States[0] = KeyState.Unknown;
            }
        }

        _columns.Read(values);
    }

    private static string Describe(IReadOnlyList<KeyPart> key) =>
        key.Count == 0 ? "nothing" : string.Join(" and ", key.Select(p => p.Name));

    private long Number(KeyPart part, string id, out bool isKnown)
    {
        isKnown = true;
        int kind = _engine.Plan.NumberKindOf(part.Type.Kind, part.Type.Entity);
        if (kind >= 0)
        {
            isKnown = Encoding.UTF8.TryGetBytes(id, _utf8, out int length);
            uint number = isKnown ? _engine.Context.Entities.Find(kind, _utf8.AsSpan(0, length)) : 0;
            isKnown = number != 0;
            return number;
        }

        if (part.Type.Kind == ValueKind.Flag)
        {
            return bool.TryParse(id, out bool flag) ? (flag ? 1 : 0)
                : throw new ArgumentException($"'{id}' is no value of {part.Name}: write true or false.");
        }

        return long.TryParse(id, CultureInfo.InvariantCulture, out long whole) ? whole
            : throw new ArgumentException($"'{id}' is no value of {part.Name}: write a whole number.");
    }
}
