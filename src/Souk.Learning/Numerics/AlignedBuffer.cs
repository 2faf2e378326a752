using System.Runtime.InteropServices;

namespace Souk.Learning.Numerics;

/// <summary>Scratch floats on a 64-byte boundary that do not move.</summary>
internal sealed unsafe class AlignedBuffer
{
    private const int AlignmentBytes = 64;

    // Held so that the pinned memory lives as long as this object.
    private readonly float[] _values;

    public AlignedBuffer(int length)
    {
        Length = length;
        _values = GC.AllocateArray<float>(checked(length + (AlignmentBytes / sizeof(float))), pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_values, 0);
        nint skip = (AlignmentBytes - (address % AlignmentBytes)) % AlignmentBytes;
        Offset = (int)(skip / sizeof(float));
        Pointer = (float*)(address + skip);
    }

    /// <summary>The number of floats.</summary>
    public int Length { get; }

    /// <summary>The first float; valid while this object is reachable.</summary>
    public float* Pointer { get; }

    /// <summary>All floats.</summary>
    public Span<float> Span => _values.AsSpan(Offset, Length);

    private int Offset { get; }
}
