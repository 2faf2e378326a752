using System.Buffers.Binary;
using Souk.Core.Definition;
using Souk.Log;

namespace Souk.Core.Events;

/// <summary>Walks the elements of a list value: <see cref="MoveNext"/>, then the getter of the element's
/// kind.</summary>
public ref struct ListReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ValueKind _kind;
    private int _at;
    private int _left;
    private int _start;
    private int _length;
    private long _bits;

    /// <summary>Opens an encoded list; no bytes are an empty list.</summary>
    /// <exception cref="InvalidDataException">The bytes are no list; <see cref="MoveNext"/> says so too.</exception>
    public ListReader(ReadOnlySpan<byte> bytes, ValueKind elementKind)
    {
        _bytes = bytes;
        _kind = elementKind;
        Count = bytes.Length == 0 ? 0 : ReadCount(bytes, ref _at);
        _left = Count;
    }

    /// <summary>How many elements the list has.</summary>
    public int Count { get; }

    /// <summary>The element as text (or entity id), UTF-8.</summary>
    public readonly ReadOnlySpan<byte> Text => _bytes.Slice(_start, _length);

    /// <summary>The element as a number.</summary>
    public readonly double Number => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>The element as a whole number.</summary>
    public readonly long Whole => _bits;

    /// <summary>The element as money.</summary>
    public readonly Money Money => Money.FromUnits(_bits);

    /// <summary>The element as a time.</summary>
    public readonly LogTime Time => new(_bits);

    /// <summary>The element as a flag.</summary>
    public readonly bool Flag => _bits != 0;

    /// <summary>Goes to the next element; false at the end.</summary>
    public bool MoveNext()
    {
        if (_left == 0)
        {
            return false;
        }

        _left--;
        switch (_kind)
        {
            case ValueKind.Text or ValueKind.Entity:
                ulong length = EventFormat.ReadVarint(_bytes, ref _at);
                ThrowIfPastEnd(length);
                _length = (int)length;
                _start = _at;
                _at += _length;
                break;
            case ValueKind.Whole or ValueKind.Money:
                _bits = EventFormat.UnZigZag(EventFormat.ReadVarint(_bytes, ref _at));
                break;
            case ValueKind.Flag:
                ThrowIfPastEnd(1);
                _bits = _bytes[_at++];
                break;
            default:
                ThrowIfPastEnd(sizeof(long));
                _bits = BinaryPrimitives.ReadInt64LittleEndian(_bytes[_at..]);
                _at += sizeof(long);
                break;
        }

        return true;
    }

    private static int ReadCount(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong count = EventFormat.ReadVarint(bytes, ref at);

        // Every element takes a byte at least.
        return count <= (ulong)(bytes.Length - at)
            ? (int)count
            : throw new InvalidDataException($"A list of {bytes.Length} bytes says that it has {count} elements.");
    }

    private readonly void ThrowIfPastEnd(ulong bytes)
    {
        if (bytes > (ulong)(_bytes.Length - _at))
        {
            throw new InvalidDataException($"A list of {_bytes.Length} bytes ends within an element.");
        }
    }
}
