using System.Diagnostics;
using Souk.Log;

namespace Souk.Cli;

/// <summary>Shows on standard error how far a pass over the log has come: a bar where that is a terminal, else a line
/// every ten seconds.</summary>
internal sealed class ProgressBar(LogPosition last, string doing) : IProgress<LogPosition>
{
    private const int Width = 30;
    private const long MillisecondsBetweenLines = 10_000;
    private const long MillisecondsBetweenDrawings = 250;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _next = Console.IsErrorRedirected ? MillisecondsBetweenLines : MillisecondsBetweenDrawings;
    private bool _drawn;

    /// <inheritdoc/>
    public void Report(LogPosition value)
    {
        if (_clock.ElapsedMilliseconds < _next)
        {
            return;
        }

        double share = last.Value == 0 ? 1 : Math.Min(1, value.Value / (double)last.Value);
        double seconds = _clock.Elapsed.TotalSeconds;
        string figures = $"{share,4:P0} {doing}, position {value.Value:N0} of {last.Value:N0}, {value.Value / seconds:N0}/s, "
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
