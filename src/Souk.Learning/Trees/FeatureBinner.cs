using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Souk.Learning.Persistence;
using Souk.Learning.Training;

namespace Souk.Learning.Trees;

/// <summary>
/// Maps each feature's numbers to bins of one byte: bin 0 is missing, bin b holds the numbers in
/// (edge[b - 2], edge[b - 1]]. Trees see bins only, in training and in scoring, so both decide alike. Immutable.
/// </summary>
internal sealed class FeatureBinner
{
    /// <summary>The most bins of numbers: with one for missing 255, so that 255 is free to stand for "missing, goes
    /// right" in scoring.</summary>
    public const int MaxBins = 254;

    /// <summary>Edges are learned from at most this many rows, evenly spread: more do not move quantiles
    /// visibly.</summary>
    private const int MaxSample = 200_000;

    /// <summary>Edges of a feature, padded with +infinity; 16 blocks of 16, so that two vector comparisons find a
    /// bin.</summary>
    private const int Slots = 256;
    private const int Block = 16;

    /// <summary>For each so many bins, a bin in the tails holds one part more of the rows beyond it: the tails then
    /// take a quarter of the bins. With fewer bins the tails are not finer.</summary>
    private const int BinsPerTailShare = 64;

    private readonly float[] _edges;
    private readonly float[] _pivots;

    private FeatureBinner(float[] edges, int[] binCounts)
    {
        _edges = edges;
        BinCounts = binCounts;
        _pivots = new float[binCounts.Length * Block];
        for (int i = 0; i < _pivots.Length; i++)
        {
            _pivots[i] = edges[(i * Block) + Block - 1];
        }
    }

    /// <summary>The number of features.</summary>
    public int Features => BinCounts.Length;

    /// <summary>For each feature how many bins it has, the one for missing included.</summary>
    public int[] BinCounts { get; }

    /// <summary>Learns edges by quantiles of each column; where a column has few different numbers, each gets a
    /// bin.</summary>
    public static FeatureBinner Fit(float[][] columns, int maxBins, int threads)
    {
        float[] edges = new float[columns.Length * Slots];
        Array.Fill(edges, float.PositiveInfinity);
        int[] counts = new int[columns.Length];
        WorkPartition.ForBlocks(columns.Length, 1, threads, (c, _, _) =>
            counts[c] = 2 + LearnEdges(columns[c], maxBins, edges.AsSpan(c * Slots, Slots)));
        return new FeatureBinner(edges, counts);
    }

    /// <summary>The upper edge of a bin: numbers up to it, itself included, fall into this bin or one before.</summary>
    public float UpperEdge(int feature, int bin) => _edges[(feature * Slots) + bin - 1];

    /// <summary>The bin of one number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Bin(int feature, float value)
    {
        if (float.IsNaN(value))
        {
            return 0;
        }

        Vector512<float> wanted = Vector512.Create(value);
        int block = CountBelow(ref MemoryMarshal.GetArrayDataReference(_pivots), feature * Block, wanted);
        int start = (feature * Slots) + (block * Block);
        return (byte)(1 + (block * Block) + CountBelow(ref MemoryMarshal.GetArrayDataReference(_edges), start, wanted));
    }

    /// <summary>The bins of one row, one a feature.</summary>
    public void BinRow(ReadOnlySpan<float> row, Span<byte> bins)
    {
        for (int f = 0; f < row.Length; f++)
        {
            bins[f] = Bin(f, row[f]);
        }
    }

    public void Save(ModelWriter writer)
    {
        writer.WriteArray<int>(BinCounts);
        writer.WriteArray<float>(_edges);
    }

    public static FeatureBinner Load(ModelReader reader)
    {
        int[] counts = reader.ReadArray<int>();
        float[] edges = reader.ReadArray<float>();
        if (edges.Length != counts.Length * (long)Slots || counts.AsSpan().ContainsAnyExceptInRange(2, MaxBins + 1))
        {
            throw new InvalidDataException("The trees' bin edges do not match their number of features.");
        }

        return new FeatureBinner(edges, counts);
    }

    private static int CountBelow(ref float edges, int start, Vector512<float> value) => BitOperations.PopCount(
        Vector512.LessThan(Vector512.LoadUnsafe(ref edges, (nuint)start), value).ExtractMostSignificantBits());

    private static int LearnEdges(float[] column, int maxBins, Span<float> edges)
    {
        float[] sample = Sample(column);
        Array.Sort(sample);
        int distinct = CountDistinct(sample);
        if (distinct <= maxBins)
        {
            int made = 0;
            for (int i = 1; i < sample.Length; i++)
            {
                if (sample[i] > sample[i - 1])
                {
                    edges[made++] = Between(sample[i - 1], sample[i]);
                }
            }

            return made;
        }

        return QuantileEdges(sample, maxBins, edges);
    }

    /// <summary>
    /// Edges at equal shares of rows, but finer towards both ends: a bin holds at most one row and a share of the rows
    /// beyond it. What is rare and telling (fraud, heavy buyers) stands in the tails, and bins of equal shares would
    /// put it together with what is common.
    /// </summary>
    private static int QuantileEdges(float[] sorted, int maxBins, Span<float> edges)
    {
        int low = 1;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            if (Cut(sorted, middle, maxBins, edges) < maxBins)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        int made = Cut(sorted, low, maxBins, edges);
        edges[made..].Fill(float.PositiveInfinity);
        return made;
    }

    /// <summary>Cuts into bins of at least <paramref name="size"/> rows, fewer in the tails, and says how many edges
    /// that makes; stops at <paramref name="maxBins"/>.</summary>
    private static int Cut(float[] sorted, int size, int maxBins, Span<float> edges)
    {
        int tailShare = maxBins / BinsPerTailShare;
        int made = 0;
        int start = 0;
        while (made < maxBins)
        {
            int beyond = Math.Min(start, sorted.Length - start);
            int next = start + (tailShare == 0 ? size : Math.Min(size, 1 + (beyond / tailShare)));
            while (next < sorted.Length && sorted[next] == sorted[next - 1])
            {
                next++;
            }

            if (next >= sorted.Length)
            {
                break;
            }

            edges[made++] = Between(sorted[next - 1], sorted[next]);
            start = next;
        }

        return made;
    }

    private static float[] Sample(float[] column)
    {
        int wanted = Math.Min(column.Length, MaxSample);
        float[] sample = new float[wanted];
        int count = 0;
        for (int i = 0; i < wanted; i++)
        {
            float value = column[(int)((long)i * column.Length / wanted)];
            if (!float.IsNaN(value))
            {
                sample[count++] = value;
            }
        }

        Array.Resize(ref sample, count);
        return sample;
    }

    private static int CountDistinct(float[] sorted)
    {
        int distinct = sorted.Length == 0 ? 0 : 1;
        for (int i = 1; i < sorted.Length; i++)
        {
            distinct += sorted[i] > sorted[i - 1] ? 1 : 0;
        }

        return distinct;
    }

    /// <summary>A number at least <paramref name="low"/> and below <paramref name="high"/>, halfway where floats
    /// allow.</summary>
    private static float Between(float low, float high)
    {
        float middle = (float)(((double)low + high) / 2);
        return middle < high ? middle : low;
    }
}
