using System.Buffers.Binary;
using Souk.Log;
using Souk.Log.Format;

namespace Souk.Core.Engine.Answers;

/// <summary>Writes the answers given under a definition over a span of the log; see <see cref="IAnswering"/>.</summary>
public sealed class AnswerWriter : IDisposable
{
    private const int BufferBytes = 1 << 18;

    private readonly FileStream _stream;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly List<(long Position, ulong Key, long Offset)> _index = [];
    private int _buffered;
    private long _written;
    private uint _checksum;
    private bool _isFinished;

    internal AnswerWriter(string path, ulong logIdentity, int version, LogPosition after, LogPosition through)
    {
        Path = path;
        Through = through;
        Since = after.Next;
        Last = after;
        _stream = new FileStream(path + ".tmp", FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        Span<byte> head = stackalloc byte[AnswerFormat.HeadBytes];
        AnswerFormat.Magic.CopyTo(head);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], AnswerFormat.Version);
        BinaryPrimitives.WriteInt32LittleEndian(head[12..], version);
        BinaryPrimitives.WriteUInt64LittleEndian(head[16..], logIdentity);
        BinaryPrimitives.WriteInt64LittleEndian(head[24..], after.Value);
        BinaryPrimitives.WriteInt64LittleEndian(head[32..], through.Value);
        Write(head);
    }

    /// <summary>The last position whose answer belongs here.</summary>
    public LogPosition Through { get; }

    /// <summary>The position from which on the answers are whole: later than the span's first where older ones are no
    /// longer kept.</summary>
    public LogPosition Since { get; set; }

    /// <summary>The position of the newest answer written; before the first, that before the span.</summary>
    public LogPosition Last { get; private set; }

    internal string Path { get; }

    /// <summary>Adds an answer behind those before it.</summary>
    /// <param name="position">Its position, above <see cref="Last"/> and at most <see cref="Through"/>.</param>
    /// <param name="key">A hash that it can be looked for by.</param>
    /// <param name="record">What is kept of it.</param>
    public void Add(LogPosition position, ulong key, ReadOnlySpan<byte> record)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(position, Last);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, Through);
        _index.Add((position.Value, key, _written + _buffered));
        Last = position;
        Write(record);
    }

    /// <summary>Closes the file; one that was not finished is deleted.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        if (!_isFinished)
        {
            File.Delete(Path + ".tmp");
        }
    }

    /// <summary>Writes index and end, and gives the file its name; on disk when this returns.</summary>
    internal void Finish(bool isLast)
    {
        long indexOffset = _written + _buffered;
        Span<byte> entry = stackalloc byte[AnswerFormat.EntryBytes];
        foreach ((long position, ulong key, long offset) in _index)
        {
            BinaryPrimitives.WriteInt64LittleEndian(entry, position);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], key);
            BinaryPrimitives.WriteInt64LittleEndian(entry[16..], offset);
            Write(entry);
        }

        Span<byte> foot = stackalloc byte[AnswerFormat.FootBytes];
        BinaryPrimitives.WriteInt64LittleEndian(foot, Since.Value);
        BinaryPrimitives.WriteInt64LittleEndian(foot[8..], indexOffset);
        BinaryPrimitives.WriteInt64LittleEndian(foot[16..], _index.Count);
        BinaryPrimitives.WriteInt32LittleEndian(foot[24..], isLast ? 1 : 0);
        Write(foot[..^sizeof(uint)]);
        Drain();
        BinaryPrimitives.WriteUInt32LittleEndian(foot, _checksum);
        _stream.Write(foot[..sizeof(uint)]);
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        DurableFile.Publish(Path + ".tmp", Path);
        _isFinished = true;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int part = Math.Min(bytes.Length, BufferBytes - _buffered);
            bytes[..part].CopyTo(_buffer.AsSpan(_buffered));
            _buffered += part;
            bytes = bytes[part..];
            if (_buffered == BufferBytes)
            {
                Drain();
            }
        }
    }

    private void Drain()
    {
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(0, _buffered);
        _stream.Write(bytes);
        _checksum = Crc32C.Compute(bytes, _checksum);
        _written += _buffered;
        _buffered = 0;
    }
}
