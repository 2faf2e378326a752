namespace Souk.Learning.Collaborative;

/// <summary>How <see cref="ConjugateGradients"/> solves.</summary>
/// <param name="Regularization">λ, above 0.</param>
/// <param name="Tolerance">The residual's share of the right side at which it ends.</param>
/// <param name="MaxSteps">The steps after which it ends at the latest.</param>
internal readonly record struct RidgeSettings(double Regularization, double Tolerance, int MaxSteps)
{
    public static RidgeSettings Of(EaseOptions options)
    {
        options.Validate();
        return new RidgeSettings(options.Regularization, options.Tolerance, options.MaxSteps);
    }
}
