using System.Buffers.Binary;

namespace Souk.Learning.Deep.Weights;

/// <summary>
/// The safetensors file format: the length of a header in 8 bytes, little-endian; the header, a JSON object that gives
/// each tensor's type, shape and place; then the numbers of all tensors without gaps. Reading trusts nothing: every
/// length and place is checked before memory is taken.
/// </summary>
public static class SafeTensorFile
{
    /// <summary>The longest header that is read, 100 MB as in the format's reference; models have some
    /// kilobytes.</summary>
    public const int MaxHeaderBytes = 100_000_000;

    private const int PrefixBytes = 8;
    private const int HeaderAlignment = 8;

    /// <summary>Reads all tensors, in the order of their places. The stream must be seekable; it is read to its
    /// end.</summary>
    /// <exception cref="InvalidDataException">It is no safetensors file, it is damaged, or it holds other numbers than
    /// F16, BF16, F32 and F64; the message says where.</exception>
    public static IReadOnlyList<SafeTensor> Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        if (stream.ReadAtLeast(prefix, PrefixBytes, throwOnEndOfStream: false) < PrefixBytes)
        {
            throw new InvalidDataException(
                "Not a safetensors file: it is shorter than the 8 bytes of a header length.");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        long left = stream.Length - stream.Position;
        if (length > MaxHeaderBytes || (long)length > left)
        {
            throw new InvalidDataException(
                $"The header claims {length} bytes; at most {MaxHeaderBytes} are read, and {left} are left.");
        }

        byte[] header = new byte[length];
        stream.ReadExactly(header);
        left -= header.Length;
        List<SafeTensorHeader> entries = SafeTensorHeader.Parse(header, left);
        byte[] data = new byte[left];
        stream.ReadExactly(data);
        return entries.ConvertAll(e => new SafeTensor(
            e.Name, e.Type, e.Shape, data.AsMemory((int)e.Begin, (int)(e.End - e.Begin))));
    }

    /// <summary>Writes tensors, in their order.</summary>
    /// <exception cref="ArgumentException">Two tensors have one name.</exception>
    public static void Write(Stream stream, IReadOnlyList<SafeTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        byte[] header = SafeTensorHeader.Format(tensors);
        int padded = (header.Length + HeaderAlignment - 1) / HeaderAlignment * HeaderAlignment;
        byte[] start = new byte[PrefixBytes + padded];
        start.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteUInt64LittleEndian(start, (ulong)padded);
        header.CopyTo(start, PrefixBytes);
        stream.Write(start);
        foreach (SafeTensor tensor in tensors)
        {
            stream.Write(tensor.Bytes);
        }

        stream.Flush();
    }
}
