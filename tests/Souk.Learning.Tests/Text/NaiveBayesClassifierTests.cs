using Souk.Learning.Data;
using Souk.Learning.Text;

namespace Souk.Learning.Tests.Text;

public sealed class NaiveBayesClassifierTests
{
    // Features a, b, c: class 0 has counts 3, 1, 0; class 1 has 0, 1, 2.
    private static readonly SparseMatrix Features =
        SparseMatrix.FromEntries(3, 3, [0, 0, 1, 2, 2], [0, 1, 0, 1, 2], [1, 1, 2, 1, 2]);

    private static readonly ClassTargets Targets = ClassTargets.FromLabels([0, 0, 1], 2);

    [Fact]
    public void Fit_multinomial_weights_are_smoothed_shares()
    {
        NaiveBayesClassifier model = NaiveBayesClassifier.Fit(
            Features, Targets, new NaiveBayesOptions { Smoothing = 1 });
        Assert.Equal(Math.Log(4.0 / 7), model.Weight(0, 0), 1e-12);
        Assert.Equal(Math.Log(1.0 / 6), model.Weight(0, 1), 1e-12);
        double odds = 4.0 / 7 / (1.0 / 6) * 3 / 2;
        var row = SparseMatrix.FromEntries(1, 3, [0], [0], [1]);
        Assert.Equal(odds / (1 + odds), model.Predict(row).Row(0)[0], 1e-6);
    }

    [Fact]
    public void Fit_complement_weights_come_from_the_other_class()
    {
        var options = new NaiveBayesOptions { Smoothing = 1, Complement = true };
        NaiveBayesClassifier model = NaiveBayesClassifier.Fit(Features, Targets, options);
        Assert.Equal(-Math.Log(1.0 / 6), model.Weight(0, 0), 1e-12);
        Assert.Equal(-Math.Log(4.0 / 7), model.Weight(0, 1), 1e-12);
    }

    [Fact]
    public void Load_gives_the_saved_model()
    {
        NaiveBayesClassifier model = NaiveBayesClassifier.Fit(Features, Targets, new NaiveBayesOptions());
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        Assert.Equal(model.Predict(Features).Values, NaiveBayesClassifier.Load(stream).Predict(Features).Values);
    }

    [Fact]
    public void Fit_refuses_negative_counts()
    {
        var negative = SparseMatrix.FromEntries(1, 1, [0], [0], [-1]);
        Assert.Throws<ArgumentException>(
            () => NaiveBayesClassifier.Fit(negative, ClassTargets.FromLabels([0], 2), new NaiveBayesOptions()));
    }
}
