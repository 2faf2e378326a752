using System.Buffers.Binary;
using Souk.Log.Files;
using Souk.Log.Format;

namespace Souk.Log.Recovery;

/// <summary>
/// A small file beside the segments that says up to which position this log was durable at the least. It is written
/// after every group commit, without a flush of its own, so it may lag but never lead; with it a tail that was
/// acknowledged and then damaged or cut off is told from a tail that a crash left unfinished.
/// </summary>
internal sealed class DurableWitness : IDisposable
{
    /// <summary>The file's name.</summary>
    public const string Name = "durable";

    private const int Bytes = 32;

    private readonly ILogFile _file;
    private readonly ulong _identity;

    private DurableWitness(ILogFile file, ulong identity)
    {
        _file = file;
        _identity = identity;
    }

    private static ReadOnlySpan<byte> Magic => "SOUKDUR\n"u8;

    /// <summary>Opens the file for writing, made if missing, and writes a position durably.</summary>
    public static DurableWitness Open(ILogFiles files, ulong identity, LogPosition durable)
    {
        bool exists = files.List().Contains(Name);
        DurableWitness witness = new(exists ? files.Open(Name, writable: true) : files.Create(Name), identity);
        try
        {
            witness.Write(durable);
            witness.Flush();
            files.FlushFolder();
            return witness;
        }
        catch
        {
            witness.Dispose();
            throw;
        }
    }

    /// <summary>The position that the file names; null if it is missing or damaged.</summary>
    public static WitnessedPosition? Read(ILogFiles files)
    {
        try
        {
            using ILogFile file = files.Open(Name, writable: false);
            Span<byte> bytes = stackalloc byte[Bytes];
            if (file.Read(bytes, 0) != Bytes || !bytes.StartsWith(Magic)
                || BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) != LogFormat.Version
                || BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) != Checksum(bytes))
                return null;
            return new WitnessedPosition(
                BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
                new LogPosition(BinaryPrimitives.ReadInt64LittleEndian(bytes[24..])));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes a position that has become durable.</summary>
    public void Write(LogPosition durable)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], LogFormat.Version);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], _identity);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], durable.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], Checksum(bytes));
        _file.Write(bytes, 0);
    }

    /// <summary>Makes what was written durable.</summary>
    public void Flush() => _file.Flush();

    public void Dispose() => _file.Dispose();

    private static uint Checksum(ReadOnlySpan<byte> bytes) =>
        Crc32C.Compute(bytes[16..Bytes], Crc32C.Compute(bytes[..12]));
}
