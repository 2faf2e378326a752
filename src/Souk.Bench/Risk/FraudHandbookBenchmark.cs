using System.Text.Json;
using Souk.Bench.Foundation;
using Souk.Core.Engine;
using Souk.Risk;
using Souk.Risk.Decisions;
using Souk.Risk.Models;

namespace Souk.Bench.Risk;

/// <summary>
/// Protocol A of the Fraud Detection Handbook through the whole engine: payments and fraud reports go in as events, the
/// book's 15 features are declared windows, a model is trained by replay as of the day the test begins, handed in,
/// promoted, and decides live in the test week. No setting is chosen on the test week.
/// </summary>
internal sealed class FraudHandbookBenchmark : IRiskBenchmark
{
    private const string Model = "card_fraud";

    // The day training starts, 2018-07-25, counted from 2018-04-01.
    private const int TrainStart = 115;

    public string Name => "handbook";

    public string Description =>
        "Fraud Detection Handbook, protocol A: events in, declared features, training by replay, live scores. 1 min.";

    public string DataSet => "fraud_handbook";

    public IReadOnlyList<SpeedFigure> Run(string dataFolder, TextWriter output, CancellationToken cancellation)
    {
        int last = TrainStart + (3 * FraudHandbookFold.Week);
        using FraudHandbookRun run = new(dataFolder, last, output, cancellation);
        FraudHandbookFold fold = new(run.Stream.Payments, TrainStart);
        Direct(run.Engine, RiskEngine.PolicyDirective,
            JsonSerializer.SerializeToUtf8Bytes(new { text = FraudHandbookStream.Policy, by = "benchmark" }));
        run.SubmitUntil(fold.TestStart);
        RiskModel model = run.Train(fold);
        Direct(run.Engine, ModelDirective.HandIn, ModelDirective.OfModel(Model, model.ToBytes(), "benchmark"));
        Direct(run.Engine, ModelDirective.ChangeUse,
            ModelDirective.OfUse(Model, 1, ModelVersionUse.Champion, "benchmark", "the first"));
        run.SubmitUntil(last + FraudHandbookFold.Week);
        Dictionary<string, double> live = LiveScores(run.Engine, run.Stream, fold);
        Dictionary<string, double> replayed = run.Score(fold, model);
        (double auc, double precision, double cards) = fold.Judge(p => live[p.Id]);
        int same = replayed.Count(r => live[r.Key] == r.Value);
        output.WriteLine($"AUC {auc:0.0000}, average precision {precision:0.0000}, card precision@100 {cards:0.0000}");
        return
        [
            FraudHandbookRun.Percent("protocol A, decided live: AUC", auc, 0.867, 0.880),
            FraudHandbookRun.Percent("protocol A, decided live: average precision", precision, 0.658, 0.675),
            FraudHandbookRun.Percent("protocol A, decided live: card precision@100", cards, 0.287, 0.295),
            FraudHandbookRun.Percent(
                "live scores of the test week that a replay gives again bit for bit", (double)same / live.Count, 1, 1),
        ];
    }

    private static void Direct(SoukEngine engine, string name, byte[] body) =>
        engine.DirectAsync(name, body).GetAwaiter().GetResult();

    private static Dictionary<string, double> LiveScores(
        SoukEngine engine, FraudHandbookStream stream, FraudHandbookFold fold)
    {
        Dictionary<string, double> scores = [];
        using FoldScope scope = engine.Read();
        RiskEngine risk = scope.Fold.Projection<RiskEngine>();
        foreach (Decision decision in risk.Newest((int)risk.DecisionCount))
        {
            FraudHandbookPayment payment = stream.PaymentAt(decision.Position);
            if (payment.Day >= fold.TestStart && payment.Day < fold.TestStart + FraudHandbookFold.Week)
            {
                scores.Add(payment.Id, decision.Models[0].Probability);
            }
        }

        return scores;
    }
}
