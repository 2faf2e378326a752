using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Clustering;

/// <summary>
/// Greedy k-means++ (Arthur and Vassilvitskii, 2007): each next centre is a row drawn in proportion to its squared
/// distance from the centres so far; of a few draws the one that leaves the least total distance is taken.
/// </summary>
internal sealed class StartingCentres
{
    private const int RowsPerBlock = 4096;

    private readonly DenseMatrix _data;
    private readonly KMeansOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly float[] _distances;
    private readonly double[] _blockSums;

    // Within a block column after column, so that the distances of many rows are computed side by side.
    private readonly float[] _byColumn;

    public StartingCentres(DenseMatrix data, KMeansOptions options, CancellationToken cancellation)
    {
        _data = data;
        _options = options;
        _cancellation = cancellation;
        _distances = new float[data.Rows];
        _blockSums = new double[WorkPartition.BlockCount(data.Rows, RowsPerBlock)];
        _byColumn = new float[data.Values.Length];
        ForBlocks((_, from, to) =>
        {
            Span<float> block = Block(from, to);
            for (int r = from; r < to; r++)
            {
                ReadOnlySpan<float> row = data.Row(r);
                for (int c = 0; c < row.Length; c++)
                {
                    block[(c * (to - from)) + r - from] = row[c];
                }
            }
        });
    }

    public DenseMatrix Choose(ref SeededRandom random)
    {
        var centres = new DenseMatrix(_options.Clusters, _data.Columns);
        int draws = 2 + (int)Math.Log(_options.Clusters);
        float[][] trials = new float[draws][];
        for (int t = 0; t < draws; t++)
        {
            trials[t] = new float[_data.Rows];
        }

        _data.Row(random.Next(_data.Rows)).CopyTo(centres.Row(0));
        _distances.AsSpan().Fill(float.PositiveInfinity);
        double total = Shorten(centres.Row(0).ToArray(), _distances);
        for (int k = 1; k < _options.Clusters; k++)
        {
            double[] sums = (double[])_blockSums.Clone();
            double least = double.PositiveInfinity;
            int bestTrial = 0;
            for (int t = 0; t < draws; t++)
            {
                int row = Draw(random.NextDouble() * total, sums);
                double left = Shorten(_data.Row(row).ToArray(), trials[t]);
                if (left < least)
                {
                    (least, bestTrial) = (left, t);
                    _data.Row(row).CopyTo(centres.Row(k));
                }
            }

            trials[bestTrial].CopyTo(_distances, 0);
            total = BlockTotals(_distances);
        }

        return centres;
    }

    /// <summary>Writes the squared distances that would be left with one more centre, and returns their sum.</summary>
    private double Shorten(float[] centre, float[] target)
    {
        ForBlocks((block, from, to) =>
        {
            Span<float> distances = target.AsSpan(from, to - from);
            distances.Clear();
            ReadOnlySpan<float> columns = Block(from, to);
            for (int c = 0; c < centre.Length; c++)
            {
                AddSquares(columns.Slice(c * distances.Length, distances.Length), centre[c], distances);
            }

            TensorPrimitives.Min(_distances.AsSpan(from, to - from), distances, distances);
            _blockSums[block] = Sum(distances);
        });
        return TensorPrimitives.Sum<double>(_blockSums);
    }

    private static void AddSquares(ReadOnlySpan<float> values, float centre, Span<float> sums)
    {
        ref float v = ref MemoryMarshal.GetReference(values);
        ref float s = ref MemoryMarshal.GetReference(sums);
        Vector256<float> wide = Vector256.Create(centre);
        int i = 0;
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> difference = Vector256.LoadUnsafe(ref v, (nuint)i) - wide;
            Vector256.FusedMultiplyAdd(difference, difference, Vector256.LoadUnsafe(ref s, (nuint)i))
                .StoreUnsafe(ref s, (nuint)i);
        }

        for (; i < values.Length; i++)
        {
            float difference = values[i] - centre;
            sums[i] = MathF.FusedMultiplyAdd(difference, difference, sums[i]);
        }
    }

    private static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += value;
        }

        return sum;
    }

    private void ForBlocks(Action<int, int, int> body) =>
        WorkPartition.ForBlocks(_data.Rows, RowsPerBlock, _options.Threads, body, _cancellation);

    private Span<float> Block(int from, int to) =>
        _byColumn.AsSpan(from * _data.Columns, (to - from) * _data.Columns);

    private double BlockTotals(float[] distances)
    {
        for (int b = 0; b < _blockSums.Length; b++)
        {
            int from = b * RowsPerBlock;
            _blockSums[b] = Sum(distances.AsSpan(from, Math.Min(RowsPerBlock, distances.Length - from)));
        }

        return TensorPrimitives.Sum<double>(_blockSums);
    }

    /// <summary>The row at which the running sum of squared distances passes a number: first its block, then the
    /// row.</summary>
    private int Draw(double target, double[] sums)
    {
        int block = 0;
        while (block < sums.Length - 1 && target >= sums[block])
        {
            target -= sums[block++];
        }

        int row = block * RowsPerBlock;
        int last = Math.Min(_data.Rows, row + RowsPerBlock) - 1;
        while (row < last && target >= _distances[row])
        {
            target -= _distances[row++];
        }

        return row;
    }
}
