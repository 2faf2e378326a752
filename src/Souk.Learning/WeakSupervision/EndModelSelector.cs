using Souk.Learning.Text;

namespace Souk.Learning.WeakSupervision;

/// <summary>Chooses the settings of an <see cref="EndModel"/> by its accuracy on a gold sample, which none of the
/// candidates learns from. Of equally good settings the first is taken.</summary>
public static class EndModelSelector
{
    private static readonly double[] Penalties = [0.1, 0.3, 1];

    /// <summary>Settings worth comparing on any texts: words and pairs of words, with and without character sequences,
    /// that occur in two texts or more (what stands in one text carries its label nowhere); labels improved by the
    /// texts or taken as they are; three penalties.</summary>
    public static IReadOnlyList<EndModelOptions> Candidates { get; } =
    [
        .. from rounds in new[] { new EndModelOptions().Rounds, 0 }
           from characters in new[] { new EndModelOptions().Features.CharacterNgramsTo, 0 }
           from penalty in Penalties
           select new EndModelOptions
           {
               Rounds = rounds,
               Features = new TextFeaturesOptions { CharacterNgramsTo = characters, MinimumTexts = 2 },
               Classifier = new SoftmaxOptions { Regularization = penalty },
           },
    ];

    /// <summary>Learns with all settings and keeps the best.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="votes">The votes on the texts; at least one text has one.</param>
    /// <param name="combiner">What the votes mean, as chosen by <see cref="CombinerSelector"/>.</param>
    /// <param name="goldTexts">Texts whose class is known; at least one.</param>
    /// <param name="goldLabels">The class of each, from 0.</param>
    /// <param name="candidates">The settings, at least one; null means <see cref="Candidates"/>.</param>
    /// <param name="cancellation">Ends the comparison early with an exception.</param>
    /// <exception cref="ArgumentException">Texts and votes, or gold texts and labels, differ in number; there is no
    /// gold text, no vote or no candidate.</exception>
    public static EndModelChoice Choose(
        IReadOnlyList<string> texts,
        LabelVotes votes,
        ILabelCombiner combiner,
        IReadOnlyList<string> goldTexts,
        IReadOnlyList<int> goldLabels,
        IReadOnlyList<EndModelOptions>? candidates = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(goldTexts);
        ArgumentNullException.ThrowIfNull(goldLabels);
        candidates ??= Candidates;
        if (goldTexts.Count != goldLabels.Count || goldTexts.Count == 0 || candidates.Count == 0)
        {
            throw new ArgumentException(
                $"There are {goldTexts.Count} gold texts, {goldLabels.Count} labels of them and {candidates.Count} "
                + "candidates; texts and labels must be equal, and none may be 0.");
        }

        (TextClassifier? Model, EndModelOptions? Options, double Accuracy) best = (null, null, -1);
        foreach (EndModelOptions options in candidates)
        {
            TextClassifier model = EndModel.Fit(texts, votes, combiner, options, null, cancellation);
            double accuracy = CombinerSelector.Accuracy(
                model.Predict(goldTexts, options.Classifier.Threads, cancellation), goldLabels);
            best = accuracy > best.Accuracy ? (model, options, accuracy) : best;
        }

        return new EndModelChoice(best.Model!, best.Options!, best.Accuracy, candidates.Count);
    }
}
