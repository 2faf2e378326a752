using Souk.Learning.Evaluation;

namespace Souk.Bench.Risk;

/// <summary>One fold of the book's protocol: a week to learn from, a week in which labels are not there yet, a week to
/// be judged by, without the cards whose frauds are known by then.</summary>
internal sealed class FraudHandbookFold
{
    internal const int Week = 7;

    private const int CardsPerDay = 100;

    private readonly FraudHandbookPayment[] _test;

    internal FraudHandbookFold(IReadOnlyList<FraudHandbookPayment> payments, int trainStart)
    {
        TrainStart = trainStart;
        HashSet<int> known = [.. payments.Where(p => p.IsFraud && p.Day >= trainStart && p.Day < trainStart + Week)
            .Select(p => p.Customer)];
        List<FraudHandbookPayment> test = [];
        for (int day = 0; day < Week; day++)
        {
            int labelled = trainStart + Week + day - 1;
            known.UnionWith(payments.Where(p => p.IsFraud && p.Day == labelled).Select(p => p.Customer));
            test.AddRange(payments.Where(p => p.Day == TestStart + day && !known.Contains(p.Customer)));
        }

        _test = [.. test];
    }

    internal int TrainStart { get; }

    /// <summary>The first day of the test, which is the moment of training.</summary>
    internal int TestStart => TrainStart + (2 * Week);

    /// <summary>Area under the ROC curve, average precision and card precision at 100.</summary>
    /// <param name="score">The score of a payment.</param>
    internal (double Auc, double AveragePrecision, double CardPrecision) Judge(Func<FraudHandbookPayment, double> score)
    {
        double[] scores = [.. _test.Select(score)];
        float[] labels = [.. _test.Select(p => p.IsFraud ? 1f : 0f)];
        return (BinaryEvaluation.Auc(scores, labels).Value, BinaryEvaluation.AveragePrecision(scores, labels),
            CardPrecision(scores));
    }

    // Each day the 100 customers with the highest score are looked at; who was caught is not looked at again.
    private double CardPrecision(double[] scores)
    {
        HashSet<int> caught = [];
        double sum = 0;
        foreach (IGrouping<int, int> day in Enumerable.Range(0, _test.Length).GroupBy(i => _test[i].Day))
        {
            List<(int Customer, double Score, bool IsFraud)> ranked =
            [
                .. day.GroupBy(i => _test[i].Customer).Where(g => !caught.Contains(g.Key))
                    .Select(g => (g.Key, Score: g.Max(i => scores[i]), g.Any(i => _test[i].IsFraud)))
                    .OrderByDescending(c => c.Score).ThenBy(c => c.Key).Take(CardsPerDay),
            ];
            sum += ranked.Count(c => c.IsFraud) / (double)CardsPerDay;
            caught.UnionWith(ranked.Where(c => c.IsFraud).Select(c => c.Customer));
        }

        return sum / Week;
    }
}
