using Souk.Bench.Supervised;
using Souk.Learning.Data;
using Souk.Learning.Evaluation;
using Souk.Learning.Linear;
using Souk.Learning.Trees;

namespace Souk.Bench.Tests.Supervised;

/// <summary>Small versions of the benchmarks: settings fixed, fewer trees and iterations.</summary>
public class PublicDataTests
{
    [Fact]
    public void Trees_AmazonEmployee_BeatTreesOnRawIds()
    {
        (LabelledTable train, LabelledTable test) = AmazonEmployeeTables.Read(PublicData.Require("amazon_employee"));
        var options = new BoostedTreesOptions
        {
            Trees = 60,
            LearningRate = 0.15,
            Growth = TreeGrowth.Symmetric,
            Categories = new TargetStatisticsOptions { MaxCombinationSize = 2, MaxCombinations = 12, Permutations = 2 },
        };
        double[] predictions = BoostedTrees.Fit(train, options).Predict(test.Features);
        Assert.InRange(BinaryEvaluation.LogLoss(predictions, test.Targets.Labels), 0.13, 0.155);
    }

    [Fact]
    public void Logistic_AmazonEmployee_OneHot_EqualsTheReference()
    {
        (LabelledTable train, LabelledTable test) = AmazonEmployeeTables.Read(PublicData.Require("amazon_employee"));
        var encoder = new HashedEncoder(train.Features.Schema, new HashedEncoderOptions { Bits = 18 });
        LogisticModel model = LogisticRegression.Fit(
            new LabelledRows(encoder.Encode(train.Features), train.Targets),
            new LogisticRegressionOptions { Tolerance = 1e-3 });
        double loss = BinaryEvaluation.LogLoss(model.Predict(encoder.Encode(test.Features)), test.Targets.Labels);

        // Another library's logistic regression reaches .16042 on the same one-hot features.
        Assert.InRange(loss, 0.15, 0.163);
    }
}
