using Souk.Core.Events;
using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>Events on their way through the sequencer.</summary>
internal sealed class Submission
{
    private readonly TaskCompletionSource<SubmitResult> _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Submission(EventBatch batch, Acknowledgement acknowledgement)
    {
        Batch = batch;
        Acknowledgement = acknowledgement;
        Positions = new LogPosition[batch.Count];
    }

    internal EventBatch Batch { get; }

    internal Acknowledgement Acknowledgement { get; }

    internal LogPosition[] Positions { get; }

    internal bool[]? DuplicateFlags { get; private set; }

    internal int Duplicates { get; private set; }

    internal Task<SubmitResult> Task => _completion.Task;

    internal void MarkDuplicate(int index, LogPosition first)
    {
        DuplicateFlags ??= new bool[Positions.Length];
        DuplicateFlags[index] = true;
        Positions[index] = first;
        Duplicates++;
    }

    internal void Complete() => _completion.TrySetResult(new SubmitResult(Positions, Duplicates, DuplicateFlags ?? []));

    internal void Fail(Exception failure) => _completion.TrySetException(failure);
}
