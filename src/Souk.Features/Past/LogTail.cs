using Souk.Log;

namespace Souk.Features.Past;

/// <summary>The end of a log that is being written.</summary>
internal static class LogTail
{
    /// <summary>Waits until everything appended so far can be read: what was acknowledged as buffered may still be on
    /// its way to the file.</summary>
    internal static LogPosition AwaitReadable(IEventLog log, CancellationToken cancellation)
    {
        LogPosition last = log.LastPosition;
        if (last > LogPosition.Zero)
        {
            log.WaitForDurable(last, cancellation).AsTask().GetAwaiter().GetResult();
        }

        return last;
    }
}
