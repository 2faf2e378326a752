using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>Submissions that wait for the disk, in log order; completed as the log's durable position
/// advances.</summary>
internal sealed class DurableQueue
{
    private readonly Lock _gate = new();
    private readonly Queue<(LogPosition Position, Submission Submission)> _waiting = new();
    private Exception? _failure;

    /// <summary>Adds a submission that is answered when a position is durable.</summary>
    internal void Add(LogPosition position, Submission submission)
    {
        lock (_gate)
        {
            if (_failure is null)
            {
                _waiting.Enqueue((position, submission));
                return;
            }
        }

        submission.Fail(_failure);
    }

    /// <summary>Completes what is durable now.</summary>
    internal void Advance(LogPosition durable)
    {
        lock (_gate)
        {
            while (_waiting.TryPeek(out (LogPosition Position, Submission Submission) next) && next.Position <= durable)
            {
                _waiting.Dequeue();
                next.Submission.Complete();
            }
        }
    }

    /// <summary>Fails all that waits and all that comes.</summary>
    internal void Fail(Exception failure)
    {
        lock (_gate)
        {
            _failure = failure;
            while (_waiting.TryDequeue(out (LogPosition Position, Submission Submission) next))
            {
                next.Submission.Fail(failure);
            }
        }
    }
}
