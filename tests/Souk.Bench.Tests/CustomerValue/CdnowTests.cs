using Souk.Bench.Data;
using Souk.Learning.CustomerValue;

namespace Souk.Bench.Tests.CustomerValue;

public sealed class CdnowTests
{
    [Fact]
    public void Fits_find_the_published_parameters()
    {
        CdnowData data = CdnowData.Read(PublicData.Require("cdnow"));
        PurchaseHistory[] customers =
        [
            .. data.Frequency.Select((x, i) => new PurchaseHistory((int)x, data.RecencyWeeks[i], data.AgeWeeks[i])),
        ];
        CancellationToken cancel = TestContext.Current.CancellationToken;
        BetaGeometricModel bg = BetaGeometricModel.Fit(customers, false, 0, cancel);
        AssertClose([0.243, 4.414, 0.793, 2.426], [bg.R, bg.Alpha, bg.A, bg.B], 0.001);
        BetaGeometricModel mbg = BetaGeometricModel.Fit(customers, true, 0, cancel);
        AssertClose([0.525, 6.183, 0.891, 1.614], [mbg.R, mbg.Alpha, mbg.A, mbg.B], 0.001);
        ParetoModel pareto = ParetoModel.Fit(customers, 0, cancel);
        AssertClose([0.553, 10.578, 0.606, 11.669], [pareto.R, pareto.Alpha, pareto.S, pareto.Beta], 0.005);
        SpendHistory[] spend =
        [
            .. Enumerable.Range(0, customers.Length).Where(i => customers[i].Repeats > 0)
                .Select(i => new SpendHistory(customers[i].Repeats, data.MeanValue[i])),
        ];
        GammaGammaModel value = GammaGammaModel.Fit(spend);
        AssertClose([6.25, 3.74, 15.44], [value.P, value.Q, value.V], 0.01);
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }
}
