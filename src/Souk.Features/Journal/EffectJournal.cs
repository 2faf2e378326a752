using System.Runtime.CompilerServices;

namespace Souk.Features.Journal;

/// <summary>
/// What the newest events did to the rows, in log order, for the cursors that undo it when events leave their windows.
/// Its recent part is in memory, the rest in files; what all cursors have passed is deleted. In a folder of its own it
/// outlives the process: what <see cref="Flush"/> and <see cref="Sync"/> made durable is found again by
/// <see cref="Reopen"/>. Without a folder it stays in memory up to a limit and then spills into temporary files.
/// </summary>
internal sealed class EffectJournal : IDisposable
{
    private const int ChunkBytes = 256 * 1024;

    // 16 MiB: a few seconds of the fastest stream, so that short windows never read files.
    private const int CachedChunks = 64;

    private readonly JournalFiles _files;
    private readonly int _chunkBytes;
    private readonly List<JournalCursor> _cursors = [];
    private readonly Queue<JournalChunk> _cached = new();
    private readonly Stack<byte[]> _spareBuffers = new();
    private JournalChunk? _head;
    private byte[] _buffer = [];

    /// <summary>Makes a journal; nothing is read or written before the first record or <see cref="Reopen"/>.</summary>
    /// <param name="folder">Its own folder, or null for memory and temporary files.</param>
    /// <param name="largestRecord">The most bytes of effects that one event can have.</param>
    internal EffectJournal(string? folder, int largestRecord)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(largestRecord, JournalFormat.MaxRecordBytes);
        _files = new JournalFiles(folder);
        _chunkBytes = Math.Max(ChunkBytes, JournalFormat.RecordHeaderBytes + largestRecord);
        LargestRecord = largestRecord;
    }

    internal int LargestRecord { get; }

    /// <summary>How many bytes of records were ever appended.</summary>
    internal long End => _head?.End ?? 0;

    /// <summary>The bytes in files at present.</summary>
    internal long FileBytes => _files.Bytes;

    public void Dispose() => _files.Dispose();

    /// <summary>Adds a cursor at the journal's start.</summary>
    internal JournalCursor AddCursor()
    {
        JournalCursor cursor = new(this);
        _cursors.Add(cursor);
        return cursor;
    }

    /// <summary>Room for the effects of the next event, <see cref="LargestRecord"/> bytes.</summary>
    internal Span<byte> Begin()
    {
        if (_head is null)
        {
            StartEmpty();
        }
        else if (_chunkBytes - _head.Length < JournalFormat.RecordHeaderBytes + LargestRecord)
        {
            Seal();
        }

        return _buffer.AsSpan(_head!.Length + JournalFormat.RecordHeaderBytes, LargestRecord);
    }

    /// <summary>Appends what was written into <see cref="Begin"/>'s room.</summary>
    internal void Commit(long time, long position, int length)
    {
        ref byte record = ref _buffer[_head!.Length];
        Unsafe.WriteUnaligned(ref record, time);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref record, sizeof(long)), JournalFormat.PackPosition(position, length));
        _head.Length += JournalFormat.RecordHeaderBytes + length;
        foreach (JournalCursor cursor in _cursors)
        {
            if (cursor.NextTime == long.MaxValue)
            {
                cursor.Peek();
            }
        }
    }

    /// <summary>Hands everything to the operating system and starts a new chunk, so that this end can be found
    /// again.</summary>
    internal void Flush()
    {
        if (_files.IsTemporary || _head is null)
        {
            return;
        }

        if (_head.Length > 0)
        {
            Seal();
        }

        _files.Mark(LowestOffset());
    }

    /// <summary>Waits until what was flushed is on disk, and deletes files that no snapshot needs. Any
    /// thread.</summary>
    internal void Sync() => _files.Sync();

    /// <summary>Opens the files again as they were at a flush.</summary>
    /// <param name="end">The journal's end then.</param>
    /// <param name="offsets">The cursors' offsets then, in the order in which they were added.</param>
    /// <exception cref="InvalidDataException">The files do not reach from the last cursor to that end.</exception>
    internal void Reopen(long end, ReadOnlySpan<long> offsets)
    {
        List<JournalChunk> chunks = _files.Recover(end);
        long lowest = end;
        foreach (long offset in offsets)
        {
            lowest = Math.Min(lowest, offset);
        }

        long reached = chunks.Count == 0 ? lowest : chunks[^1].End;
        if (reached != end || (chunks.Count > 0 && chunks[0].Start > lowest))
        {
            throw new InvalidDataException(
                $"The effect journal in {_files.Place} does not hold {lowest} to {end}.");
        }

        Link(chunks, end);
        for (int i = 0; i < _cursors.Count; i++)
        {
            long offset = offsets[i];
            JournalChunk chunk = chunks.FindLast(c => c.Start <= offset && offset < c.End) ?? _head!;
            _cursors[i].MoveTo(chunk, (int)(offset - chunk.Start));
        }
    }

    /// <summary>The content of a chunk, kept in memory until <see cref="Unload"/>.</summary>
    internal byte[] Load(JournalChunk chunk)
    {
        chunk.Users++;
        if (chunk.Buffer is null)
        {
            chunk.Buffer = TakeBuffer();
            chunk.Segment!.Read(chunk, chunk.Buffer);
        }

        return chunk.Buffer;
    }

    internal void Unload(JournalChunk chunk)
    {
        if (--chunk.Users > 0)
        {
            return;
        }

        _spareBuffers.Push(chunk.Buffer!);
        chunk.Buffer = null;
        if (_files is { IsTemporary: true, IsEmpty: false })
        {
            _files.DeleteBefore(LowestOffset());
        }
    }

    private void StartEmpty()
    {
        _files.Clear();
        Link([], 0);
        foreach (JournalCursor cursor in _cursors)
        {
            cursor.MoveTo(_head!, 0);
        }
    }

    private void Link(List<JournalChunk> chunks, long end)
    {
        _buffer = TakeBuffer();
        _head = new JournalChunk(end) { Buffer = _buffer, Users = 1 };
        _cached.Enqueue(_head);
        for (int i = 0; i < chunks.Count; i++)
        {
            chunks[i].Next = i + 1 < chunks.Count ? chunks[i + 1] : _head;
        }
    }

    // Closes the newest chunk and opens the next one.
    private void Seal()
    {
        JournalChunk sealedChunk = _head!;
        if (!_files.IsTemporary)
        {
            _files.Append(sealedChunk);
        }

        _buffer = TakeBuffer();
        _head = new JournalChunk(sealedChunk.End) { Buffer = _buffer, Users = 1 };
        sealedChunk.Next = _head;
        _cached.Enqueue(_head);
        if (_cached.Count > CachedChunks)
        {
            JournalChunk oldest = _cached.Dequeue();
            if (oldest.Segment is null && LowestOffset() < oldest.End)
            {
                _files.Append(oldest);
            }

            Unload(oldest);
        }
    }

    private long LowestOffset()
    {
        long lowest = End;
        foreach (JournalCursor cursor in _cursors)
        {
            lowest = Math.Min(lowest, cursor.Offset);
        }

        return lowest;
    }

    private byte[] TakeBuffer() =>
        _spareBuffers.TryPop(out byte[]? spare) ? spare : GC.AllocateUninitializedArray<byte>(_chunkBytes);
}
