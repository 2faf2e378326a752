using System.Numerics.Tensors;
using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Clustering;

/// <summary>
/// Greedy k-means++ (Arthur and Vassilvitskii, 2007): each next centre is a row drawn in proportion to its squared
/// distance from the centres so far; of a few draws the one that leaves the least total distance is taken.
/// </summary>
internal sealed class StartingCentres(DenseMatrix data, KMeansOptions options, CancellationToken cancellation)
{
    private const int RowsPerBlock = 4096;

    private readonly float[] _distances = new float[data.Rows];
    private readonly double[] _blockSums = new double[WorkPartition.BlockCount(data.Rows, RowsPerBlock)];

    public DenseMatrix Choose(ref SeededRandom random)
    {
        var centres = new DenseMatrix(options.Clusters, data.Columns);
        int draws = 2 + (int)Math.Log(options.Clusters);
        float[][] trials = new float[draws][];
        for (int t = 0; t < draws; t++)
        {
            trials[t] = new float[data.Rows];
        }

        data.Row(random.Next(data.Rows)).CopyTo(centres.Row(0));
        _distances.AsSpan().Fill(float.PositiveInfinity);
        double total = Shorten(centres.Row(0).ToArray(), _distances);
        for (int k = 1; k < options.Clusters; k++)
        {
            double[] sums = (double[])_blockSums.Clone();
            double least = double.PositiveInfinity;
            int bestTrial = 0;
            for (int t = 0; t < draws; t++)
            {
                int row = Draw(random.NextDouble() * total, sums);
                double left = Shorten(data.Row(row).ToArray(), trials[t]);
                if (left < least)
                {
                    (least, bestTrial) = (left, t);
                    data.Row(row).CopyTo(centres.Row(k));
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
        WorkPartition.ForBlocks(
            data.Rows,
            RowsPerBlock,
            options.Threads,
            (block, from, to) =>
            {
                double sum = 0;
                for (int r = from; r < to; r++)
                {
                    float distance = TensorPrimitives.Distance<float>(data.Row(r), centre);
                    target[r] = Math.Min(_distances[r], distance * distance);
                    sum += target[r];
                }

                _blockSums[block] = sum;
            },
            cancellation);
        return TensorPrimitives.Sum<double>(_blockSums);
    }

    private double BlockTotals(float[] distances)
    {
        for (int b = 0; b < _blockSums.Length; b++)
        {
            double sum = 0;
            int to = Math.Min(data.Rows, (b + 1) * RowsPerBlock);
            for (int r = b * RowsPerBlock; r < to; r++)
            {
                sum += distances[r];
            }

            _blockSums[b] = sum;
        }

        return TensorPrimitives.Sum<double>(_blockSums);
    }

    /// <summary>The row at which the running sum of squared distances passes a number: first its block, then the row.</summary>
    private int Draw(double target, double[] sums)
    {
        int block = 0;
        while (block < sums.Length - 1 && target >= sums[block])
        {
            target -= sums[block++];
        }

        int row = block * RowsPerBlock;
        int last = Math.Min(data.Rows, row + RowsPerBlock) - 1;
        while (row < last && target >= _distances[row])
        {
            target -= _distances[row++];
        }

        return row;
    }
}
