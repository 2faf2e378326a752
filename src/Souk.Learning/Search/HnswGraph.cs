using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Souk.Learning.Numerics;

namespace Souk.Learning.Search;

/// <summary>
/// The vectors and links of a hierarchical navigable small world. A slot is free, live, or dead: a dead one was removed
/// but still leads searches on until the graph is repaired. For inner products a vector has one value more, which makes
/// all vectors equally long, so that the largest inner product is the smallest angle (Bachrach et al., 2014).
/// </summary>
internal sealed unsafe class HnswGraph
{
    private const int MaxLevel = 15;

    private readonly HnswOptions _options;
    private int[] _ground = [];
    private int[][] _upper = [];

    public HnswGraph(int dimension, VectorMetric metric, HnswOptions options)
    {
        Dimension = dimension;
        Metric = metric;
        _options = options;
        Vectors = new VectorTable(0, metric == VectorMetric.InnerProduct ? dimension + 1 : dimension);
    }

    public int Dimension { get; }

    public VectorMetric Metric { get; }

    /// <summary>One row a slot.</summary>
    public VectorTable Vectors { get; private set; }

    /// <summary>The id of each slot; −1 where it is dead, −2 where it is free.</summary>
    public int[] Ids { get; private set; } = [];

    /// <summary>The top level of each slot.</summary>
    public byte[] Levels { get; private set; } = [];

    /// <summary>Slots in use or free: all lie below this.</summary>
    public int Used { get; set; }

    /// <summary>Where a search starts, or −1 in an empty graph.</summary>
    public int Entry { get; set; } = -1;

    /// <summary>The length that all vectors have with their additional value; inner product only.</summary>
    public double CommonLength { get; set; }

    public bool IsLive(int slot) => Ids[slot] >= 0;

    /// <summary>Links a level may hold.</summary>
    public int Capacity(int level) => level == 0 ? 2 * _options.Links : _options.Links;

    /// <summary>The links of a slot on a level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<int> Links(int slot, int level)
    {
        Span<int> room = Room(slot, level);
        return room.Slice(1, room[0]);
    }

    public void SetLinks(int slot, int level, ReadOnlySpan<int> links)
    {
        Span<int> room = Room(slot, level);
        links.CopyTo(room[1..]);
        room[0] = links.Length;
    }

    /// <summary>Adds one link; false if the level is full.</summary>
    public bool TryLink(int slot, int level, int to)
    {
        Span<int> room = Room(slot, level);
        if (room[0] == room.Length - 1)
        {
            return false;
        }

        room[++room[0]] = to;
        return true;
    }

    /// <summary>Makes room for that many slots.</summary>
    public void Reserve(int slots)
    {
        if (slots <= Ids.Length)
        {
            return;
        }

        const int smallest = 1_024;
        int size = (int)Math.Min(Array.MaxLength, Math.Max(smallest, Math.Max(slots, Ids.Length * 2L)));
        Vectors = Vectors.Resized(size);
        Ids = Grown(Ids, size);
        Levels = Grown(Levels, size);
        _ground = Grown(_ground, checked(size * (Capacity(0) + 1)));
        _upper = Grown(_upper, size);
    }

    /// <summary>Gives a slot its vector and level, without links.</summary>
    public void Occupy(int slot, int id, ReadOnlySpan<float> vector)
    {
        VectorInput.Prepare(vector, Metric, Vectors.Row(slot)[..Dimension]);
        Ids[slot] = id;
        SetAdditionalValue(slot);
        var random = new SeededRandom(_options.Seed, (ulong)id);
        double depth = -Math.Log(1 - random.NextDouble()) / Math.Log(_options.Links);
        ClearLinks(slot, (int)Math.Min(MaxLevel, depth));
    }

    /// <summary>Sets a slot's level and leaves it without links.</summary>
    public void ClearLinks(int slot, int level)
    {
        if (level > MaxLevel)
        {
            throw new InvalidDataException($"The index file is damaged: level {level} of slot {slot}.");
        }

        Levels[slot] = (byte)level;
        _upper[slot] = level == 0 ? [] : new int[level * (Capacity(1) + 1)];
        Room(slot, 0)[0] = 0;
    }

    /// <summary>Brings a vector to the common length by its additional value.</summary>
    public void SetAdditionalValue(int slot)
    {
        if (Metric != VectorMetric.InnerProduct)
        {
            return;
        }

        double rest = (CommonLength * CommonLength) - SquaredLength(Vectors.Row(slot)[..Dimension]);
        Vectors.Row(slot)[Dimension] = (float)Math.Sqrt(Math.Max(0, rest));
    }

    public static double SquaredLength(ReadOnlySpan<float> vector)
    {
        double squares = 0;
        foreach (float value in vector)
        {
            squares += (double)value * value;
        }

        return squares;
    }

    /// <summary>How near a slot is to a query in stored form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Similarity(float* query, int slot)
    {
        int stride = Vectors.Stride;
        float* row = Vectors.Pointer + ((nint)slot * stride);
        return Metric == VectorMetric.Euclidean
            ? -VectorKernels.SquaredDistance(query, row, stride)
            : VectorKernels.Dot(query, row, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<int> Room(int slot, int level)
    {
        if (level == 0)
        {
            int width = (2 * _options.Links) + 1;
            return MemoryMarshal.CreateSpan(
                ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_ground), (nint)slot * width), width);
        }

        int upperWidth = _options.Links + 1;
        return _upper[slot].AsSpan((level - 1) * upperWidth, upperWidth);
    }

    private static T[] Grown<T>(T[] array, int size)
    {
        Array.Resize(ref array, size);
        return array;
    }

    /// <summary>Raises the common length to that of the longest new vector.</summary>
    public void LengthenFor(ReadOnlySpan<float> vectors)
    {
        if (Metric != VectorMetric.InnerProduct)
        {
            return;
        }

        double longest = 0;
        for (int i = 0; i < vectors.Length; i += Dimension)
        {
            longest = Math.Max(longest, SquaredLength(vectors.Slice(i, Dimension)));
        }

        longest = Math.Sqrt(longest);
        if (longest > CommonLength)
        {
            CommonLength = longest;
            for (int slot = 0; slot < Used; slot++)
            {
                SetAdditionalValue(slot);
            }
        }
    }
}
