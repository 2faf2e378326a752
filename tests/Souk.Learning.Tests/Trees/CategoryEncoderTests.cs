using Souk.Learning.Data;
using Souk.Learning.Trees;

namespace Souk.Learning.Tests.Trees;

public class CategoryEncoderTests
{
    [Fact]
    public void Train_OwnLabel_NeverEntersOwnStatistic()
    {
        LabelledTable data = MadeData.Categories(120);
        for (int row = 0; row < 120; row += 10)
        {
            float[] flipped = data.Targets.Labels.ToArray();
            flipped[row] = 1 - flipped[row];
            (float[][][] before, float[][][] after) = (Columns(data.Targets.Labels.ToArray()), Columns(flipped));
            for (int p = 0; p < before.Length; p++)
            {
                // Feature 1 is the first key's statistic. Its prior moves with the mean label, by 1 in 120 rows at
                // most.
                Assert.Equal(before[p][1][row], after[p][1][row], 1.01 / 120);
            }
        }

        float[][][] Columns(float[] labels) => new CategoryEncoderTrainer(
            new LabelledTable(data.Features, new TrainingTargets(labels)),
            new BoostedTreesOptions { Categories = new TargetStatisticsOptions { MaxCombinations = 0 } })
            .Train(CancellationToken.None).Columns;
    }

    [Fact]
    public void Encode_GivesTheFullStatistics()
    {
        LabelledTable data = MadeData.Categories(500);
        (CategoryEncoder encoder, _) = new CategoryEncoderTrainer(
            data, new BoostedTreesOptions { Categories = new TargetStatisticsOptions { MaxCombinations = 0 } })
            .Train(CancellationToken.None);
        float[] features = new float[encoder.Features];
        encoder.Encode([3, 0.5f, 2], features);
        ReadOnlySpan<int> codes = data.Features.Columns[0].Codes;
        double sum = 0;
        double count = 0;
        double all = 0;
        for (int r = 0; r < 500; r++)
        {
            all += data.Targets.Labels[r] / 500.0;
            sum += codes[r] == 3 ? data.Targets.Labels[r] : 0;
            count += codes[r] == 3 ? 1 : 0;
        }

        Assert.Equal(0.5f, features[0]);
        Assert.Equal((sum + all) / (count + 1), features[1], 1e-5);
        Assert.Equal(count, features[2], 1e-5);
    }

    [Fact]
    public void Train_JointEffect_FindsTheCombination()
    {
        (CategoryEncoder encoder, _) =
            new CategoryEncoderTrainer(MadeData.Categories(2000), new BoostedTreesOptions())
                .Train(CancellationToken.None);
        Assert.Contains(encoder.Keys.ToArray(), k => k.Columns.SequenceEqual([0, 2]));
    }
}
