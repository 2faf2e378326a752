using Souk.Bench.Foundation;
using Souk.Risk.Models;

namespace Souk.Bench.Risk;

/// <summary>Protocol B of the Fraud Detection Handbook: four folds, a week apart, each trained by replay as of the day
/// its test begins and scored by replay of its test week. No setting is chosen on a test week.</summary>
internal sealed class FraudHandbookFoldsBenchmark : IRiskBenchmark
{
    // The days training starts, counted from 2018-04-01: 07-25, 08-01, 08-08 and 08-15.
    private static readonly int[] _trainStarts = [115, 122, 129, 136];

    public string Name => "handbook-folds";

    public string Description => "Fraud Detection Handbook, protocol B: four folds by replay. 3 min.";

    public string DataSet => "fraud_handbook";

    public IReadOnlyList<SpeedFigure> Run(string dataFolder, TextWriter output, CancellationToken cancellation)
    {
        int last = _trainStarts[^1] + (3 * FraudHandbookFold.Week);
        using FraudHandbookRun run = new(dataFolder, last, output, cancellation);
        run.SubmitUntil(last + FraudHandbookFold.Week);
        List<(double Auc, double Precision, double Cards)> all = [];
        foreach (int start in _trainStarts)
        {
            FraudHandbookFold fold = new(run.Stream.Payments, start);
            RiskModel model = run.Train(fold);
            Dictionary<string, double> scores = run.Score(fold, model);
            all.Add(fold.Judge(p => scores[p.Id]));
            output.WriteLine($"  test from day {fold.TestStart} on: AUC {all[^1].Auc:0.0000}, average precision "
                + $"{all[^1].Precision:0.0000}, card precision@100 {all[^1].Cards:0.0000}");
            output.Flush();
        }

        return
        [
            FraudHandbookRun.Percent("protocol B, 4 folds: AUC", all.Average(a => a.Auc), 0.872, 0.879),
            FraudHandbookRun.Percent(
                "protocol B, 4 folds: average precision", all.Average(a => a.Precision), 0.687, 0.700),
            FraudHandbookRun.Percent(
                "protocol B, 4 folds: card precision@100", all.Average(a => a.Cards), 0.302, 0.305),
        ];
    }
}
