using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Souk.Learning.Persistence;

/// <summary>
/// Writes one model file: magic "SOUKMODL", format version (u32), model kind (text), model version (u32), then the
/// model's own values in a fixed order, then the SHA-256 of everything before it. Little-endian throughout.
/// Call <see cref="Complete"/> last; a file without it does not load. Not safe for use from several threads.
/// </summary>
public sealed class ModelWriter
{
    internal const uint FormatVersion = 1;

    private readonly Stream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _complete;

    /// <summary>Starts a model file on a stream, which stays open.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="kind">What the model is, for example "gradient-boosted-trees"; the reader asks for the
    /// same.</param>
    /// <param name="version">The version of this kind's layout, from 1.</param>
    public ModelWriter(Stream stream, string kind, int version)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        _stream = stream;
        WriteRaw(Magic);
        WriteInt32((int)FormatVersion);
        WriteText(kind);
        WriteInt32(version);
    }

    internal static ReadOnlySpan<byte> Magic => "SOUKMODL"u8;

    /// <summary>Writes a 32-bit whole number.</summary>
    public void WriteInt32(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        WriteRaw(bytes);
    }

    /// <summary>Writes a 64-bit whole number.</summary>
    public void WriteInt64(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        WriteRaw(bytes);
    }

    /// <summary>Writes a double.</summary>
    public void WriteDouble(double value) => WriteInt64(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Writes a flag.</summary>
    public void WriteFlag(bool value) => WriteInt32(value ? 1 : 0);

    /// <summary>Writes a text, UTF-8 with its length.</summary>
    public void WriteText(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        WriteInt32(bytes.Length);
        WriteRaw(bytes);
    }

    /// <summary>Writes an array of plain numbers with its length.</summary>
    public void WriteArray<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        WriteInt32(values.Length);
        WriteRaw(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Writes the checksum and ends the file.</summary>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_complete, this);
        _complete = true;
        Span<byte> checksum = stackalloc byte[32];
        _hash.GetCurrentHash(checksum);
        _stream.Write(checksum);
        _stream.Flush();
    }

    private void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_complete, this);
        _hash.AppendData(bytes);
        _stream.Write(bytes);
    }
}
