namespace Souk.Learning.Training;

/// <summary>
/// Runs work over [0, count) in fixed blocks on several threads. The blocks depend on the count and the block size
/// only, never on the number of threads, so that a result that is combined block by block in order is the same for any
/// number of threads.
/// </summary>
public static class WorkPartition
{
    /// <summary>Calls <paramref name="body"/>(block, from, to) once for every block, on up to
    /// <paramref name="threads"/> threads (0 means one per processor). Blocks must not write to shared places that
    /// other blocks write or read.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; some blocks may not have run.</exception>
    public static void ForBlocks(
        int count, int blockSize, int threads, Action<int, int, int> body, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockSize);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        int blocks = BlockCount(count, blockSize);
        int degree = threads == 0 ? Environment.ProcessorCount : threads;
        if (degree == 1 || blocks <= 1)
        {
            for (int b = 0; b < blocks; b++)
            {
                cancellation.ThrowIfCancellationRequested();
                body(b, b * blockSize, Math.Min(count, (b + 1) * blockSize));
            }

            return;
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = degree, CancellationToken = cancellation };
        Parallel.For(0, blocks, options, b => body(b, b * blockSize, Math.Min(count, (b + 1) * blockSize)));
    }

    /// <summary>How many blocks of a size cover a count.</summary>
    public static int BlockCount(int count, int blockSize) => (int)(((long)count + blockSize - 1) / blockSize);
}
