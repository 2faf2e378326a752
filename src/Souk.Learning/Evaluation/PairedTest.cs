using Souk.Learning.Numerics;

namespace Souk.Learning.Evaluation;

/// <summary>Whether one method beats another, measured on the same users, cases or rows.</summary>
public static class PairedTest
{
    /// <summary>The two-sided p-value of the mean difference under random swaps of each pair (Fisher's randomization
    /// test, by sampling): (1 + swaps as extreme) / (1 + swaps).</summary>
    /// <param name="first">A metric of each row by one method.</param>
    /// <param name="second">The same by the other.</param>
    /// <param name="permutations">How many random swaps, 100 to 1,000,000; default 10,000.</param>
    /// <param name="seed">The seed of the swaps.</param>
    /// <exception cref="ArgumentException">Lengths differ, there are no rows, or a value is not finite.</exception>
    public static double Permutation(
        ReadOnlySpan<double> first, ReadOnlySpan<double> second, int permutations = 10_000, ulong seed = 1)
    {
        double[] differences = Differences(first, second);
        OptionCheck.Range(permutations, 100, 1_000_000, nameof(permutations));
        double observed = Math.Abs(differences.Sum());
        double tolerance = 1e-12 * differences.Sum(Math.Abs);
        var random = new SeededRandom(seed);
        int extreme = 0;
        for (int p = 0; p < permutations; p++)
        {
            double sum = 0;
            ulong bits = 0;
            for (int i = 0; i < differences.Length; i++)
            {
                bits = i % 64 == 0 ? random.NextUInt64() : bits >> 1;
                sum += (bits & 1) == 0 ? differences[i] : -differences[i];
            }

            extreme += Math.Abs(sum) >= observed - tolerance ? 1 : 0;
        }

        return (extreme + 1.0) / (permutations + 1.0);
    }

    /// <summary>The two-sided p-value of the Wilcoxon signed-rank test (1945), by the normal approximation with tie and
    /// continuity correction; rows without a difference are left out. Meant for 20 differing rows or more.</summary>
    /// <exception cref="ArgumentException">Lengths differ, there are no rows, or a value is not finite.</exception>
    public static double Wilcoxon(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double[] differences = [.. Differences(first, second).Where(d => d != 0)];
        if (differences.Length == 0)
        {
            return 1;
        }

        double[] sizes = Array.ConvertAll(differences, Math.Abs);
        Array.Sort(sizes, differences);
        double positive = 0;
        double ties = 0;
        for (int from = 0, to; from < sizes.Length; from = to)
        {
            for (to = from; to < sizes.Length && sizes[to] == sizes[from]; to++)
            {
            }

            double rank = (from + 1 + to) / 2.0;
            double tied = to - from;
            ties += (tied * tied * tied) - tied;
            positive += rank * differences.AsSpan(from, to - from).ToArray().Count(d => d > 0);
        }

        double n = sizes.Length;
        double gap = Math.Abs(positive - (n * (n + 1) / 4));
        double variance = (n * (n + 1) * ((2 * n) + 1) / 24) - (ties / 48);
        return variance > 0 ? NormalDistribution.TwoSidedTail(Math.Max(0, gap - 0.5) / Math.Sqrt(variance)) : 1;
    }

    /// <summary>The mean difference, first minus second, with its bootstrap interval over rows.</summary>
    /// <exception cref="ArgumentException">Lengths differ, there are no rows, or a value is not finite.</exception>
    public static Estimate Difference(
        ReadOnlySpan<double> first, ReadOnlySpan<double> second, int resamples = 1_000, double level = 0.95,
        ulong seed = 1) =>
        Bootstrap.Mean(Differences(first, second), resamples, level, seed);

    /// <summary>The two-sided p-value that two scores of the same rows have the same AUC (DeLong et al.,
    /// 1988).</summary>
    /// <exception cref="ArgumentException">As for <see cref="BinaryEvaluation.Auc"/>.</exception>
    public static double Auc(ReadOnlySpan<double> first, ReadOnlySpan<double> second, ReadOnlySpan<float> labels)
    {
        AucParts a = AucParts.Of(first, labels);
        AucParts b = AucParts.Of(second, labels);
        double variance = a.Variance() + b.Variance() - (2 * AucParts.Covariance(a, b));
        double difference = a.Area - b.Area;
        if (variance <= 0)
        {
            return difference == 0 ? 1 : 0;
        }

        return NormalDistribution.TwoSidedTail(difference / Math.Sqrt(variance));
    }

    private static double[] Differences(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (first.Length != second.Length || first.Length == 0)
        {
            throw new ArgumentException($"Pairs need equally many values; got {first.Length} and {second.Length}.");
        }

        double[] differences = new double[first.Length];
        for (int i = 0; i < differences.Length; i++)
        {
            differences[i] = first[i] - second[i];
            if (!double.IsFinite(differences[i]))
            {
                throw new ArgumentException($"Pair {i} is {first[i]} and {second[i]}; both must be finite.");
            }
        }

        return differences;
    }
}
