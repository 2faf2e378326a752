using System.Buffers.Binary;
using System.Text;
using Souk.Core.State;
using Souk.Log;
using Souk.Log.Format;

namespace Souk.Core.Engine;

/// <summary>
/// One snapshot of a fold. Little-endian: magic "SOUKSNAP", format u32, identity of the log u64, position i64,
/// fingerprint of the definition (length u32, UTF-8), number of arenas u32; for each arena its name (length u32,
/// UTF-8) and page count u32; CRC-32C of all that; then the pages of the arenas in that order, each followed by its
/// CRC-32C.
/// </summary>
internal static class SnapshotFile
{
    private const int FormatVersion = 2;
    private const int StoredPageBytes = Arena.PageBytes + sizeof(uint);

    // How many pages are copied while the writer waits: 512 KiB take about 100 µs.
    private const int PagesPerStep = 8;

    private static ReadOnlySpan<byte> Magic => "SOUKSNAP"u8;

    /// <summary>Writes the captures of a fold while the fold goes on; on disk when it returns.</summary>
    internal static void Write(
        string path,
        ulong logIdentity,
        LogPosition position,
        string fingerprint,
        IReadOnlyList<ArenaCapture> captures,
        StateGate gate,
        CancellationToken cancellation)
    {
        using FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        stream.Write(Header(logIdentity, position, fingerprint, captures));
        byte[] pages = new byte[PagesPerStep * Arena.PageBytes];
        byte[] stored = new byte[PagesPerStep * StoredPageBytes];
        foreach (ArenaCapture capture in captures)
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                int count;
                using (gate.Read())
                {
                    count = capture.CopyPages(pages);
                }

                if (count == 0)
                {
                    break;
                }

                for (int i = 0; i < count; i++)
                {
                    ReadOnlySpan<byte> page = pages.AsSpan(i * Arena.PageBytes, Arena.PageBytes);
                    Span<byte> target = stored.AsSpan(i * StoredPageBytes, StoredPageBytes);
                    page.CopyTo(target);
                    BinaryPrimitives.WriteUInt32LittleEndian(target[Arena.PageBytes..], Crc32C.Compute(page));
                }

                stream.Write(stored, 0, count * StoredPageBytes);
            }
        }

        stream.Flush(flushToDisk: true);
    }

    /// <summary>Fills a fold's arenas from a snapshot.</summary>
    /// <param name="path">The file.</param>
    /// <param name="logIdentity">The identity of the log that the fold is of.</param>
    /// <param name="fold">The fold, as new.</param>
    /// <returns>Null if that worked, otherwise why not; the fold must then be thrown away.</returns>
    internal static string? Read(string path, ulong logIdentity, Fold fold)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20);
        using BinaryReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
        if (!TryReadHeader(stream, reader, logIdentity, fold, out List<(Arena Arena, int Pages)> arenas, out string? problem))
        {
            return problem;
        }

        byte[] checksum = new byte[sizeof(uint)];
        foreach ((Arena arena, int pages) in arenas)
        {
            arena.Restore(pages, (index, page) =>
            {
                stream.ReadExactly(page);
                stream.ReadExactly(checksum);
                if (BinaryPrimitives.ReadUInt32LittleEndian(checksum) != Crc32C.Compute(page))
                {
                    problem ??= $"page {index} of '{arena.Name}' is damaged";
                }
            });
        }

        return problem;
    }

    private static byte[] Header(
        ulong logIdentity, LogPosition position, string fingerprint, IReadOnlyList<ArenaCapture> captures)
    {
        using MemoryStream memory = new();
        using BinaryWriter writer = new(memory, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(FormatVersion);
        writer.Write(logIdentity);
        writer.Write(position.Value);
        writer.Write(fingerprint);
        writer.Write(captures.Count);
        foreach (ArenaCapture capture in captures)
        {
            writer.Write(capture.ArenaName);
            writer.Write(capture.PageCount);
        }

        writer.Write(Crc32C.Compute(memory.ToArray()));
        return memory.ToArray();
    }

    private static bool TryReadHeader(
        FileStream stream,
        BinaryReader reader,
        ulong logIdentity,
        Fold fold,
        out List<(Arena Arena, int Pages)> arenas,
        out string? problem)
    {
        arenas = [];
        Span<byte> magic = stackalloc byte[8];
        stream.ReadExactly(magic);
        if (!magic.SequenceEqual(Magic) || reader.ReadInt32() != FormatVersion)
        {
            problem = "it is no snapshot, or one of another version";
            return false;
        }

        if (reader.ReadUInt64() != logIdentity)
        {
            problem = "it was taken of another log";
            return false;
        }

        _ = reader.ReadInt64();
        if (reader.ReadString() != fold.Definition.Fingerprint)
        {
            problem = "it was taken under another definition";
            return false;
        }

        Dictionary<string, Arena> known = fold.Arenas.ToDictionary(a => a.Name);
        int count = reader.ReadInt32();
        long pagesInAll = 0;
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            int pages = reader.ReadInt32();
            pagesInAll += pages;
            if (!known.Remove(name, out Arena? arena) || pages < 1)
            {
                problem = $"it holds the state '{name}', which this engine does not keep";
                return false;
            }

            arenas.Add((arena, pages));
        }

        if (known.Count > 0)
        {
            problem = $"it lacks the state '{known.Keys.First()}'";
            return false;
        }

        int headerLength = (int)stream.Position;
        stream.Position = 0;
        byte[] header = new byte[headerLength];
        stream.ReadExactly(header);
        problem = reader.ReadUInt32() != Crc32C.Compute(header) ? "its head is damaged"
            : stream.Length != headerLength + sizeof(uint) + (pagesInAll * StoredPageBytes) ? "it is cut short"
            : null;
        return problem is null;
    }
}
