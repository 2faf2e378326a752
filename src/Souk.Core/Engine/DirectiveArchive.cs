using System.Buffers.Binary;
using Souk.Log;
using Souk.Log.Format;

namespace Souk.Core.Engine;

/// <summary>
/// Copies of the directives of a log whose old segments retention deletes, so that policies, lists and the like are
/// still found when the state is built anew from what is left. The file's length i64, then records: length u32,
/// position i64, log time i64, payload of the batch, CRC-32C of all that. It is only ever replaced as a whole, so
/// whatever does not fit is damage, not a crash.
/// </summary>
internal sealed class DirectiveArchive
{
    private const int HeadBytes = sizeof(int) + (2 * sizeof(long));

    private readonly string _path;
    private readonly Lock _gate = new();
    private LogPosition _covered;

    internal DirectiveArchive(string path)
    {
        _path = path;
        _covered = LogPosition.Zero;
        foreach ((LogPosition position, _, _) in Read())
        {
            _covered = position;
        }
    }

    /// <summary>Copies the directives before a position; on disk when this returns.</summary>
    internal void CopyBefore(IEventLog log, LogPosition keepFrom, CancellationToken cancellation)
    {
        lock (_gate)
        {
            LogPosition from = _covered.Next > log.FirstPosition ? _covered.Next : log.FirstPosition;
            if (from >= keepFrom)
            {
                return;
            }

            using MemoryStream added = new();
            using (IBatchReader reader = log.Read(from))
            {
                while (reader.MoveNext() && reader.FirstPosition < keepFrom)
                {
                    cancellation.ThrowIfCancellationRequested();
                    BatchPayload.Read(reader.Payload.Span, out PayloadKind kind, out _);
                    if (kind == PayloadKind.Directive && reader.FirstPosition > _covered)
                    {
                        added.Write(Record(reader.FirstPosition, reader.FirstTime, reader.Payload.Span));
                    }
                }
            }

            Append(added);
            _covered = new LogPosition(keepFrom.Value - 1);
        }
    }

    /// <summary>The payloads, their positions and log times, in order.</summary>
    internal IEnumerable<(LogPosition Position, LogTime Time, byte[] Payload)> Read()
    {
        if (!File.Exists(_path))
        {
            yield break;
        }

        using FileStream stream = File.OpenRead(_path);
        byte[] length = new byte[sizeof(long)];
        if (stream.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) < length.Length
            || BinaryPrimitives.ReadInt64LittleEndian(length) != stream.Length)
        {
            throw Damaged(0);
        }

        while (Next(stream) is { } record)
        {
            yield return record;
        }
    }

    private (LogPosition Position, LogTime Time, byte[] Payload)? Next(FileStream stream)
    {
        if (stream.Position == stream.Length)
        {
            return null;
        }

        long start = stream.Position;
        byte[] head = new byte[HeadBytes];
        int length = stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) < HeadBytes
            ? -1
            : BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length < 0 || length > stream.Length - stream.Position - sizeof(uint))
        {
            throw Damaged(start);
        }

        byte[] record = new byte[HeadBytes + length + sizeof(uint)];
        head.CopyTo(record, 0);
        stream.ReadExactly(record.AsSpan(HeadBytes));
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(HeadBytes + length));
        if (checksum != Crc32C.Compute(record.AsSpan(0, HeadBytes + length)))
        {
            throw Damaged(start);
        }

        return (
            new LogPosition(BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(sizeof(int)))),
            new LogTime(BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(sizeof(int) + sizeof(long)))),
            record[HeadBytes..(HeadBytes + length)]);
    }

    private InvalidDataException Damaged(long at) => new(
        $"{_path} is damaged at byte {at}. It holds the policies, lists and other directives that retention has "
        + "deleted from the log: restore it from a backup, or delete it to go on without them.");

    private static byte[] Record(LogPosition position, LogTime time, ReadOnlySpan<byte> payload)
    {
        byte[] record = new byte[HeadBytes + payload.Length + sizeof(uint)];
        BinaryPrimitives.WriteInt32LittleEndian(record, payload.Length);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(sizeof(int)), position.Value);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(sizeof(int) + sizeof(long)), time.Microseconds);
        payload.CopyTo(record.AsSpan(HeadBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(
            record.AsSpan(HeadBytes + payload.Length), Crc32C.Compute(record.AsSpan(0, HeadBytes + payload.Length)));
        return record;
    }

    private void Append(MemoryStream added)
    {
        if (added.Length == 0)
        {
            return;
        }

        string temporary = _path + ".tmp";
        using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            Span<byte> length = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(
                length, added.Length + (File.Exists(_path) ? new FileInfo(_path).Length : sizeof(long)));
            stream.Write(length);
            if (File.Exists(_path))
            {
                using FileStream old = File.OpenRead(_path);
                old.Position = sizeof(long);
                old.CopyTo(stream);
            }

            added.WriteTo(stream);
            stream.Flush(flushToDisk: true);
        }

        DurableFile.Publish(temporary, _path);
    }
}
