using Souk.Log;

namespace Souk.Cli.Demo;

/// <summary>The clock of the demo's server: it shows the simulated time, so that an event sent by hand happens in the
/// marketplace's present and does not push its time years ahead. Timers run as ever.</summary>
internal sealed class DemoClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Sets it.</summary>
    internal void Set(LogTime time) => Volatile.Write(ref _ticks, time.ToDateTimeOffset().UtcTicks);
}
