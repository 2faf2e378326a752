using Souk.Log;

namespace Souk.Cli.Serving;

/// <summary>Says how far a long replay has come, on standard error, at most once a second.</summary>
internal sealed class ReplayReport : IProgress<LogPosition>
{
    private long _nextTicks = Environment.TickCount64 + 1000;

    /// <inheritdoc/>
    public void Report(LogPosition value)
    {
        if (Environment.TickCount64 >= _nextTicks)
        {
            _nextTicks = Environment.TickCount64 + 1000;
            Console.Error.WriteLine($"replayed to position {value}");
        }
    }
}
