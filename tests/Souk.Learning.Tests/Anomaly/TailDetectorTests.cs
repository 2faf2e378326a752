using FsCheck;
using FsCheck.Fluent;
using Souk.Learning.Anomaly;
using Souk.Learning.Data;

namespace Souk.Learning.Tests.Anomaly;

public sealed class TailDetectorTests
{
    [Fact]
    public void Score_equals_the_naive_count()
    {
        Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>().Filter(values => values.Length > 0),
            ArbMap.Default.ArbFor<byte>(),
            (values, probe) =>
            {
                float[] column = [.. values.Select(v => (float)(v % 8))];
                float x = probe % 10;
                double atMost = Math.Max(0.5, column.Count(v => v <= x));
                double atLeast = Math.Max(0.5, column.Count(v => v >= x));
                double expected = Math.Max(-Math.Log(atMost / column.Length), -Math.Log(atLeast / column.Length));
                double score = TailDetector.Fit(DenseMatrix.FromValues(column.Length, 1, column)).ScoreRow([x]);
                return Math.Abs(score - expected) < 1e-12;
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Contributions_add_up_to_the_score()
    {
        TailDetector model = TailDetector.Fit(
            AnomalyModelTests.Crowd(200, 4, 1), 0, TestContext.Current.CancellationToken);
        double[] parts = new double[4];
        float[] row = [0, 5, -1, 0.5f];
        model.Contributions(row, parts);
        Assert.Equal(model.ScoreRow(row), parts.Sum(), 1e-12);
        Assert.Equal(1, Array.IndexOf(parts, parts.Max()));
    }
}
