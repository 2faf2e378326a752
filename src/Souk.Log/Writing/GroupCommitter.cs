using Souk.Log.Recovery;

namespace Souk.Log.Writing;

/// <summary>The committer thread: takes what has gathered, writes it, fsyncs it, tells who waits; again and again.
/// </summary>
internal sealed class GroupCommitter
{
    private readonly PendingBatches _pending;
    private readonly SegmentWriter _writer;
    private readonly DurableWitness _witness;
    private readonly DurableWaiters _waiters;
    private readonly Action<LogPosition> _advanced;
    private readonly Action<LogFailedException> _failed;
    private readonly Thread? _thread;
    private bool _hasFailed;

    public GroupCommitter(
        PendingBatches pending,
        SegmentWriter writer,
        DurableWitness witness,
        DurableWaiters waiters,
        Action<LogPosition> advanced,
        Action<LogFailedException> failed,
        bool byHand)
    {
        _pending = pending;
        _writer = writer;
        _witness = witness;
        _waiters = waiters;
        _advanced = advanced;
        _failed = failed;
        if (byHand)
            return;
        _thread = new Thread(Run) { Name = "Log committer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Commits what is pending, on the caller's thread: a log without a thread can be simulated step by step.
    /// </summary>
    public void CommitByHand() => Guard(() =>
    {
        if (_pending.HasGathered)
            _ = CommitGroup();
    });

    /// <summary>Commits what is pending, flushes the witness and ends the thread.</summary>
    public void Close()
    {
        _pending.Close();
        if (_thread is null)
            Run();
        else
            _thread.Join();
    }

    private void Run()
    {
        Guard(() =>
        {
            while (CommitGroup())
            {
            }

            if (!_hasFailed)
                _witness.Flush();
        });
        _writer.Dispose();
        _witness.Dispose();
    }

    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Fail(failure);
        }
    }

    private bool CommitGroup()
    {
        Span<byte> group = _pending.Take();
        if (group.IsEmpty || _hasFailed)
            return false;
        _writer.Write(group);
        _writer.Flush();
        _witness.Write(_writer.DurablePosition);
        _pending.Release();
        _waiters.Advance(_writer.DurablePosition);
        _advanced(_writer.DurablePosition);
        return true;
    }

    private void Fail(Exception failure)
    {
        _hasFailed = true;
        LogFailedException failed = new(
            $"The log stopped: {failure.Message} Nothing after position {_writer.DurablePosition} was acknowledged. "
            + "Repair the disk or make room, then start again.",
            failure);
        _pending.Fail(failed);
        _waiters.Fail(failed);
        _failed(failed);
    }
}
