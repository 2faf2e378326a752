using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Souk.Learning.Persistence;

/// <summary>
/// Reads a model file of <see cref="ModelWriter"/>. The checksum is verified by <see cref="Complete"/>, which every
/// load calls before it hands the model out. Lengths are checked against what the stream can still hold, so a damaged
/// file costs an <see cref="InvalidDataException"/>, not memory. The stream must be seekable.
/// </summary>
public sealed class ModelReader
{
    private readonly Stream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Opens a model file and checks magic, format version and kind.</summary>
    /// <exception cref="InvalidDataException">It is no model file, another kind, or a newer version than is
    /// known.</exception>
    public ModelReader(Stream stream, string kind, int newestVersion)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        Span<byte> magic = stackalloc byte[8];
        ReadRaw(magic);
        if (!magic.SequenceEqual(ModelWriter.Magic))
        {
            throw new InvalidDataException("Not a Souk model file: it does not start with SOUKMODL.");
        }

        int format = ReadInt32();
        if (format != ModelWriter.FormatVersion)
        {
            throw new InvalidDataException($"Model file format {format}; this build reads " +
                $"{ModelWriter.FormatVersion}.");
        }

        string found = ReadText();
        if (found != kind)
        {
            throw new InvalidDataException($"The file holds a model of kind '{found}', not '{kind}'.");
        }

        Version = ReadInt32();
        if (Version < 1 || Version > newestVersion)
        {
            throw new InvalidDataException($"The '{kind}' model has layout {Version}; this build reads 1 to " +
                $"{newestVersion}.");
        }
    }

    /// <summary>The version of the kind's layout that the file was written with.</summary>
    public int Version { get; }

    /// <summary>Reads a 32-bit whole number.</summary>
    public int ReadInt32()
    {
        Span<byte> bytes = stackalloc byte[4];
        ReadRaw(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    /// <summary>Reads a 64-bit whole number.</summary>
    public long ReadInt64()
    {
        Span<byte> bytes = stackalloc byte[8];
        ReadRaw(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    /// <summary>Reads a double.</summary>
    public double ReadDouble() => BitConverter.Int64BitsToDouble(ReadInt64());

    /// <summary>Reads a flag.</summary>
    public bool ReadFlag() => ReadInt32() switch
    {
        0 => false,
        1 => true,
        int other => throw new InvalidDataException($"A flag is 0 or 1, not {other}."),
    };

    /// <summary>Reads a text.</summary>
    public string ReadText()
    {
        byte[] bytes = new byte[ReadLength(1)];
        ReadRaw(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Reads an array of plain numbers.</summary>
    public T[] ReadArray<T>()
        where T : unmanaged
    {
        T[] values = new T[ReadLength(Unsafe.SizeOf<T>())];
        ReadRaw(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Verifies the checksum; call it after the last value, before the model is used.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public void Complete()
    {
        Span<byte> expected = stackalloc byte[32];
        _hash.GetCurrentHash(expected);
        Span<byte> found = stackalloc byte[32];
        if (_stream.ReadAtLeast(found, 32, throwOnEndOfStream: false) < 32 || !found.SequenceEqual(expected))
        {
            throw new InvalidDataException("The model file is damaged: its checksum does not match.");
        }
    }

    /// <summary>Makes something from the values read; what it refuses as out of range is damage of the file.</summary>
    /// <exception cref="InvalidDataException">The values do not fit.</exception>
    internal static T Made<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The model file is damaged: {e.Message}", e);
        }
    }

    private int ReadLength(int elementSize)
    {
        int length = ReadInt32();
        if (length < 0 || (long)length * elementSize > _stream.Length - _stream.Position)
        {
            throw new InvalidDataException($"The model file is damaged: a length of {length} runs past its end.");
        }

        return length;
    }

    private void ReadRaw(Span<byte> bytes)
    {
        if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new InvalidDataException("The model file ends too early.");
        }

        _hash.AppendData(bytes);
    }
}
