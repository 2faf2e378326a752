namespace Souk.Learning.Text;

/// <summary>Settings of <see cref="NaiveBayesClassifier"/>.</summary>
public sealed record NaiveBayesOptions
{
    /// <summary>What is added to every feature's weight in every class, above 0. Default 0.1.</summary>
    public double Smoothing { get; init; } = 0.1;

    /// <summary>Whether a class is told by the rows outside it (Rennie et al., 2003), which does better when classes
    /// differ much in size. Default false: the multinomial model.</summary>
    public bool Complement { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Smoothing);
        ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(Smoothing), false);
    }
}
