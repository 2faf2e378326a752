using Souk.Learning.Evaluation;
using Souk.Log;
using Souk.Recommend.Ranking;
using Souk.Recommend.Training;

namespace Souk.Recommend.Tests.Models;

/// <summary>Small rankers to hand in.</summary>
internal static class TrainedRankers
{
    /// <summary>A ranker that likes large values of one feature (or small ones).</summary>
    internal static TrainedRanker Preferring(string feature, double sign)
    {
        RankRows rows = new([feature, FeatureNames.Place]);
        List<ShownRequest> requests = [];
        for (int i = 0; i < 400; i++)
        {
            ShownRequest request = new((ulong)i, (ulong)i, new LogPosition(i + 1), i * 1_000_000L, "s");
            requests.Add(request);
            rows.BeginRequest(request);
            for (int value = 0; value < 8; value++)
            {
                bool isGoal = sign > 0 ? (i + value) % 9 < value : (i + value) % 9 >= value;
                rows.Add([value, 1], new RankRow($"i{value}", isGoal, isGoal, isGoal ? 1 : 0, 1, 0, 1));
            }
        }

        RankModel model = RankerFit.Fit(
            Core.Definition.RankerKind.Logistic, rows, RankSplit.Of(rows, requests, Core.Duration.Zero),
            new RankTrainingOptions(), CancellationToken.None);
        return new TrainedRanker
        {
            Surface = "feed",
            Origin = RowOrigin.OwnImpressions,
            TrainedTo = new LogPosition(7),
            Requests = 400,
            Rows = rows.Count,
            Goals = rows.Goals,
            Kind = model.Kind,
            Model = model,
            Figures = new RankFigures
            {
                Requests = 10,
                ValueNdcg = 0.5,
                RecallNdcg = 0.4,
                InForceNdcg = null,
                NdcgGain = new Estimate(0.1, 0.01, 0.08, 0.12),
                LossGain = new Estimate(0.1, 0.01, 0.08, 0.12),
                LogLoss = 0.5,
                Calibration = 1,
            },
        };
    }
}
