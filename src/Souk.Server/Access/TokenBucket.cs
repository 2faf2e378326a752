namespace Souk.Server.Access;

/// <summary>
/// A token bucket: it holds at most one second's tokens and fills at a steady rate. Spending may leave it in debt,
/// since how much a request costs is known only once it is read; nothing more is let through until the debt is paid.
/// Safe for use from several threads.
/// </summary>
internal sealed class TokenBucket
{
    private readonly double _perSecond;
    private readonly double _most;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private double _tokens;
    private long _filled;

    /// <summary>Makes a full bucket.</summary>
    internal TokenBucket(double perSecond, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        _perSecond = perSecond;
        _most = Math.Max(1, perSecond);
        _clock = clock;
        _tokens = _most;
        _filled = clock.GetTimestamp();
    }

    /// <summary>How long until there is something to spend; zero if there is now.</summary>
    internal TimeSpan Wait()
    {
        lock (_gate)
        {
            Fill();
            return _tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - _tokens) / _perSecond);
        }
    }

    /// <summary>Takes tokens out, below zero if need be.</summary>
    internal void Spend(long tokens)
    {
        lock (_gate)
        {
            Fill();
            _tokens -= tokens;
        }
    }

    private void Fill()
    {
        long now = _clock.GetTimestamp();
        _tokens = Math.Min(_most, _tokens + (_clock.GetElapsedTime(_filled, now).TotalSeconds * _perSecond));
        _filled = now;
    }
}
