using System.Buffers.Binary;

namespace Souk.Log.Appending;

/// <summary>Walks the records of a payload formed by <see cref="LogAppender"/>.</summary>
public ref struct RecordEnumerator
{
    private ReadOnlySpan<byte> _left;

    internal RecordEnumerator(ReadOnlySpan<byte> payload) => _left = payload;

    /// <summary>The present record.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>The enumerator itself, for foreach.</summary>
    public readonly RecordEnumerator GetEnumerator() => this;

    /// <summary>Steps to the next record; false at the end.</summary>
    /// <exception cref="InvalidDataException">The payload was not formed by a <see cref="LogAppender"/>.</exception>
    public bool MoveNext()
    {
        if (_left.IsEmpty)
            return false;
        int length = _left.Length < RecordBatch.PrefixBytes ? -1 : BinaryPrimitives.ReadInt32LittleEndian(_left);
        if (length < 0 || length > _left.Length - RecordBatch.PrefixBytes)
            throw new InvalidDataException(
                $"A record of {length} bytes cannot be in the {_left.Length} bytes that are left of the payload.");
        Current = _left.Slice(RecordBatch.PrefixBytes, length);
        _left = _left[(RecordBatch.PrefixBytes + length)..];
        return true;
    }
}
