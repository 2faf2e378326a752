using Souk.Learning.Collaborative;
using Souk.Learning.Data;

namespace Souk.Learning.Tests.Collaborative;

public sealed class EaseFilterTests
{
    private static readonly SparseMatrix Sample = SampleInteractions.Make(90, 43, 7);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(20, 0, 0)]
    [InlineData(0.4, 0.5, 0.3)]
    public void Scores_equal_those_of_all_weights(double lambda, double userExponent, double itemExponent)
    {
        var options = new EaseOptions
        {
            Regularization = lambda,
            UserExponent = userExponent,
            ItemExponent = itemExponent,
            WeightsPerItem = 43,
            Tolerance = 1e-6,
        };
        ItemModel all = Ease.Fit(Sample, options, cancellation: Cancel);
        EaseFilter none = EaseFilter.Fit(Sample, options, cancellation: Cancel);
        int[] rows = [.. Enumerable.Range(0, 90)];
        float[] expected = new float[90 * 43];
        float[] solved = new float[90 * 43];
        all.Score(Sample, rows, expected);
        none.Score(Sample, rows, solved);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], solved[i], 2e-4f);
        }
    }

    [Fact]
    public void Scores_of_a_history_do_not_depend_on_the_others_asked_for()
    {
        EaseFilter filter = EaseFilter.Fit(Sample, cancellation: Cancel);
        float[] alone = new float[43];
        float[] together = new float[50 * 43];
        filter.Score(Sample, [37], alone);
        filter.Score(Sample, [.. Enumerable.Range(0, 50)], together);
        Assert.Equal(alone, together.AsSpan(37 * 43, 43).ToArray());
    }

    [Fact]
    public void An_empty_history_scores_nothing()
    {
        EaseFilter filter = EaseFilter.Fit(Sample, cancellation: Cancel);
        float[] scores = new float[43];
        Array.Fill(scores, 7f);
        filter.Score(SparseMatrix.FromEntries(1, 43, [], [], []), [0], scores);
        Assert.All(scores, s => Assert.Equal(0f, s));
    }

    [Fact]
    public void Threads_do_not_change_the_scores()
    {
        float[] one = new float[43];
        float[] four = new float[43];
        EaseFilter.Fit(Sample, new EaseOptions { Threads = 1 }, cancellation: Cancel).Score(Sample, [3], one);
        EaseFilter.Fit(Sample, new EaseOptions { Threads = 4 }, cancellation: Cancel).Score(Sample, [3], four);
        Assert.Equal(one, four);
    }

    [Fact]
    public void Settings_out_of_range_empty_data_and_other_items_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => EaseFilter.Fit(Sample, new EaseOptions { Regularization = 0 }, cancellation: Cancel));
        Assert.Throws<ArgumentException>(
            () => EaseFilter.Fit(SparseMatrix.FromEntries(2, 2, [], [], []), cancellation: Cancel));
        EaseFilter filter = EaseFilter.Fit(Sample, cancellation: Cancel);
        Assert.Throws<ArgumentException>(
            () => filter.Score(SparseMatrix.FromEntries(1, 5, [0], [1], [1]), [0], new float[5]));
    }
}
