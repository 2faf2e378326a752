using Souk.Core;
using Souk.Core.Engine;
using Souk.Log;
using Souk.Risk;
using Souk.Risk.Monitoring;
using Souk.Risk.Patterns;

namespace Souk.Server.Risk;

/// <summary>Looks for new patterns at each checkpoint again and again, by log time, one checkpoint after the other on
/// one thread in the background. When it last did stands in the log, so a restart does not start the count
/// anew.</summary>
internal sealed class PatternSchedule : IAsyncDisposable
{
    // Log time is looked at this often: a search takes longer than that in most logs.
    private static readonly TimeSpan _tick = TimeSpan.FromMinutes(1);

    private readonly SoukEngine _engine;
    private readonly DiscoveryJob _job;
    private readonly Duration _every;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

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
        _loop = Loop(clock);
    }

    /// <summary>Why the last search on schedule failed, or null. The next tick tries again.</summary>
    internal string? Failure { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    /// <summary>Searches if enough log time has passed since the last time, and nobody else searches.</summary>
    /// <returns>Whether all checkpoints were searched.</returns>
    internal async Task<bool> TickAsync()
    {
        foreach (string checkpoint in Due())
        {
            if (_stop.IsCancellationRequested || !_job.TryStart(new DiscoveryOptions { EventType = checkpoint }))
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
        LogTime last = scope.Fold.Projection<RiskMonitor>().LastSearch;
        LogTime now = scope.Fold.Time;
        bool isDue = now != LogTime.BeforeAll
            && (last == LogTime.BeforeAll || now.Microseconds - last.Microseconds >= _every.Microseconds);
        return isDue
            ? [.. (scope.Fold.Projection<RiskEngine>().Policy?.Checkpoints ?? []).Select(c => c.Type.Name)]
            : [];
    }

    private async Task Loop(TimeProvider clock)
    {
        using PeriodicTimer timer = new(_tick, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await TickAsync();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The server stops.
        }
    }
}
