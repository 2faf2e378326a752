namespace Souk.Log.Writing;

/// <summary>The committer thread: takes what has gathered, writes it, fsyncs it, tells who waits; again and again.
/// </summary>
internal sealed class GroupCommitter
{
    private readonly PendingBatches _pending;
    private readonly SegmentWriter _writer;
    private readonly DurableWaiters _waiters;
    private readonly Action<LogPosition> _advanced;
    private readonly Action<LogFailedException> _failed;
    private readonly Thread _thread;

    public GroupCommitter(
        PendingBatches pending,
        SegmentWriter writer,
        DurableWaiters waiters,
        Action<LogPosition> advanced,
        Action<LogFailedException> failed)
    {
        _pending = pending;
        _writer = writer;
        _waiters = waiters;
        _advanced = advanced;
        _failed = failed;
        _thread = new Thread(Run) { Name = "Log committer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Commits what is pending, writes the closing mark and ends the thread.</summary>
    public void Close()
    {
        _pending.Close();
        _thread.Join();
    }

    private void Run()
    {
        try
        {
            while (CommitGroup())
            {
            }

            _writer.WriteMark();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Fail(failure);
        }
        finally
        {
            _writer.Dispose();
        }
    }

    private bool CommitGroup()
    {
        Span<byte> group = _pending.Take();
        if (group.IsEmpty)
            return false;
        _writer.Write(group);
        _writer.Flush();
        _pending.Release();
        _waiters.Advance(_writer.DurablePosition);
        _advanced(_writer.DurablePosition);
        return true;
    }

    private void Fail(Exception failure)
    {
        LogFailedException failed = new(
            $"The log stopped: {failure.Message} Nothing after position {_writer.DurablePosition} was acknowledged. "
            + "Repair the disk or make room, then start again.",
            failure);
        _pending.Fail(failed);
        _waiters.Fail(failed);
        _failed(failed);
    }
}
