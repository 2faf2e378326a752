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

    // Segments are kept for the two snapshots that an engine keeps and the one it may be writing.
    private const int KeptMarks = 3;

    private readonly string? _givenFolder;
    private readonly int _chunkBytes;
    private readonly List<JournalCursor> _cursors = [];
    private readonly Queue<JournalChunk> _cached = new();
    private readonly Stack<byte[]> _spareBuffers = new();
    private readonly Queue<JournalSegment> _segments = new();
    private readonly Queue<long> _marks = new();
    private readonly Lock _syncGate = new();
    private string? _folder;
    private JournalSegment? _newestSegment;
    private JournalChunk? _head;
    private byte[] _buffer = [];

    /// <summary>Makes a journal; nothing is read or written before the first record or <see cref="Reopen"/>.</summary>
    /// <param name="folder">Its own folder, or null for memory and temporary files.</param>
    /// <param name="largestRecord">The most bytes of effects that one event can have.</param>
    internal EffectJournal(string? folder, int largestRecord)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(largestRecord, JournalFormat.MaxRecordBytes);
        _givenFolder = folder;
        _chunkBytes = Math.Max(ChunkBytes, JournalFormat.RecordHeaderBytes + largestRecord);
        LargestRecord = largestRecord;
    }

    internal int LargestRecord { get; }

    /// <summary>How many bytes of records were ever appended.</summary>
    internal long End => _head?.End ?? 0;

    /// <summary>The bytes in files at present.</summary>
    internal long FileBytes
    {
        get
        {
            lock (_syncGate)
            {
                return _segments.Sum(s => s.Length);
            }
        }
    }

    public void Dispose()
    {
        foreach (JournalSegment segment in _segments)
        {
            if (_givenFolder is null)
            {
                segment.Delete();
            }
            else
            {
                segment.Dispose();
            }
        }

        if (_givenFolder is null && _folder != null)
        {
            Directory.Delete(_folder, recursive: true);
        }

        _segments.Clear();
    }

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
        if (_givenFolder is null || _head is null)
        {
            return;
        }

        if (_head.Length > 0)
        {
            Seal();
        }

        lock (_syncGate)
        {
            _marks.Enqueue(LowestOffset());
        }
    }

    /// <summary>Waits until what was flushed is on disk, and deletes files that no snapshot needs. Any
    /// thread.</summary>
    internal void Sync()
    {
        JournalSegment[] dirty;
        lock (_syncGate)
        {
            dirty = [.. _segments.Where(s => s.IsDirty)];
        }

        foreach (JournalSegment segment in dirty)
        {
            segment.Sync();
        }

        lock (_syncGate)
        {
            while (_marks.Count > KeptMarks)
            {
                _marks.Dequeue();
            }

            if (_marks.Count == KeptMarks)
            {
                DeleteBefore(_marks.Peek());
            }
        }
    }

    /// <summary>Opens the files again as they were at a flush.</summary>
    /// <param name="end">The journal's end then.</param>
    /// <param name="offsets">The cursors' offsets then, in the order in which they were added.</param>
    /// <exception cref="InvalidDataException">The files do not reach from the last cursor to that end.</exception>
    internal void Reopen(long end, ReadOnlySpan<long> offsets)
    {
        List<JournalChunk> chunks = [];
        if (_givenFolder != null)
        {
            OpenFolder();
            RecoverSegments(end, chunks);
        }

        long lowest = end;
        foreach (long offset in offsets)
        {
            lowest = Math.Min(lowest, offset);
        }

        long reached = chunks.Count == 0 ? lowest : chunks[^1].End;
        if (reached != end || (chunks.Count > 0 && chunks[0].Start > lowest))
        {
            throw new InvalidDataException(
                $"The effect journal in {_givenFolder ?? "memory"} does not hold {lowest} to {end}.");
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
        if (_givenFolder is null && _segments.Count > 0)
        {
            DeleteBefore(LowestOffset());
        }
    }

    private void StartEmpty()
    {
        if (_givenFolder != null)
        {
            OpenFolder();
            foreach (string stale in JournalSegment.FilesOf(_folder!))
            {
                File.Delete(stale);
            }
        }

        Link([], 0);
        foreach (JournalCursor cursor in _cursors)
        {
            cursor.MoveTo(_head!, 0);
        }
    }

    private void OpenFolder()
    {
        _folder = _givenFolder ?? Directory.CreateTempSubdirectory("souk-effects-").FullName;
        Directory.CreateDirectory(_folder);
    }

    private void RecoverSegments(long end, List<JournalChunk> chunks)
    {
        foreach (string path in JournalSegment.FilesOf(_folder!))
        {
            JournalSegment segment = JournalSegment.Open(path);
            List<JournalChunk> found = segment.Recover(end);
            bool continues = found.Count > 0 && (chunks.Count == 0 || found[0].Start == chunks[^1].End);
            if (!continues)
            {
                segment.Delete();
                continue;
            }

            chunks.AddRange(found);
            _segments.Enqueue(segment);
            _newestSegment = segment;
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
        if (_givenFolder != null)
        {
            Write(sealedChunk);
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
                Write(oldest);
            }

            Unload(oldest);
        }
    }

    private void Write(JournalChunk chunk)
    {
        if (_newestSegment is null || _newestSegment.Length >= JournalSegment.TargetBytes)
        {
            if (_folder is null)
            {
                OpenFolder();
            }

            _newestSegment = JournalSegment.Create(_folder!, chunk.Start);
            lock (_syncGate)
            {
                _segments.Enqueue(_newestSegment);
            }
        }

        _newestSegment.Append(chunk);
    }

    private void DeleteBefore(long offset)
    {
        while (_segments.Count > 1 && _segments.Peek().End <= offset)
        {
            _segments.Dequeue().Delete();
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
