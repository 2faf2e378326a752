using Souk.Learning.Text;

namespace Souk.Learning.WeakSupervision;

/// <summary>Settings of <see cref="EndModel"/>.</summary>
public sealed record EndModelOptions
{
    /// <summary>How texts become features. Default: word pairs and character sequences of 3 to 5, which carry what the
    /// labelling functions found over to texts they do not speak about.</summary>
    public TextFeaturesOptions Features { get; init; } = new() { CharacterNgramsTo = 5 };

    /// <summary>How the classifier learns.</summary>
    public SoftmaxOptions Classifier { get; init; } = new();

    /// <summary>How often labels are improved by what the texts say, from 0 to 20. Default 3.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>In how many parts the texts are divided, so that none judges itself, 2 to 20. Default 5.</summary>
    public int Parts { get; init; } = 5;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Features);
        ArgumentNullException.ThrowIfNull(Classifier);
        ArgumentOutOfRangeException.ThrowIfNegative(Rounds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Rounds, 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(Parts, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Parts, 20);
    }
}
