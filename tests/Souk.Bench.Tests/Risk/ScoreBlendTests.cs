using Souk.Bench.Risk;

namespace Souk.Bench.Tests.Risk;

public sealed class ScoreBlendTests
{
    private const int Events = 2_000;

    [Theory]
    [InlineData(3.0, 0.0, 1.0)]
    [InlineData(0.0, 3.0, 0.0)]
    public void AScoreThatTellsNothing_IsLeftOut(double first, double second, double weight)
    {
        (double[] a, double[] b, bool[] isGood) = Draw(first, second);
        ScoreBlend blend = ScoreBlend.Choose(a, b, isGood, s => Recall(s, isGood));
        Assert.Equal(weight, blend.Weight);
    }

    [Fact]
    public void TwoScoresThatTellDifferentThings_FindMoreTogether()
    {
        (double[] a, double[] b, bool[] isGood) = Draw(1.5, 1.5);
        ScoreBlend blend = ScoreBlend.Choose(a, b, isGood, s => Recall(s, isGood));
        double together = Recall(blend.Combine(a, b), isGood);
        Assert.InRange(blend.Weight, 0.25, 0.75);
        Assert.True(together > 1.2 * Math.Max(Recall(a, isGood), Recall(b, isGood)), $"{together}");
    }

    [Fact]
    public void TheOrderOfOneScore_IsKept_WhereItAloneCounts()
    {
        (double[] a, double[] b, bool[] isGood) = Draw(2, 0);
        ScoreBlend blend = ScoreBlend.Choose(a, b, isGood, s => Recall(s, isGood));
        double[] combined = blend.Combine(a, b);
        int[] byA = [.. Enumerable.Range(0, Events).OrderBy(i => a[i])];
        Assert.Equal(1, blend.Weight);
        Assert.Equal(byA.Select(i => combined[i]).Order(), byA.Select(i => combined[i]));
    }

    // One event in ten is bad; each score has a normal distribution that is shifted for bad ones.
    private static (double[] First, double[] Second, bool[] IsGood) Draw(double first, double second)
    {
        Random random = new(5);
        bool[] isGood = [.. Enumerable.Range(0, Events).Select(i => i % 10 != 0)];
        return (Scores(first), Scores(second), isGood);

        double[] Scores(double shift) => Array.ConvertAll(isGood, good => (good ? 0 : shift)
            + Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
    }

    private static double Recall(double[] scores, bool[] isGood)
    {
        double threshold = scores.Where((_, i) => isGood[i]).OrderDescending().ElementAt(Events / 100);
        return scores.Where((s, i) => !isGood[i] && s > threshold).Count() / (Events / 10.0);
    }
}
