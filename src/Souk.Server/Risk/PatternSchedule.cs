using Souk.Core;
using Souk.Core.Engine;
using Souk.Risk;
using Souk.Risk.Monitoring;
using Souk.Risk.Patterns;

namespace Souk.Server.Risk;

/// <summary>Looks for new patterns at each checkpoint again and again, by log time, in one replay of the log for all, on
/// one thread in the background. When it last did stands in the log, so a restart does not start the count
/// anew.</summary>
internal sealed class PatternSchedule : IAsyncDisposable
{
    // Rows of a span that are kept for all checkpoints together: some 100 MB for the three spans.
    private const int RowsOfAll = 100_000;

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
        IReadOnlyList<string> checkpoints = Due();
        if (checkpoints.Count > 0)
        {
            int rows = Math.Min(new DiscoveryOptions { EventType = "" }.MaxRows, RowsOfAll / checkpoints.Count);
            if (_loop.Stopping.IsCancellationRequested || !_job.TryStart(
                [.. checkpoints.Select(c => new DiscoveryOptions { EventType = c, MaxRows = rows })]))
            {
                return false;
            }

            await _job.EndAsync();
            if (_job.Failure is string failure)
            {
                Failure = failure;
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
