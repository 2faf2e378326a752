using System.Numerics;
using System.Runtime.Intrinsics.X86;
using Souk.Learning.Training;

namespace Souk.Learning.Trees;

/// <summary>
/// Builds histograms: for each feature and bin the packed sum of derivatives of a node's rows. A histogram is an array of
/// <see cref="Stride"/> places a feature.
/// </summary>
internal sealed class Histogram
{
    /// <summary>Places per feature: one for each value of a byte.</summary>
    public const int Stride = 256;

    /// <summary>Below this many rows a second thread costs more than it saves.</summary>
    private const int ParallelRows = 8192;

    /// <summary>How many rows ahead memory is asked for: rows of a small node lie far apart.</summary>
    private const int Ahead = 12;

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
    public void Subtract(long[] parent, long[] child, long[] sibling) => Combine(parent, child, sibling, subtract: true);

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

    private unsafe void Accumulate(byte[] byRow, long[] packed, ReadOnlySpan<int> rows, long[] histogram)
    {
        int features = _features;
        fixed (byte* table = byRow)
        fixed (long* gradients = packed)
        fixed (int* row = rows)
        fixed (long* target = histogram)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                if (Sse.IsSupported && i + Ahead < rows.Length)
                {
                    Sse.Prefetch0(table + ((long)row[i + Ahead] * features));
                }

                AddRow(table + ((long)row[i] * features), features, gradients[row[i]], target);
            }
        }
    }

    /// <summary>Adds one row's derivatives to its bin of every feature; unrolled by eight, since the features of a row
    /// are independent of each other.</summary>
    private static unsafe void AddRow(byte* bins, int features, long gradient, long* target)
    {
        byte* end = bins + features;
        for (; bins <= end - 8; bins += 8, target += 8 * Stride)
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

        for (; bins < end; bins++, target += Stride)
        {
            target[*bins] += gradient;
        }
    }
}
