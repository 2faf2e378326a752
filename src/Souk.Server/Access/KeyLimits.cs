namespace Souk.Server.Access;

/// <summary>What is left of an API key's rates; set as a feature of each request that came with the key.</summary>
internal sealed class KeyLimits(ApiKey key, TimeProvider clock)
{
    private readonly TokenBucket? _requests = BucketOf(key.RequestsPerSecond, clock);
    private readonly TokenBucket? _events = BucketOf(key.EventsPerSecond, clock);

    /// <summary>Counts a request.</summary>
    /// <param name="isWrite">Whether it brings events.</param>
    /// <param name="what">Which rate is used up, if one is.</param>
    /// <returns>How long to wait before the request may come again; zero if it may go ahead.</returns>
    internal TimeSpan Admit(bool isWrite, out string what)
    {
        what = $"{key.RequestsPerSecond} requests a second";
        if (_requests?.Wait() is { Ticks: > 0 } wait)
        {
            return wait;
        }

        what = $"{key.EventsPerSecond} events a second";
        if (isWrite && _events?.Wait() is { Ticks: > 0 } eventWait)
        {
            return eventWait;
        }

        _requests?.Spend(1);
        return TimeSpan.Zero;
    }

    /// <summary>Counts the events of an admitted request.</summary>
    internal void SpendEvents(long events) => _events?.Spend(events);

    private static TokenBucket? BucketOf(int? perSecond, TimeProvider clock) =>
        perSecond is int rate ? new TokenBucket(rate, clock) : null;
}
