using Souk.Bench.Data;
using Souk.Learning.Evaluation;
using Souk.Learning.Factorization;
using Souk.Learning.Splits;

namespace Souk.Bench.Tests.Factorization;

public sealed class AmazonElectronicsTests
{
    [Fact]
    public void Implicit_als_ranks_better_than_published_bpr()
    {
        // Settings chosen on 15 % of the training interactions; published BPR has NDCG@20 .0680 (ENMF's table).
        InteractionSplit data = InteractionData.ReadAmazonElectronics(PublicData.Require("amazon_electronics"));
        ImplicitAlsModel model = ImplicitAls.Fit(
            data.Train, new ImplicitAlsOptions
            {
                Factors = 32,
                Iterations = 8,
                UnobservedWeight = 0.146,
                Regularization = 0.03
            });

        RankingReport report = RankingEvaluator.Evaluate(model, data.Train, data.Held);

        Assert.InRange(report.Mean(RankingMetric.Ndcg, 20), 0.0680, 0.2);
    }
}
