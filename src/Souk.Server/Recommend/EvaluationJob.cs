using Souk.Core.Engine;
using Souk.Log;
using Souk.Recommend.Evaluation;

namespace Souk.Server.Recommend;

/// <summary>Evaluates surfaces in the background, one at a time on one thread: each replays the log with a state of its
/// own. The newest report is kept until a restart.</summary>
internal sealed class EvaluationJob(SoukEngine engine, CancellationToken stopping) : IProgress<LogPosition>
{
    private readonly Lock _gate = new();
    private EvaluationState _state = new(null, false, null, null);
    private long _position;

    /// <summary>How it stands.</summary>
    internal EvaluationState State => Volatile.Read(ref _state);

    /// <summary>How far the evaluation under way has come in the log; 0 while it trains.</summary>
    internal long Position => Interlocked.Read(ref _position);

    /// <summary>The evaluation under way, or the last one.</summary>
    internal Task Running { get; private set; } = Task.CompletedTask;

    /// <inheritdoc/>
    public void Report(LogPosition value) => Interlocked.Exchange(ref _position, value.Value);

    /// <summary>Begins an evaluation.</summary>
    /// <returns>False if one is under way.</returns>
    internal bool TryStart(EvaluationOptions options)
    {
        lock (_gate)
        {
            if (_state.IsRunning)
            {
                return false;
            }

            Volatile.Write(ref _state, new EvaluationState(options, true, null, null));
            Interlocked.Exchange(ref _position, 0);
            Running = Task.Factory.StartNew(
                () => Run(options), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return true;
        }
    }

    private void Run(EvaluationOptions options)
    {
        EvaluationState end;
        try
        {
            end = new EvaluationState(options, false, SurfaceEvaluation.Run(engine, options, this, stopping), null);
        }
        catch (OperationCanceledException)
        {
            end = new EvaluationState(options, false, null, "the server is stopping");
        }
        catch (Exception e)
        {
            // It is the evaluation's end and nobody else's; whoever asks for it is told.
            end = new EvaluationState(options, false, null, e.Message);
        }

        Volatile.Write(ref _state, end);
    }
}
