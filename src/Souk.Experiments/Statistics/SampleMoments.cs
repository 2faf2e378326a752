namespace Souk.Experiments.Statistics;

/// <summary>
/// Exact sums of one metric (y) and its covariate (x) over the units of a variant, in whole units of 1/10,000: what is
/// added and taken away again leaves no trace, in any order.
/// </summary>
public struct SampleMoments
{
    /// <summary>How many units of the sums make one unit of the metric.</summary>
    public const double Scale = 10_000;

    private Int128 _y;
    private Int128 _yy;
    private Int128 _x;
    private Int128 _xx;
    private Int128 _xy;

    // As wide as the others, so that no byte of what an arena holds is padding.
    private Int128 _count;

    /// <summary>How many units of assignment it covers.</summary>
    public readonly long Count => (long)_count;

    /// <summary>The mean of the metric, 0 if there are no units.</summary>
    public readonly double Mean => Count == 0 ? 0 : (double)_y / Count / Scale;

    /// <summary>The mean of the covariate.</summary>
    public readonly double CovariateMean => Count == 0 ? 0 : (double)_x / Count / Scale;

    /// <summary>The unbiased variance of the metric, 0 below two units.</summary>
    public readonly double Variance => Central(_yy, _y, _y);

    /// <summary>The unbiased variance of the covariate.</summary>
    public readonly double CovariateVariance => Central(_xx, _x, _x);

    /// <summary>The unbiased covariance of metric and covariate.</summary>
    public readonly double Covariance => Central(_xy, _x, _y);

    /// <summary>Takes a unit in.</summary>
    public void Add(long y, long x)
    {
        _count++;
        Change(y, x, 1);
    }

    /// <summary>Changes a unit's metric.</summary>
    public void Replace(long oldY, long newY, long x)
    {
        Change(oldY, x, -1);
        Change(newY, x, 1);
    }

    /// <summary>The sums of both.</summary>
    public static SampleMoments operator +(SampleMoments a, SampleMoments b) => new()
    {
        _count = a._count + b._count,
        _y = a._y + b._y,
        _yy = a._yy + b._yy,
        _x = a._x + b._x,
        _xx = a._xx + b._xx,
        _xy = a._xy + b._xy,
    };

    private void Change(long y, long x, int sign)
    {
        _y += sign * (Int128)y;
        _yy += sign * (Int128)y * y;
        _x += sign * (Int128)x;
        _xx += sign * (Int128)x * x;
        _xy += sign * (Int128)x * y;
    }

    // Sums of 10^9 units of up to 10^8 each stay below 10^37, the reach of 128 bits.
    private readonly double Central(Int128 ab, Int128 a, Int128 b) =>
        Count < 2 ? 0 : (double)((Count * ab) - (a * b)) / Count / (Count - 1) / Scale / Scale;
}
