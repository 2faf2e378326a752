namespace Souk.Learning.Text;

/// <summary>Settings of <see cref="KeywordScorer"/>.</summary>
public sealed record KeywordOptions
{
    /// <summary>Word sequences of 1 up to this many words are scored, 1 to 5. Default 2.</summary>
    public int WordNgrams { get; init; } = 2;

    /// <summary>A term must occur this often in all texts together, from 1. Default 5.</summary>
    public int MinimumCount { get; init; } = 5;

    /// <summary>How many words the prior weighs, above 0: terms are pulled towards their use in all texts as if each
    /// group had this many words more. Default 1,000; more asks for more evidence.</summary>
    public double PriorWords { get; init; } = 1000;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(WordNgrams, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(WordNgrams, TextFeaturesOptions.MaximumWordNgrams);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PriorWords);
    }
}
