using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Souk.Learning.Training;

namespace Souk.Learning.Trees;

/// <summary>
/// Builds histograms: for each feature and bin the packed sum of derivatives of a node's rows. A histogram is an array
/// of <see cref="Stride"/> places a feature.
/// </summary>
internal sealed class Histogram
{
    /// <summary>Places per feature: one for each value of a byte.</summary>
    public const int Stride = 256;

    /// <summary>Below this many rows a second thread costs more than it saves.</summary>
    private const int ParallelRows = 8192;

    /// <summary>How many rows ahead memory is asked for: rows of a small node lie far apart.</summary>
    private const int Ahead = 24;

    private readonly int _features;
    private readonly int[] _binCounts;
    private readonly int _threads;
    private readonly long[][] _parts;

    public Histogram(FeatureBinner binner, int threads)
    {
        _features = binner.Features;
        _binCounts = binner.BinCounts;
        _threads = threads == 0 ? Environment.ProcessorCount : threads;
        _parts = new long[_threads][];
        for (int t = 1; t < _threads; t++)
        {
            _parts[t] = new long[Size];
        }
    }

    /// <summary>The number of places of a histogram.</summary>
    public int Size => _features * Stride;

    /// <summary>Fills a histogram from the given rows.</summary>
    public void Build(BinnedTable table, long[] packed, int[] rows, int begin, int count, long[] histogram)
    {
        if (_threads == 1 || count < ParallelRows)
        {
            Clear(histogram);
            Accumulate(table.ByRow, packed, rows.AsSpan(begin, count), histogram);
            return;
        }

        int chunk = (count + _threads - 1) / _threads;
        int parts = WorkPartition.BlockCount(count, chunk);
        WorkPartition.ForBlocks(count, chunk, _threads, (part, from, to) =>
        {
            long[] target = part == 0 ? histogram : _parts[part];
            Clear(target);
            Accumulate(table.ByRow, packed, rows.AsSpan(begin + from, to - from), target);
        });
        for (int part = 1; part < parts; part++)
        {
            Combine(histogram, _parts[part], histogram, subtract: false);
        }
    }

    /// <summary>The histogram of the sibling: what is left of the parent's without the child's. It may overwrite the
    /// parent's.</summary>
    public void Subtract(long[] parent, long[] child, long[] sibling) =>
        Combine(parent, child, sibling, subtract: true);

    /// <summary>The packed sum over all rows: every feature's bins hold it.</summary>
    public long Total(long[] histogram)
    {
        long sum = 0;
        for (int b = 0; b < _binCounts[0]; b++)
        {
            sum += histogram[b];
        }

        return sum;
    }

    private void Clear(long[] histogram)
    {
        for (int f = 0; f < _features; f++)
        {
            histogram.AsSpan(f * Stride, _binCounts[f]).Clear();
        }
    }

    private void Combine(long[] left, long[] right, long[] result, bool subtract)
    {
        for (int f = 0; f < _features; f++)
        {
            int from = f * Stride;
            int bins = _binCounts[f];
            Span<long> target = result.AsSpan(from, bins);
            ReadOnlySpan<long> a = left.AsSpan(from, bins);
            ReadOnlySpan<long> b = right.AsSpan(from, bins);
            int i = 0;
            for (; i <= bins - Vector<long>.Count; i += Vector<long>.Count)
            {
                var x = new Vector<long>(a[i..]);
                var y = new Vector<long>(b[i..]);
                (subtract ? x - y : x + y).CopyTo(target[i..]);
            }

            for (; i < bins; i++)
            {
                target[i] = subtract ? a[i] - b[i] : a[i] + b[i];
            }
        }
    }

    /// <summary>Adds rows group by group, so that the histograms being written stay in the first-level cache.</summary>
    private unsafe void Accumulate(byte[][] byRow, long[] packed, ReadOnlySpan<int> rows, long[] histogram)
    {
        for (int group = 0; group < byRow.Length; group++)
        {
            fixed (byte* bins = byRow[group])
            fixed (long* gradients = packed)
            fixed (int* row = rows)
            fixed (long* target = histogram)
            {
                int width = BinnedTable.GroupWidth(_features, group);
                long* first = target + (group * BinnedTable.GroupSize * Stride);
                if (width == BinnedTable.GroupSize)
                {
                    AddWhole(bins, gradients, row, rows.Length, first);
                }
                else
                {
                    AddPart(bins, width, gradients, row, rows.Length, first);
                }
            }
        }
    }

    private static unsafe void AddWhole(byte* bins, long* gradients, int* rows, int count, long* target)
    {
        const int width = BinnedTable.GroupSize;
        for (int i = 0; i < count; i++)
        {
            if (Sse.IsSupported && i + Ahead < count)
            {
                Sse.Prefetch0(bins + ((long)rows[i + Ahead] * width));
                Sse.Prefetch0(gradients + rows[i + Ahead]);
            }

            byte* at = bins + ((long)rows[i] * width);
            long gradient = gradients[rows[i]];
            AddEight(at, gradient, target);
            AddEight(at + 8, gradient, target + (8 * Stride));
        }
    }

    private static unsafe void AddPart(byte* bins, int width, long* gradients, int* rows, int count, long* target)
    {
        for (int i = 0; i < count; i++)
        {
            if (Sse.IsSupported && i + Ahead < count)
            {
                Sse.Prefetch0(bins + ((long)rows[i + Ahead] * width));
                Sse.Prefetch0(gradients + rows[i + Ahead]);
            }

            byte* at = bins + ((long)rows[i] * width);
            long gradient = gradients[rows[i]];
            int f = 0;
            if (width >= 8)
            {
                AddEight(at, gradient, target);
                f = 8;
            }

            for (; f < width; f++)
            {
                target[(f * Stride) + at[f]] += gradient;
            }
        }
    }

    /// <summary>Adds one row's derivatives to its bin of eight features; unrolled, since the features of a row are
    /// independent of each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void AddEight(byte* bins, long gradient, long* target)
    {
        target[bins[0]] += gradient;
        target[Stride + bins[1]] += gradient;
        target[(2 * Stride) + bins[2]] += gradient;
        target[(3 * Stride) + bins[3]] += gradient;
        target[(4 * Stride) + bins[4]] += gradient;
        target[(5 * Stride) + bins[5]] += gradient;
        target[(6 * Stride) + bins[6]] += gradient;
        target[(7 * Stride) + bins[7]] += gradient;
    }
}
