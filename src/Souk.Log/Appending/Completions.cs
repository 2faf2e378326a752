namespace Souk.Log.Appending;

/// <summary>Completes some operations on a pool thread, one after the other: a thousand separate work items a group
/// commit would cost more than the commit.</summary>
internal sealed class Completions(ArraySegment<AppendOperation> operations) : IThreadPoolWorkItem
{
    // Few enough that a slow producer holds up few others, many enough to make the hand-over cheap.
    private const int ChunkSize = 64;

    /// <summary>Hands operations to the pool.</summary>
    public static void Queue(AppendOperation[] operations)
    {
        for (int start = 0; start < operations.Length; start += ChunkSize)
        {
            int count = Math.Min(ChunkSize, operations.Length - start);
            ThreadPool.UnsafeQueueUserWorkItem(
                new Completions(new ArraySegment<AppendOperation>(operations, start, count)), preferLocal: false);
        }
    }

    public void Execute()
    {
        foreach (AppendOperation operation in operations)
            operation.Complete();
    }
}
