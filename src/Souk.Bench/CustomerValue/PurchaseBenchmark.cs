using System.Diagnostics;
using System.Globalization;
using Souk.Bench.Data;
using Souk.Learning.CustomerValue;

namespace Souk.Bench.CustomerValue;

/// <summary>Purchase and spend models on the CDNOW sample: their parameters beside the published ones, and how well the
/// first 39 weeks tell each customer's purchases in the next 39.</summary>
public sealed class PurchaseBenchmark : ILearningBenchmark
{
    private const double HorizonWeeks = 39;

    /// <inheritdoc/>
    public string Name => "customer-value";

    /// <inheritdoc/>
    public string? DataSet => "cdnow";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        CdnowData data = CdnowData.Read(dataFolder);
        PurchaseHistory[] customers =
        [
            .. data.Frequency.Select((x, i) => new PurchaseHistory((int)x, data.RecencyWeeks[i], data.AgeWeeks[i])),
        ];
        (BetaGeometricModel bg, double bgSeconds) = Timed(
            () => BetaGeometricModel.Fit(customers, false, 0, cancellation));
        (BetaGeometricModel mbg, double mbgSeconds) = Timed(
            () => BetaGeometricModel.Fit(customers, true, 0, cancellation));
        (ParetoModel pareto, double paretoSeconds) = Timed(() => ParetoModel.Fit(customers, 0, cancellation));
        yield return Off("BG/NBD", [bg.R, bg.Alpha, bg.A, bg.B], [0.243, 4.414, 0.793, 2.426], 0.001);
        yield return Off("MBG/NBD", [mbg.R, mbg.Alpha, mbg.A, mbg.B], [0.525, 6.183, 0.891, 1.614], 0.001);
        yield return Off(
            "Pareto/NBD", [pareto.R, pareto.Alpha, pareto.S, pareto.Beta], [0.553, 10.578, 0.606, 11.669], 0.01);
        SpendHistory[] spend =
        [
            .. Enumerable.Range(0, customers.Length).Where(i => customers[i].Repeats > 0)
                .Select(i => new SpendHistory(customers[i].Repeats, data.MeanValue[i])),
        ];
        GammaGammaModel value = GammaGammaModel.Fit(spend);
        yield return Off("Gamma-Gamma", [value.P, value.Q, value.V], [6.25, 3.74, 15.44], 0.01);
        yield return Error("BG/NBD", bg, data, customers, 0.786, bgSeconds);
        yield return Error("MBG/NBD", mbg, data, customers, 0.78, mbgSeconds);
        yield return Error("Pareto/NBD", pareto, data, customers, 0.78, paretoSeconds);
    }

    private static BenchmarkRow Off(string method, double[] ours, double[] published, double atMost)
    {
        double largest = ours.Zip(published, (a, b) => Math.Abs(a - b)).Max();
        string found = string.Join(", ", ours.Select(p => p.ToString("F3", CultureInfo.InvariantCulture)));
        string known = string.Join(", ", published.Select(p => p.ToString(CultureInfo.InvariantCulture)));
        return new BenchmarkRow(
            method, "largest difference of a parameter", largest, "Fader and Hardie: " + known, atMost, false,
            Settings: "maximum likelihood: " + found);
    }

    private static BenchmarkRow Error(
        string method,
        IPurchaseModel model,
        CdnowData data,
        PurchaseHistory[] customers,
        double atMost,
        double seconds)
    {
        double error = 0;
        for (int i = 0; i < customers.Length; i++)
        {
            error += Math.Abs(model.ExpectedPurchases(customers[i], HorizonWeeks) - data.HoldoutPurchases[i]);
        }

        return new BenchmarkRow(
            method, "holdout MAE, purchase days", error / customers.Length, "BG/NBD elsewhere .7856", atMost, false,
            seconds,
            "fitted on the first 39 weeks");
    }

    private static (T Result, double Seconds) Timed<T>(Func<T> work)
    {
        var clock = Stopwatch.StartNew();
        T result = work();
        return (result, clock.Elapsed.TotalSeconds);
    }
}
