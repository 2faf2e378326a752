using Souk.Bench.Data;
using Souk.Bench.Unsupervised;
using Souk.Learning.Anomaly;

namespace Souk.Bench.Tests.Unsupervised;

public sealed class AnomalyDataTests
{
    [Theory]
    [InlineData("31_satimage-2", 99.71)]
    [InlineData("23_mammography", 87.58)]
    public void Neighbour_distance_reaches_the_published_figure(string set, double published)
    {
        AnomalyData data = AnomalyData.Read(PublicData.Require("adbench"), set);
        AnomalyProtocol rows = AnomalyProtocol.OneClass(data, 1);
        NeighbourDistanceDetector model = NeighbourDistanceDetector.Fit(rows.Training, new NeighbourOptions());
        double[] scores = model.Score(rows.Scored, 0, TestContext.Current.CancellationToken);
        Assert.Equal(published, rows.Auc(scores), 0.05);
    }

    [Fact]
    public void Ensemble_is_near_the_best_member_on_a_set_where_members_differ()
    {
        AnomalyData data = AnomalyData.Read(PublicData.Require("adbench"), "45_wine");
        AnomalyProtocol rows = AnomalyProtocol.OneClass(data, 1);
        DetectorEnsemble model = DetectorEnsemble.Fit(rows.Training, new DetectorEnsembleOptions());
        Assert.True(rows.Auc(model.Score(rows.Scored, 0, TestContext.Current.CancellationToken)) > 97);
    }
}
