using Souk.Core;
using Souk.Log;

namespace Souk.Server;

/// <summary>Looks after something once a minute in the background until it is disposed of, which waits for a look
/// under way. A look that fails must say so itself: what it throws ends the loop.</summary>
internal sealed class MinuteLoop : IAsyncDisposable
{
    // What is looked after moves by log time or by many events: within a minute is soon enough.
    private static readonly TimeSpan _tick = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <summary>Starts it; the first look is after a minute.</summary>
    /// <param name="look">Looks once.</param>
    /// <param name="clock">Says when to look.</param>
    internal MinuteLoop(Func<Task> look, TimeProvider clock)
    {
        Stopping = _stop.Token;
        _loop = Run(look, clock);
    }

    /// <summary>Cancelled when the loop is disposed of.</summary>
    internal CancellationToken Stopping { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    /// <summary>Whether what is done again and again by log time is due.</summary>
    /// <param name="last">When it was done last; before all if never.</param>
    /// <param name="now">The log time; before all while the log is empty, and then nothing is due.</param>
    /// <param name="every">After how much log time again.</param>
    internal static bool IsDue(LogTime last, LogTime now, Duration every) =>
        now != LogTime.BeforeAll
        && (last == LogTime.BeforeAll || now.Microseconds - last.Microseconds >= every.Microseconds);

    private async Task Run(Func<Task> look, TimeProvider clock)
    {
        using PeriodicTimer timer = new(_tick, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(Stopping))
            {
                await look();
            }
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            // The server stops.
        }
    }
}
