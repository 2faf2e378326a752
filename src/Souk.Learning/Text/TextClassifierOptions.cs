namespace Souk.Learning.Text;

/// <summary>Settings of <see cref="TextClassifier"/>.</summary>
public sealed record TextClassifierOptions
{
    /// <summary>How texts become features.</summary>
    public TextFeaturesOptions Features { get; init; } = new();

    /// <summary>How the classifier learns.</summary>
    public SoftmaxOptions Classifier { get; init; } = new();
}
