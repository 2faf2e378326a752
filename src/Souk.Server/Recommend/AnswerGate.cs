namespace Souk.Server.Recommend;

/// <summary>Lets as many requests for recommendations be worked on at once as there are processors for; the others wait
/// in order, and what they wait is taken from their deadline, so that a server that is asked too much answers with less
/// rather than late. Safe for use from several threads.</summary>
internal sealed class AnswerGate(int atOnce, int mostWaiting) : IDisposable
{
    /// <summary>The most requests that wait: at a millisecond each the last one waits a second or two, and whoever
    /// comes then is told to come again.</summary>
    internal const int MostWaiting = 2_000;

    private readonly SemaphoreSlim _free = new(atOnce);
    private int _waiting;

    /// <summary>A gate for this machine: while some wait for the log's disk others compute.</summary>
    internal static AnswerGate ForMachine() => new(2 * Environment.ProcessorCount, MostWaiting);

    /// <summary>How many wait.</summary>
    internal int Waiting => Volatile.Read(ref _waiting);

    public void Dispose() => _free.Dispose();

    /// <summary>Waits for a place.</summary>
    /// <returns>False at once if too many wait.</returns>
    internal async ValueTask<bool> EnterAsync(CancellationToken cancellation)
    {
        if (_free.Wait(0, CancellationToken.None))
        {
            return true;
        }

        if (Interlocked.Increment(ref _waiting) > mostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }

        try
        {
            await _free.WaitAsync(cancellation);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Gives the place back.</summary>
    internal void Leave() => _free.Release();
}
