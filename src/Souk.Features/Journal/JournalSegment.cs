using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Souk.Features.Journal;

/// <summary>One file of the effect journal.</summary>
internal sealed class JournalSegment : IDisposable
{
    /// <summary>A file takes chunks until it is this long: few files, and old ones go in good time.</summary>
    internal const long TargetBytes = 64L << 20;

    private const string Extension = ".effects";

    private readonly SafeFileHandle _file;
    private readonly byte[] _header = new byte[JournalFormat.ChunkHeaderBytes];

    private JournalSegment(string path, SafeFileHandle file)
    {
        Path = path;
        _file = file;
        Length = RandomAccess.GetLength(file);
    }

    internal string Path { get; }

    internal long Length { get; private set; }

    /// <summary>Where the last chunk of the file ends in the journal.</summary>
    internal long End { get; private set; }

    /// <summary>Whether something was written since the last <see cref="Sync"/>.</summary>
    internal bool IsDirty { get; private set; }

    public void Dispose() => _file.Dispose();

    internal static JournalSegment Create(string folder, long start)
    {
        string path = System.IO.Path.Combine(folder, start.ToString("D19", CultureInfo.InvariantCulture) + Extension);
        return new JournalSegment(path, File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite));
    }

    /// <summary>The files of a folder, oldest first.</summary>
    internal static IReadOnlyList<string> FilesOf(string folder) =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal)] : [];

    internal static JournalSegment Open(string path) =>
        new(path, File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite));

    /// <summary>Appends a chunk and notes in it where it is.</summary>
    internal void Append(JournalChunk chunk)
    {
        ReadOnlySpan<byte> content = chunk.Buffer.AsSpan(0, chunk.Length);
        JournalFormat.WriteChunkHeader(_header, chunk.Start, content);
        RandomAccess.Write(_file, _header, Length);
        RandomAccess.Write(_file, content, Length + _header.Length);
        chunk.Segment = this;
        chunk.FileOffset = Length + _header.Length;
        Length = chunk.FileOffset + chunk.Length;
        End = chunk.End;
        IsDirty = true;
    }

    internal void Read(JournalChunk chunk, byte[] buffer)
    {
        Span<byte> content = buffer.AsSpan(0, chunk.Length);
        if (ReadFully(content, chunk.FileOffset) < content.Length)
        {
            throw new InvalidDataException($"The effect journal {Path} ends inside the chunk at {chunk.Start}.");
        }
    }

    /// <summary>Finds the chunks of the file from its start up to a journal offset, checks them, and cuts off the
    /// rest.</summary>
    internal List<JournalChunk> Recover(long end)
    {
        List<JournalChunk> chunks = [];
        long at = 0;
        byte[] content = [];
        while (ReadFully(_header, at) == _header.Length
            && JournalFormat.TryReadChunkHeader(_header, out long start, out long length, out ulong checksum)
            && start + length <= end)
        {
            if (content.Length < length)
            {
                content = new byte[length];
            }

            JournalChunk chunk = new(start) { Length = (int)length, Segment = this, FileOffset = at + _header.Length };
            if (ReadFully(content.AsSpan(0, chunk.Length), chunk.FileOffset) < chunk.Length
                || JournalFormat.Checksum(start, content.AsSpan(0, chunk.Length)) != checksum)
            {
                break;
            }

            chunks.Add(chunk);
            End = chunk.End;
            at = chunk.FileOffset + length;
        }

        Length = at;
        RandomAccess.SetLength(_file, at);
        return chunks;
    }

    internal void Sync()
    {
        IsDirty = false;
        RandomAccess.FlushToDisk(_file);
    }

    internal void Delete()
    {
        Dispose();
        File.Delete(Path);
    }

    private int ReadFully(Span<byte> destination, long at)
    {
        int read = 0;
        while (read < destination.Length
            && RandomAccess.Read(_file, destination[read..], at + read) is int more and > 0)
        {
            read += more;
        }

        return read;
    }
}
