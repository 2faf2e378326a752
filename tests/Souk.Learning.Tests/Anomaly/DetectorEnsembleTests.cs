using Souk.Learning.Anomaly;
using Souk.Learning.Data;

namespace Souk.Learning.Tests.Anomaly;

public sealed class DetectorEnsembleTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Surprise_is_the_log_share_inside_and_grows_beyond()
    {
        Surprise surprise = Surprise.Fit([.. Enumerable.Range(0, 100).Select(i => (double)i)]);
        Assert.Equal(-Math.Log(1 - (50 / 101.0)), surprise.Of(50), 1e-12);
        Assert.True(surprise.Of(-5) <= surprise.Of(0));
        double last = 0;
        for (int i = 0; i < 1000; i += 7)
        {
            Assert.True(surprise.Of(i) > last || i == 0);
            last = surprise.Of(i);
        }
    }

    [Fact]
    public void Surprise_continues_where_the_tail_starts()
    {
        Surprise surprise = Surprise.Fit([.. Enumerable.Range(0, 1001).Select(i => (double)i)]);
        Assert.Equal(surprise.Of(900), surprise.Of(900.0001), 0.03);
    }

    [Fact]
    public void Score_is_the_mean_of_the_highest_surprises()
    {
        DenseMatrix data = AnomalyModelTests.Crowd(200, 3, 1);
        DetectorEnsemble model = DetectorEnsemble.Fit(data, new DetectorEnsembleOptions { Deciding = 2 }, null, Cancel);
        double[] surprises = new double[DetectorEnsemble.MemberNames.Count];
        model.MemberSurprises([3, -3, 0], surprises);
        Assert.Equal(surprises.OrderDescending().Take(2).Average(), model.ScoreRow([3, -3, 0]), 1e-12);
    }

    [Fact]
    public void ScoreTraining_with_a_sample_does_not_count_a_row_as_its_own_neighbour()
    {
        DenseMatrix data = AnomalyModelTests.Crowd(300, 3, 2);
        data.Row(17).Fill(12);
        var options = new DetectorEnsembleOptions { NeighbourRows = 299, DistanceNeighbours = 1 };
        DetectorEnsemble model = DetectorEnsemble.Fit(data, options, null, Cancel);
        double[] scores = model.ScoreTraining(data, 0, Cancel);
        Assert.Equal(17, Array.IndexOf(scores, scores.Max()));
    }

    [Fact]
    public void Fit_refuses_a_single_row() =>
        Assert.Throws<ArgumentException>(
            () => DetectorEnsemble.Fit(new DenseMatrix(1, 2), new DetectorEnsembleOptions(), null, Cancel));
}
