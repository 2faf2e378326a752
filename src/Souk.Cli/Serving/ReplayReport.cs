using Souk.Log;

namespace Souk.Cli.Serving;

/// <summary>Says how far a long replay has come, on standard error, at most once a second and only what is
/// new.</summary>
internal sealed class ReplayReport : IProgress<LogPosition>
{
    private long _nextTicks = Environment.TickCount64 + 1000;
    private LogPosition _last = LogPosition.Zero;

    /// <inheritdoc/>
    public void Report(LogPosition value)
    {
        if (Environment.TickCount64 >= _nextTicks && value != _last)
        {
            _last = value;
            _nextTicks = Environment.TickCount64 + 1000;
            Console.Error.WriteLine($"replayed to position {value}");
        }
    }
}
