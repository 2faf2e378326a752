using Souk.Learning.Training;

namespace Souk.Learning.Trees;

/// <summary>
/// The rows of a tree in training, ordered so that each node's rows stand together. Splitting a node reorders its
/// stretch stably: left rows first, each side ascending as before.
/// </summary>
internal sealed class RowPartition(int capacity, int threads)
{
    private const int RowsPerBlock = 32_768;

    private readonly int[] _scratch = new int[capacity];
    private readonly int[] _leftCounts = new int[WorkPartition.BlockCount(capacity, RowsPerBlock)];

    /// <summary>The rows; only the first <see cref="Count"/> are in use.</summary>
    public int[] Rows { get; } = new int[capacity];

    /// <summary>How many rows the tree sees.</summary>
    public int Count { get; private set; }

    /// <summary>Starts a tree with all rows, or with those whose place in <paramref name="sampled"/> is true.</summary>
    public void Reset(bool[]? sampled)
    {
        Count = 0;
        for (int r = 0; r < Rows.Length; r++)
        {
            Rows[Count] = r;
            Count += sampled is null || sampled[r] ? 1 : 0;
            if (Count == Rows.Length)
            {
                break;
            }
        }
    }

    /// <summary>Reorders a node's stretch by a split and says how many rows go left.</summary>
    public int Split(int begin, int count, byte[] bins, SplitCandidate split)
    {
        int blocks = WorkPartition.BlockCount(count, RowsPerBlock);
        if (blocks == 1)
        {
            return SplitBlock(begin, count, bins, split);
        }

        WorkPartition.ForBlocks(count, RowsPerBlock, threads, (block, from, to) =>
            _leftCounts[block] = SplitBlock(begin + from, to - from, bins, split));
        int left = 0;
        for (int b = 0; b < blocks; b++)
        {
            left += _leftCounts[b];
        }

        int nextLeft = begin;
        int nextRight = begin + left;
        for (int b = 0; b < blocks; b++)
        {
            int from = begin + (b * RowsPerBlock);
            int size = Math.Min(RowsPerBlock, begin + count - from);
            Array.Copy(Rows, from, _scratch, nextLeft, _leftCounts[b]);
            Array.Copy(Rows, from + _leftCounts[b], _scratch, nextRight, size - _leftCounts[b]);
            nextLeft += _leftCounts[b];
            nextRight += size - _leftCounts[b];
        }

        Array.Copy(_scratch, begin, Rows, begin, count);
        return left;
    }

    private int SplitBlock(int begin, int count, byte[] bins, SplitCandidate split)
    {
        Span<int> rows = Rows.AsSpan(begin, count);
        Span<int> right = _scratch.AsSpan(begin, count);
        int leftCount = 0;
        int rightCount = 0;
        int missing = split.MissingRight ? 1 : 0;
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            int bin = bins[row];
            int goesRight = (int)((uint)(split.Bin - bin) >> 31) | ((bin - 1) >>> 31 & missing);
            rows[leftCount] = row;
            right[rightCount] = row;
            leftCount += 1 - goesRight;
            rightCount += goesRight;
        }

        right[..rightCount].CopyTo(rows[leftCount..]);
        return leftCount;
    }
}
