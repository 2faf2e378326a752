using Souk.Log.Files;
using Souk.Log.Format;

namespace Souk.Log.Segments;

/// <summary>
/// Walks the batches of one segment after the other and checks everything there is to check. Recovery, readers, the
/// verifier and the index builder all walk with it, so that they cannot disagree on what a good batch is.
/// </summary>
internal sealed class SegmentCursor
{
    /// <summary>Bytes read at a time: stays in the second-level cache between the copy and the checksum.</summary>
    public const int DefaultBlockBytes = 256 << 10;

    private byte[] _buffer;
    private long _bufferOffset;
    private int _buffered;
    private ILogFile? _file;
    private uint _seed;
    private BatchHeader _header;

    public SegmentCursor(int blockBytes = DefaultBlockBytes) => _buffer = new byte[blockBytes];

    /// <summary>The batch that the last step found.</summary>
    public ref readonly BatchHeader Header => ref _header;

    /// <summary>Its payload, until the next step.</summary>
    public ReadOnlyMemory<byte> Payload { get; private set; }

    /// <summary>The byte where that batch begins.</summary>
    public long BatchOffset { get; private set; }

    /// <summary>Where the next batch begins and what it must follow.</summary>
    public CursorPlace Next { get; private set; }

    /// <summary>What is wrong after <see cref="CursorStep.Bad"/>.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Places the cursor.</summary>
    public void Start(ILogFile file, uint seed, CursorPlace place)
    {
        _file = file;
        _seed = seed;
        _bufferOffset = place.Offset;
        _buffered = 0;
        Payload = default;
        Next = place;
    }

    /// <summary>Steps to the next batch before a byte, which must be the end of a batch or the end of the file.</summary>
    public CursorStep MoveNext(long end)
    {
        long left = end - Next.Offset;
        if (left <= 0)
            return CursorStep.End;
        if (left < BatchHeader.Bytes)
            return Bad($"only {left} of a batch header's {BatchHeader.Bytes} bytes are there");
        ReadOnlySpan<byte> bytes = Fill(BatchHeader.Bytes, end);
        if (bytes.Length < BatchHeader.Bytes)
            return Bad("the file ends inside a batch header");
        if (!CheckHeader(bytes, left))
            return CursorStep.Bad;
        BatchHeader header = BatchHeader.Read(bytes);
        bytes = Fill(header.TotalBytes, end);
        if (bytes.Length < header.TotalBytes)
            return Bad("the file ends inside a batch");
        uint checksum = Crc32C.Compute(bytes[BatchHeader.Bytes..header.TotalBytes]);
        if (checksum != header.PayloadChecksum)
            return Bad($"the payload's checksum is {checksum:x8}, not {header.PayloadChecksum:x8} as stored");
        Accept(header);
        return CursorStep.Batch;
    }

    private void Accept(BatchHeader header)
    {
        _header = header;
        BatchOffset = Next.Offset;
        int start = (int)(Next.Offset - _bufferOffset) + BatchHeader.Bytes;
        Payload = _buffer.AsMemory(start, header.PayloadBytes);
        Next = new CursorPlace(
            header.NextPosition,
            Next.Offset + header.TotalBytes,
            header.Checksum,
            new LogTime(header.LastTime));
    }

    private bool CheckHeader(ReadOnlySpan<byte> bytes, long left)
    {
        if (!BatchHeader.IsWhole(bytes, _seed))
            return Wrong("the batch header's checksum is wrong");
        BatchHeader header = BatchHeader.Read(bytes);
        if (header.PayloadBytes is < 0 or > LogFormat.MaxPayloadBytes || header.Count < 0
            || (header.Count == 0 && header.PayloadBytes != 0))
            return Wrong($"a batch of {header.Count} records in {header.PayloadBytes} bytes cannot be");
        if (header.TotalBytes > left)
            return Wrong($"the batch needs {header.TotalBytes} bytes, but only {left} are there");
        if (header.FirstPosition != Next.Position.Value)
            return Wrong($"the batch begins with position {header.FirstPosition}, but {Next.Position} is due");
        if (header.PreviousChecksum != Next.PreviousChecksum)
            return Wrong(
                $"the batch follows one with checksum {header.PreviousChecksum:x8}, but the one before it has "
                + $"{Next.PreviousChecksum:x8}");
        if (header.FirstTime < Next.PreviousTime.Microseconds || header.LastTime < header.FirstTime)
            return Wrong("the batch's log times go backwards");
        if (header.DurablePosition < 0 || header.DurablePosition >= header.FirstPosition)
            return Wrong($"position {header.DurablePosition} cannot have been durable before {header.FirstPosition}");
        return true;
    }

    // At least so many bytes from the next batch on, if the file has them.
    private ReadOnlySpan<byte> Fill(int bytes, long end)
    {
        int start = (int)(Next.Offset - _bufferOffset);
        if (_buffered - start >= bytes)
            return _buffer.AsSpan(start, _buffered - start);
        int kept = Math.Max(0, _buffered - start);
        byte[] target = bytes <= _buffer.Length ? _buffer : new byte[bytes];
        _buffer.AsSpan(_buffered - kept, kept).CopyTo(target);
        _buffer = target;
        _bufferOffset = Next.Offset;
        int wanted = (int)Math.Min(target.Length, end - Next.Offset) - kept;
        _buffered = kept + _file!.Read(target.AsSpan(kept, wanted), Next.Offset + kept);
        return target.AsSpan(0, _buffered);
    }

    private bool Wrong(string problem)
    {
        Problem = problem;
        return false;
    }

    private CursorStep Bad(string problem)
    {
        Problem = problem;
        return CursorStep.Bad;
    }
}
