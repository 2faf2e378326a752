using System.Buffers.Binary;

namespace Souk.Learning.Deep.Weights;

/// <summary>One named tensor of a safetensors file. Immutable.</summary>
public sealed class SafeTensor
{
    private readonly ReadOnlyMemory<byte> _bytes;

    /// <summary>Makes a tensor out of 32-bit numbers, row-major.</summary>
    /// <param name="name">Its name, not empty, not "__metadata__".</param>
    /// <param name="shape">Its sizes; their product is the count of values.</param>
    /// <param name="values">Its numbers; they are copied.</param>
    /// <exception cref="ArgumentException">The name is not allowed, or shape and values do not match.</exception>
    public SafeTensor(string name, IReadOnlyList<int> shape, ReadOnlySpan<float> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        long count = shape.Aggregate(1L, (product, size) => product * size);
        if (name == SafeTensorHeader.MetadataName || shape.Any(s => s < 0) || count != values.Length)
        {
            throw new ArgumentException(
                $"Tensor '{name}' of shape [{string.Join(", ", shape)}] cannot be made of {values.Length} values.");
        }

        byte[] bytes = new byte[checked(values.Length * sizeof(float))];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        Name = name;
        Shape = [.. shape];
        Type = SafeTensorType.F32;
        _bytes = bytes;
    }

    internal SafeTensor(string name, SafeTensorType type, int[] shape, ReadOnlyMemory<byte> bytes)
    {
        Name = name;
        Type = type;
        Shape = shape;
        _bytes = bytes;
    }

    /// <summary>Its name, as in a PyTorch state dict.</summary>
    public string Name { get; }

    /// <summary>The kind of its numbers.</summary>
    public SafeTensorType Type { get; }

    /// <summary>Its sizes, outermost first; empty for a single number.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Its numbers as they stand in the file, little-endian.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>Its numbers as 32-bit ones, row-major; 64-bit numbers are rounded.</summary>
    public float[] ToSingles()
    {
        ReadOnlySpan<byte> bytes = _bytes.Span;
        int size = SizeOf(Type);
        float[] values = new float[bytes.Length / size];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> at = bytes[(i * size)..];
            values[i] = Type switch
            {
                SafeTensorType.F16 => (float)BinaryPrimitives.ReadHalfLittleEndian(at),
                SafeTensorType.BF16 =>
                    BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(at) << 16),
                SafeTensorType.F64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(at),
                _ => BinaryPrimitives.ReadSingleLittleEndian(at),
            };
        }

        return values;
    }

    /// <summary>The bytes of one number.</summary>
    internal static int SizeOf(SafeTensorType type) => type switch
    {
        SafeTensorType.F16 or SafeTensorType.BF16 => 2,
        SafeTensorType.F64 => 8,
        _ => 4,
    };
}
