using Souk.Core;
using Souk.Core.Engine;
using Souk.Risk;
using Souk.Risk.Monitoring;
using Souk.Risk.Patterns;

namespace Souk.Server.Risk;

/// <summary>Looks for new patterns at each checkpoint again and again, by log time, one checkpoint after the other on
/// one thread in the background. When it last did stands in the log, so a restart does not start the count
/// anew.</summary>
internal sealed class PatternSchedule : IAsyncDisposable
{
    private readonly SoukEngine _engine;
    private readonly DiscoveryJob _job;
    private readonly Duration _every;
    private readonly MinuteLoop _loop;

    /// <summary>Starts it.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="job">What searches.</param>
    /// <param name="every">After how much log time again.</param>
    /// <param name="clock">Says when to look at the log time.</param>
    internal PatternSchedule(SoukEngine engine, DiscoveryJob job, Duration every, TimeProvider clock)
    {
        _engine = engine;
        _job = job;
        _every = every;
        _loop = new MinuteLoop(TickAsync, clock);
    }

    /// <summary>Why the last search on schedule failed, or null. The next tick tries again.</summary>
    internal string? Failure { get; private set; }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    /// <summary>Searches if enough log time has passed since the last time, and nobody else searches.</summary>
    /// <returns>Whether all checkpoints were searched.</returns>
    internal async Task<bool> TickAsync()
    {
        foreach (string checkpoint in Due())
        {
            if (_loop.Stopping.IsCancellationRequested || !_job.TryStart(new DiscoveryOptions { EventType = checkpoint }))
            {
                return false;
            }

            await _job.EndAsync();
            if (_job.Failure is string failure)
            {
                Failure = $"{checkpoint}: {failure}";
                return false;
            }
        }

        return await NoteAsync();
    }

    private async Task<bool> NoteAsync()
    {
        if (Due().Count == 0)
        {
            return false;
        }

        try
        {
            await _engine.DirectAsync(RiskMonitor.SearchDirective, ReadOnlyMemory<byte>.Empty);
            Failure = null;
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Told by GET /v1/risk/alerts; the engine's own failure is told by /ready.
            Failure = e.Message;
            return false;
        }
    }

    // The checkpoints to search; none if it is too early.
    private IReadOnlyList<string> Due()
    {
        using FoldScope scope = _engine.Read();
        return MinuteLoop.IsDue(scope.Fold.Projection<RiskMonitor>().LastSearch, scope.Fold.Time, _every)
            ? [.. (scope.Fold.Projection<RiskEngine>().Policy?.Checkpoints ?? []).Select(c => c.Type.Name)]
            : [];
    }
}
