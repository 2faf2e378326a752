namespace Souk.Recommend.Interactions;

/// <summary>How much of the recent liking came from newcomers, as decayed counts.</summary>
internal struct NewcomerGains
{
    public float FromNewcomers;
    public float FromOthers;
    public long Time;

    /// <summary>Brings the counts to a later moment.</summary>
    public void Decay(long now, double halfLife)
    {
        float factor = (float)Math.Pow(2, -(now - Time) / halfLife);
        FromNewcomers *= factor;
        FromOthers *= factor;
        Time = now;
    }
}
