using System.Buffers.Binary;
using Souk.Core.Definition;

namespace Souk.Core.Events;

/// <summary>Encoded events, one after the other, ready to be handed to the engine. Made by <see cref="EventEncoder"/>;
/// reusable after <see cref="Clear"/>.</summary>
public sealed class EventBatch
{
    private byte[] _buffer = new byte[4096];

    /// <summary>Makes an empty batch for events of a definition.</summary>
    public EventBatch(MarketplaceDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Definition = definition;
    }

    /// <summary>The definition that its events are encoded under.</summary>
    public MarketplaceDefinition Definition { get; }

    /// <summary>How many events it holds.</summary>
    public int Count { get; private set; }

    /// <summary>The events' records.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

    /// <summary>The length of all records, in bytes.</summary>
    public int Length { get; private set; }

    /// <summary>Forgets the events and keeps the memory.</summary>
    public void Clear()
    {
        Count = 0;
        Length = 0;
    }

    /// <summary>Adds the events of another batch of the same definition.</summary>
    public void Append(EventBatch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other.Bytes.CopyTo(Reserve(other.Length));
        Length += other.Length;
        Count += other.Count;
    }

    /// <summary>Adds one record of another batch of the same definition.</summary>
    internal void AppendRecord(ReadOnlySpan<byte> record)
    {
        record.CopyTo(Reserve(record.Length));
        Commit(record.Length);
    }

    /// <summary>The record that starts at an offset; add its length to reach the next one.</summary>
    internal ReadOnlySpan<byte> RecordAt(int offset) =>
        _buffer.AsSpan(
            offset, EventFormat.LengthBytes + BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(offset)));

    internal Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - Length < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(checked(_buffer.Length * 2), Length + bytes));
        }

        return _buffer.AsSpan(Length);
    }

    internal void Commit(int bytes)
    {
        Length += bytes;
        Count++;
    }
}
