namespace Souk.Experiments.Statistics;

/// <summary>Takes out of a metric what its covariate from before the experiment explains (Deng, Xu, Kohavi &amp;
/// Walker, 2013): the means stay comparable and their variance shrinks by the squared correlation.</summary>
public readonly struct Cuped
{
    private readonly double _slope;
    private readonly double _covariateMean;

    private Cuped(double slope, double covariateMean, double varianceKept)
    {
        _slope = slope;
        _covariateMean = covariateMean;
        VarianceKept = varianceKept;
    }

    /// <summary>The share of the metric's variance that is left, 1 if the covariate explains nothing.</summary>
    public double VarianceKept { get; }

    /// <summary>Fits the slope on both samples together.</summary>
    public static Cuped Of(SampleMoments control, SampleMoments variant)
    {
        SampleMoments both = control + variant;
        double covariateVariance = both.CovariateVariance;
        if (covariateVariance <= 0 || both.Variance <= 0)
        {
            return new Cuped(0, 0, 1);
        }

        double slope = both.Covariance / covariateVariance;
        double kept = 1 - (slope * both.Covariance / both.Variance);
        return new Cuped(slope, both.CovariateMean, Math.Clamp(kept, 0, 1));
    }

    /// <summary>The adjusted mean of a sample.</summary>
    public double Mean(SampleMoments sample) =>
        sample.Mean - (sample.Count == 0 ? 0 : _slope * (sample.CovariateMean - _covariateMean));

    /// <summary>The adjusted variance of a sample, at least 0.</summary>
    public double Variance(SampleMoments sample) => Math.Max(
        0,
        sample.Variance - (2 * _slope * sample.Covariance) + (_slope * _slope * sample.CovariateVariance));
}
