using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.CustomerValue;

/// <summary>Adds up a likelihood over customers, equal histories once, in fixed blocks on several threads, and
/// maximizes it over parameters that are all above 0 (by their logarithms).</summary>
internal sealed class HistoryLikelihood
{
    private const int HistoriesPerBlock = 512;
    private const double Tolerance = 1e-12;

    private readonly PurchaseHistory[] _distinct;
    private readonly int[] _counts;
    private readonly int _threads;
    private readonly CancellationToken _cancellation;

    public HistoryLikelihood(IReadOnlyList<PurchaseHistory> histories, int threads, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(histories);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        if (histories.Count == 0)
        {
            throw new ArgumentException("There is nothing to learn from no customers.");
        }

        var counts = new Dictionary<PurchaseHistory, int>();
        double totalAge = 0;
        foreach (PurchaseHistory history in histories)
        {
            counts[history] = counts.GetValueOrDefault(history) + 1;
            totalAge += history.Age;
        }

        if (totalAge == 0)
        {
            throw new ArgumentException("Every customer has age 0: no time has passed in which to learn.");
        }

        MeanAge = totalAge / histories.Count;
        _distinct = [.. counts.Keys];
        _counts = [.. counts.Values];
        _threads = threads;
        _cancellation = cancellation;
    }

    /// <summary>The mean age of the customers, a natural unit of time.</summary>
    public double MeanAge { get; }

    /// <summary>The sum of a log-likelihood over all customers.</summary>
    public double Sum(Func<PurchaseHistory, double> logLikelihood)
    {
        double[] partial = new double[WorkPartition.BlockCount(_distinct.Length, HistoriesPerBlock)];
        WorkPartition.ForBlocks(
            _distinct.Length,
            HistoriesPerBlock,
            _threads,
            (block, from, to) =>
            {
                for (int i = from; i < to; i++)
                {
                    partial[block] += _counts[i] * logLikelihood(_distinct[i]);
                }
            },
            _cancellation);
        double sum = 0;
        foreach (double part in partial)
        {
            sum += part;
        }

        return sum;
    }

    /// <summary>The parameters under which the sum is largest, from a start.</summary>
    public double[] Maximize(double[] start, Func<double[], Func<PurchaseHistory, double>> logLikelihood)
    {
        double[] point = Array.ConvertAll(start, Math.Log);
        SimplexMinimizer.Minimize(
            logs => -Sum(logLikelihood(Array.ConvertAll(logs, Math.Exp))), point, 0.5, Tolerance);
        return Array.ConvertAll(point, Math.Exp);
    }
}
