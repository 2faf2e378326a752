using System.Buffers.Binary;
using System.Text;
using Souk.Core.State;
using Souk.Log;
using Souk.Log.Format;

namespace Souk.Core.Engine;

/// <summary>
/// One snapshot of a fold. Little-endian: magic "SOUKSNAP", format u32, length of the head u32; the head: identity of
/// the log u64, position i64, fingerprint of the definition, layout of the state u64, number of arenas u32, for each
/// arena its name and page count u32 (texts are UTF-8 after their length as a varint); CRC-32C of all that; then the
/// pages of the arenas in that order, each followed by its CRC-32C.
/// </summary>
internal static class SnapshotFile
{
    private const int FormatVersion = 3;
    private const int PrefixBytes = 16;

    // Far above any real head; a damaged length must not ask for gigabytes.
    private const int MaxHeadBytes = 1 << 20;
    private const int StoredPageBytes = Arena.PageBytes + sizeof(uint);

    // How many pages are copied while the writer waits: 512 KiB take about 100 µs.
    private const int PagesPerStep = 8;

    private static ReadOnlySpan<byte> Magic => "SOUKSNAP"u8;

    /// <summary>Writes the captures of a fold while the fold goes on; on disk when it returns.</summary>
    internal static void Write(
        string path,
        ulong logIdentity,
        LogPosition position,
        Fold fold,
        IReadOnlyList<ArenaCapture> captures,
        StateGate gate,
        CancellationToken cancellation)
    {
        using FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        stream.Write(Header(logIdentity, position, fold, captures));
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
        if (!TryReadHead(stream, out byte[] head, out string? problem)
            || !TryMatchHead(stream, head, logIdentity, fold, out List<(Arena Arena, int Pages)> arenas, out problem))
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
        ulong logIdentity, LogPosition position, Fold fold, IReadOnlyList<ArenaCapture> captures)
    {
        using MemoryStream memory = new();
        using BinaryWriter writer = new(memory, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(FormatVersion);
        writer.Write(0);
        writer.Write(logIdentity);
        writer.Write(position.Value);
        writer.Write(fold.Definition.Fingerprint);
        writer.Write(StateLayout.Of(fold.Projections));
        writer.Write(captures.Count);
        foreach (ArenaCapture capture in captures)
        {
            writer.Write(capture.ArenaName);
            writer.Write(capture.PageCount);
        }

        writer.Write(0);
        byte[] header = memory.ToArray();
        int checkedBytes = header.Length - sizeof(uint);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(PrefixBytes - sizeof(int)), checkedBytes - PrefixBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(
            header.AsSpan(checkedBytes), Crc32C.Compute(header.AsSpan(0, checkedBytes)));
        return header;
    }

    // Nothing of the head is believed before its checksum was right.
    private static bool TryReadHead(FileStream stream, out byte[] head, out string? problem)
    {
        head = [];
        byte[] prefix = new byte[PrefixBytes];
        stream.ReadExactly(prefix);
        if (!prefix.AsSpan(0, Magic.Length).SequenceEqual(Magic)
            || BinaryPrimitives.ReadInt32LittleEndian(prefix.AsSpan(Magic.Length)) != FormatVersion)
        {
            problem = "it is no snapshot, or one of another version";
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(prefix.AsSpan(PrefixBytes - sizeof(int)));
        if (length is < 0 or > MaxHeadBytes)
        {
            problem = "its head is damaged";
            return false;
        }

        byte[] whole = new byte[PrefixBytes + length + sizeof(uint)];
        prefix.CopyTo(whole, 0);
        stream.ReadExactly(whole.AsSpan(PrefixBytes));
        int checkedBytes = PrefixBytes + length;
        bool isGood = BinaryPrimitives.ReadUInt32LittleEndian(whole.AsSpan(checkedBytes))
            == Crc32C.Compute(whole.AsSpan(0, checkedBytes));
        problem = isGood ? null : "its head is damaged";
        head = whole[PrefixBytes..checkedBytes];
        return isGood;
    }

    private static bool TryMatchHead(
        FileStream stream,
        byte[] head,
        ulong logIdentity,
        Fold fold,
        out List<(Arena Arena, int Pages)> arenas,
        out string? problem)
    {
        arenas = [];
        using BinaryReader reader = new(new MemoryStream(head), Encoding.UTF8);
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

        if (reader.ReadUInt64() != StateLayout.Of(fold.Projections))
        {
            problem = "it was taken by a version of Souk that lays its state out differently";
            return false;
        }

        Dictionary<string, Arena> known = fold.Arenas.ToDictionary(a => a.Name);
        long pagesInAll = 0;
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            string name = reader.ReadString();
            int pages = reader.ReadInt32();
            pagesInAll += pages;
            if (!known.Remove(name, out Arena? arena))
            {
                problem = $"it holds the state '{name}', which this engine does not keep";
                return false;
            }

            arenas.Add((arena, pages));
        }

        problem = known.Count > 0 ? $"it lacks the state '{known.Keys.First()}'"
            : stream.Length != stream.Position + (pagesInAll * StoredPageBytes) ? "it is cut short"
            : null;
        return problem is null;
    }
}
