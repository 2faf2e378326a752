using Souk.Learning.Anomaly;
using Souk.Learning.Data;

namespace Souk.Learning.Tests.Anomaly;

public sealed class HistogramDetectorTests
{
    // Eight zeros and two tens: two bins of width 5 hold 80 % and 20 %; the standard deviation is 4.
    private static readonly DenseMatrix TwoValues = DenseMatrix.FromValues(10, 1, [0, 0, 0, 0, 0, 0, 0, 0, 10, 10]);

    [Theory]
    [InlineData(0, 0.8)]
    [InlineData(4, 0.8)]
    [InlineData(10, 0.2)]
    [InlineData(12, 0.2)]
    [InlineData(20, 0)]
    [InlineData(-20, 0)]
    public void Score_is_the_log_of_the_smoothed_density(float value, double share)
    {
        HistogramDetector model = HistogramDetector.Fit(TwoValues, new HistogramOptions { Bins = 2 });
        double density = share / 5 * 4;
        Assert.Equal(-Math.Log2(density + 0.1), model.ScoreRow([value]), 1e-9);
    }

    [Fact]
    public void Score_does_not_depend_on_units()
    {
        DenseMatrix data = AnomalyModelTests.Crowd(500, 3, 1);
        var scaled = DenseMatrix.FromValues(500, 3, Array.ConvertAll(data.Values, v => v * 1024));
        double[] a = HistogramDetector.Fit(data, new HistogramOptions())
            .Score(data, 0, TestContext.Current.CancellationToken);
        double[] b = HistogramDetector.Fit(scaled, new HistogramOptions())
            .Score(scaled, 0, TestContext.Current.CancellationToken);
        for (int i = 0; i < a.Length; i++)
        {
            Assert.Equal(a[i], b[i], 1e-9);
        }
    }
}
