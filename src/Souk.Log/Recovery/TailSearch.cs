using System.Buffers.Binary;
using Souk.Log.Files;
using Souk.Log.Format;

namespace Souk.Log.Recovery;

/// <summary>
/// Looks behind a bad batch for whole batch headers. A crash may leave any part of the last group commit, in any order,
/// so a later batch alone proves nothing. But each batch names what was durable before it was written: one that names
/// the bad batch's position, or a later one, proves that acknowledged records have been damaged.
/// </summary>
internal readonly record struct TailSearch(LogPosition? Newest, long? ProofOffset, LogPosition ProofPosition)
{
    private const int BlockBytes = 1 << 20;

    /// <summary>Searches from a byte to the end of the file.</summary>
    /// <param name="file">The segment.</param>
    /// <param name="seed">What its header checksums start from.</param>
    /// <param name="offset">Where the bad batch begins.</param>
    /// <param name="length">Where the file ends.</param>
    /// <param name="bad">The position that the bad batch should begin with.</param>
    public static TailSearch Run(ILogFile file, uint seed, long offset, long length, LogPosition bad)
    {
        TailSearch found = default;
        byte[] block = new byte[BlockBytes + BatchHeader.Bytes];
        for (long start = offset; start < length; start += BlockBytes)
        {
            int wanted = (int)Math.Min(block.Length, length - start);
            int read = file.Read(block.AsSpan(0, wanted), start);
            for (int at = 0; at < BlockBytes && at + BatchHeader.Bytes <= read; at += LogFormat.Alignment)
            {
                ReadOnlySpan<byte> bytes = block.AsSpan(at, read - at);
                if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) == BatchHeader.MarkerValue
                    && BatchHeader.IsWhole(bytes, seed))
                    found = found.With(BatchHeader.Read(bytes), start + at, bad);
            }
        }

        return found;
    }

    private TailSearch With(in BatchHeader header, long offset, LogPosition bad)
    {
        TailSearch found = this;
        LogPosition last = new(header.FirstPosition + header.Count - 1);
        if (last >= bad && (found.Newest is not { } newest || last > newest))
            found = found with { Newest = last };
        if (found.ProofOffset is null && header.DurablePosition >= bad.Value)
            found = found with { ProofOffset = offset, ProofPosition = new LogPosition(header.FirstPosition) };
        return found;
    }
}
