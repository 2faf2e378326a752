using Souk.Core;
using Souk.Core.Engine;
using Souk.Graph.Rings;

namespace Souk.Server.Rings;

/// <summary>Looks for rings again and again, by log time. When it last did stands in the log, so a restart does not
/// start the count anew.</summary>
internal sealed class RingSchedule : IAsyncDisposable
{
    private readonly SoukEngine _engine;
    private readonly RingRun _run;
    private readonly Duration _every;
    private readonly MinuteLoop _loop;

    /// <summary>Starts it.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="run">What looks for rings.</param>
    /// <param name="every">After how much log time again.</param>
    /// <param name="clock">Says when to look at the log time.</param>
    internal RingSchedule(SoukEngine engine, RingRun run, Duration every, TimeProvider clock)
    {
        _engine = engine;
        _run = run;
        _every = every;
        _loop = new MinuteLoop(TickAsync, clock);
    }

    /// <summary>Why the last run failed, or null. The next tick tries again.</summary>
    internal Exception? Failure { get; private set; }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    /// <summary>Runs if enough log time has passed since the last run.</summary>
    /// <returns>Whether it ran.</returns>
    internal async Task<bool> TickAsync()
    {
        if (!IsDue())
        {
            return false;
        }

        try
        {
            await _run.RunAsync(_loop.Stopping);
            Failure = null;
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Told by GET /v1/rings; decisions go on without new rings.
            Failure = e;
            return false;
        }
    }

    private bool IsDue()
    {
        using FoldScope scope = _engine.Read();
        return MinuteLoop.IsDue(scope.Fold.Projection<RingProjection>().LastRun, scope.Fold.Time, _every);
    }
}
