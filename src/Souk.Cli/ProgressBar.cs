using System.Diagnostics;
using Souk.Log;

namespace Souk.Cli;

/// <summary>Shows on standard error how far long work has come: a bar where that is a terminal, else a line every ten
/// seconds; nothing for short work.</summary>
internal sealed class ProgressBar(long total, string what) : IProgress<LogPosition>
{
    private const int Width = 30;
    private const long MillisecondsBetweenLines = 10_000;
    private const long MillisecondsBetweenDrawings = 250;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _next = Console.IsErrorRedirected ? MillisecondsBetweenLines : MillisecondsBetweenDrawings;
    private bool _drawn;

    /// <inheritdoc/>
    public void Report(LogPosition value) => Report(value.Value);

    /// <summary>Tells how much of the total is done.</summary>
    internal void Report(long done)
    {
        if (_clock.ElapsedMilliseconds < _next)
        {
            return;
        }

        double share = total == 0 ? 1 : Math.Min(1, done / (double)total);
        double seconds = _clock.Elapsed.TotalSeconds;
        string figures = $"{share,4:P0}  {what} {done:N0} of {total:N0}, {done / seconds:N0}/s, "
            + $"{(share == 0 ? 0 : seconds * (1 - share) / share):N0} s left";
        if (Console.IsErrorRedirected)
        {
            _next = _clock.ElapsedMilliseconds + MillisecondsBetweenLines;
            Console.Error.WriteLine(figures);
            return;
        }

        _next = _clock.ElapsedMilliseconds + MillisecondsBetweenDrawings;
        _drawn = true;
        int full = (int)(share * Width);
        Console.Error.Write($"\r[{new string('#', full)}{new string(' ', Width - full)}] {figures}   ");
    }

    /// <summary>Ends the line of the bar.</summary>
    internal void End()
    {
        if (_drawn)
        {
            Console.Error.WriteLine();
        }
    }
}
