using System.Numerics.Tensors;
using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Clustering;

/// <summary>The rounds of k-means on one matrix; sums are taken in fixed blocks, so threads do not change
/// them.</summary>
internal sealed class KMeansFitter
{
    private const int SmallestBlock = 4096;

    // Each block holds its own sums: this many bound the memory.
    private const int MostBlocks = 64;

    private readonly DenseMatrix _data;
    private readonly KMeansOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly int _blockSize;
    private readonly int[] _nearest;
    private readonly float[] _center;
    private readonly double[][] _sums;
    private readonly int[][] _counts;
    private readonly double _meanVariance;

    public KMeansFitter(DenseMatrix data, KMeansOptions options, CancellationToken cancellation)
    {
        // Distances by products lose digits far from the origin, so work around the mean.
        ColumnScaler scaler = ColumnScaler.Center(data);
        _center = scaler.Means.ToArray();
        _data = scaler.Apply(data);
        _options = options;
        _cancellation = cancellation;
        _blockSize = Math.Max(SmallestBlock, (data.Rows + MostBlocks - 1) / MostBlocks);
        _nearest = new int[data.Rows];
        int blocks = WorkPartition.BlockCount(data.Rows, _blockSize);
        _sums = new double[blocks][];
        _counts = new int[blocks][];
        double squares = 0;
        for (int r = 0; r < data.Rows; r++)
        {
            squares += TensorPrimitives.SumOfSquares<float>(_data.Row(r));
        }

        _meanVariance = squares / data.Rows / data.Columns;
    }

    public KMeans Run(ulong start)
    {
        var random = new SeededRandom(_options.Seed, start);
        DenseMatrix centres = new StartingCentres(_data, _options, _cancellation).Choose(ref random);
        int iteration = 0;
        double moved = double.PositiveInfinity;
        while (iteration < _options.MaximumIterations && moved > _options.Tolerance * _meanVariance)
        {
            iteration++;
            Assign(centres);
            DenseMatrix next = Means(centres);
            moved = SquaredDistance(centres.Values, next.Values);
            centres = next;
        }

        Assign(centres);
        double inertia = Inertia(centres);
        for (int k = 0; k < centres.Rows; k++)
        {
            TensorPrimitives.Add(centres.Row(k), _center, centres.Row(k));
        }

        return new KMeans(centres, inertia, iteration);
    }

    internal static double SquaredDistance(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        float distance = TensorPrimitives.Distance(x, y);
        return (double)distance * distance;
    }

    private void Assign(DenseMatrix centres)
    {
        var index = new CentroidIndex(centres);
        WorkPartition.ForBlocks(
            _data.Rows,
            _blockSize,
            _options.Threads,
            (block, from, to) =>
            {
                index.Assign(_data, from, to, _nearest.AsSpan(from, to - from));
                AddUp(block, from, to);
            },
            _cancellation);
    }

    private void AddUp(int block, int from, int to)
    {
        int columns = _data.Columns;
        double[] sums = _sums[block] ??= new double[_options.Clusters * columns];
        int[] counts = _counts[block] ??= new int[_options.Clusters];
        sums.AsSpan().Clear();
        counts.AsSpan().Clear();
        for (int r = from; r < to; r++)
        {
            int k = _nearest[r];
            counts[k]++;
            ReadOnlySpan<float> row = _data.Row(r);
            Span<double> sum = sums.AsSpan(k * columns, columns);
            for (int c = 0; c < row.Length; c++)
            {
                sum[c] += row[c];
            }
        }
    }

    private DenseMatrix Means(DenseMatrix centres)
    {
        int columns = _data.Columns;
        double[] sums = new double[_options.Clusters * columns];
        int[] counts = new int[_options.Clusters];
        for (int b = 0; b < _sums.Length; b++)
        {
            TensorPrimitives.Add(sums, _sums[b], sums);
            TensorPrimitives.Add(counts, _counts[b], counts);
        }

        var means = new DenseMatrix(centres.Rows, columns);
        int taken = 0;
        int[]? farthest = null;
        for (int k = 0; k < counts.Length; k++)
        {
            if (counts[k] == 0)
            {
                // An empty cluster takes over the row that fits its own centre worst; rows equal to centres help
                // nothing.
                farthest ??= RowsByDistance(centres);
                _data.Row(farthest[taken++]).CopyTo(means.Row(k));
                continue;
            }

            for (int c = 0; c < columns; c++)
            {
                means.Row(k)[c] = (float)(sums[(k * columns) + c] / counts[k]);
            }
        }

        return means;
    }

    private int[] RowsByDistance(DenseMatrix centres)
    {
        int[] rows = new int[_data.Rows];
        double[] negated = new double[_data.Rows];
        for (int r = 0; r < rows.Length; r++)
        {
            rows[r] = r;
            negated[r] = -SquaredDistance(_data.Row(r), centres.Row(_nearest[r]));
        }

        Array.Sort(rows, (a, b) => negated[a] != negated[b] ? negated[a].CompareTo(negated[b]) : a.CompareTo(b));
        return rows;
    }

    private double Inertia(DenseMatrix centres)
    {
        double[] partial = new double[_sums.Length];
        WorkPartition.ForBlocks(
            _data.Rows,
            _blockSize,
            _options.Threads,
            (block, from, to) =>
            {
                for (int r = from; r < to; r++)
                {
                    partial[block] += SquaredDistance(_data.Row(r), centres.Row(_nearest[r]));
                }
            },
            _cancellation);
        return TensorPrimitives.Sum<double>(partial);
    }
}
