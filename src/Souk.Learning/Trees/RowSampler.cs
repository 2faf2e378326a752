using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Trees;

/// <summary>Draws the rows of a tree; a block of rows has a random stream of its own, so the draw is the same for any
/// number of threads.</summary>
internal sealed class RowSampler(int rows, ulong seed, int threads)
{
    private const int RowsPerBlock = 8192;

    private readonly bool[] _drawn = new bool[rows];

    /// <summary>Draws a share of the rows without replacement; null means all of them.</summary>
    public bool[]? Draw(double share, int tree)
    {
        if (share >= 1)
        {
            return null;
        }

        WorkPartition.ForBlocks(rows, RowsPerBlock, threads, (block, from, to) =>
        {
            SeededRandom random = Random(tree, block);
            for (int r = from; r < to; r++)
            {
                _drawn[r] = random.NextDouble() < share;
            }
        });
        return _drawn;
    }

    /// <summary>Draws with replacement: each row as often as a Poisson variable of mean 1 says, which is what the
    /// counts of a bootstrap sample tend to, and multiplies its derivatives by that.</summary>
    public bool[] Bootstrap(int tree, float[] first, float[] second)
    {
        double none = Math.Exp(-1);
        WorkPartition.ForBlocks(rows, RowsPerBlock, threads, (block, from, to) =>
        {
            SeededRandom random = Random(tree, block);
            for (int r = from; r < to; r++)
            {
                int times = 0;
                double share = none;
                for (double u = random.NextDouble(); u >= share && times < 16; share /= times)
                {
                    u -= share;
                    times++;
                }

                _drawn[r] = times > 0;
                first[r] *= times;
                second[r] *= times;
            }
        });
        return _drawn;
    }

    private SeededRandom Random(int tree, int block) =>
        new(seed, ((((ulong)tree << 24) + (ulong)block) * 4) + 3);
}
