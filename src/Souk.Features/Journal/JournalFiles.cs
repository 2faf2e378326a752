namespace Souk.Features.Journal;

/// <summary>
/// The files of an effect journal: chunks are appended to the newest; whole files are deleted once neither a cursor nor
/// a kept snapshot needs them. Without a folder of its own the journal gets a temporary one with the first chunk
/// written.
/// </summary>
internal sealed class JournalFiles : IDisposable
{
    // Segments are kept for the two snapshots that an engine keeps and the one it may be writing.
    private const int KeptMarks = 3;

    private readonly Queue<JournalSegment> _segments = new();
    private readonly Queue<long> _marks = new();
    private readonly Lock _gate = new();
    private string? _folder;
    private JournalSegment? _newest;

    internal JournalFiles(string? folder)
    {
        _folder = folder;
        IsTemporary = folder is null;
    }

    /// <summary>Whether the files go with the journal.</summary>
    internal bool IsTemporary { get; }

    internal string Place => IsTemporary ? "memory" : _folder!;

    internal bool IsEmpty => _newest is null;

    /// <summary>The length of all files, in bytes.</summary>
    internal long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _segments.Sum(s => s.Length);
            }
        }
    }

    public void Dispose()
    {
        foreach (JournalSegment segment in _segments)
        {
            segment.Dispose();
        }

        if (IsTemporary && _folder != null)
        {
            Directory.Delete(_folder, recursive: true);
        }

        _segments.Clear();
        _folder = IsTemporary ? null : _folder;
    }

    /// <summary>Deletes what an earlier journal left in the folder.</summary>
    internal void Clear()
    {
        if (!IsTemporary)
        {
            Directory.CreateDirectory(_folder!);
            foreach (string stale in JournalSegment.FilesOf(_folder!))
            {
                File.Delete(stale);
            }
        }
    }

    /// <summary>Opens the folder's files and gives their chunks up to a journal offset; what is beyond it, damaged, or
    /// after a gap is cut off.</summary>
    internal List<JournalChunk> Recover(long end)
    {
        List<JournalChunk> chunks = [];
        if (IsTemporary)
        {
            return chunks;
        }

        Directory.CreateDirectory(_folder!);
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
            _newest = segment;
        }

        return chunks;
    }

    /// <summary>Appends a chunk.</summary>
    internal void Append(JournalChunk chunk)
    {
        if (_newest is null || _newest.Length >= JournalSegment.TargetBytes)
        {
            _folder ??= Directory.CreateTempSubdirectory("souk-effects-").FullName;
            _newest = JournalSegment.Create(_folder, chunk.Start);
            lock (_gate)
            {
                _segments.Enqueue(_newest);
            }
        }

        _newest.Append(chunk);
    }

    /// <summary>Notes that a snapshot begins which needs the journal from an offset on.</summary>
    internal void Mark(long lowestOffset)
    {
        lock (_gate)
        {
            _marks.Enqueue(lowestOffset);
        }
    }

    /// <summary>Waits until what was appended is on disk, and deletes files that no snapshot needs. Any
    /// thread.</summary>
    internal void Sync()
    {
        JournalSegment[] dirty;
        lock (_gate)
        {
            dirty = [.. _segments.Where(s => s.IsDirty)];
        }

        foreach (JournalSegment segment in dirty)
        {
            segment.Sync();
        }

        lock (_gate)
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

    /// <summary>Deletes the files that end before an offset; never the newest.</summary>
    internal void DeleteBefore(long offset)
    {
        while (_segments.Count > 1 && _segments.Peek().End <= offset)
        {
            _segments.Dequeue().Delete();
        }
    }
}
