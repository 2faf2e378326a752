using System.Runtime.InteropServices;

namespace Souk.Cli;

/// <summary>SIGINT (Ctrl+C) and SIGTERM while a command runs: the first asks it to end in order, however long that takes;
/// the second ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    // As shells tell of a process that a signal has ended.
    private const int SignalBase = 128;

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _signal;

    internal Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Take(context, number: 2));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Take(context, number: 15));
    }

    /// <summary>Cancelled by the first signal.</summary>
    internal CancellationToken Token => _stop.Token;

    /// <summary>Whether a signal has come.</summary>
    internal bool HasCome => Volatile.Read(ref _signal) != 0;

    /// <summary>The exit code of a command that the signal ended before it was done.</summary>
    internal int ExitCode => SignalBase + _signal;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _stop.Dispose();
    }

    private void Take(PosixSignalContext context, int number)
    {
        if (Interlocked.CompareExchange(ref _signal, number, 0) == 0)
        {
            context.Cancel = true;
            _stop.Cancel();
        }
    }
}
