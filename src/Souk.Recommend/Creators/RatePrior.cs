using Souk.Learning.Evaluation;
using Souk.Learning.Numerics;

namespace Souk.Recommend.Creators;

/// <summary>
/// What all creators together say of the chance of one: a beta distribution of chances whose mean and strength are
/// not known either. Both are integrated over on a grid (Gelman et al., Bayesian Data Analysis, 5.3). All means are
/// as likely; the prior of strength^(-1/2), the scale of how much creators differ, rises from 0 in proportion,
/// since an estimate of no difference at all is an accident of few data (Chung et al., Psychometrika 78, 2013). So
/// where few creators, or creators that hardly differ, leave the strength open, ranges stay wide.
/// </summary>
internal sealed class RatePrior
{
    // More creators than that make the strength no better known, only dearer.
    private const int MostRows = 2_000;

    // The grid: strength^(-1/2) from 0 to 1, first over all, then over where the posterior is; means within as many
    // deviations of the likeliest one.
    private const int StrengthSteps = 20;
    private const int MeanSteps = 7;
    private const double MeanReach = 3;

    // Points below this weight change no figure that is shown.
    private const double LeastWeight = 1e-4;

    private readonly List<Point> _points;

    private RatePrior(List<Point> points) => _points = points;

    /// <summary>The mean of the chances of all.</summary>
    internal double Mean => _points.Sum(p => p.Weight * p.Alpha / (p.Alpha + p.Beta));

    /// <summary>Learns from creators.</summary>
    /// <param name="rows">How many of how many.</param>
    internal static RatePrior Of(IReadOnlyList<(int Hits, int Trials)> rows)
    {
        (int Hits, int Trials, int Times)[] counted = Sample(rows);
        List<Point> coarse = Normalized(GridOver(counted, 0, 1));
        double step = 1.0 / StrengthSteps;
        List<Point> likely = [.. coarse.Where(p => p.Weight > LeastWeight)];
        double from = Math.Max(0, likely.Min(p => p.Root) - step);
        double to = Math.Min(1, likely.Max(p => p.Root) + step);
        return new RatePrior(
            [.. Normalized(GridOver(counted, from, to)).Where(p => p.Weight > LeastWeight)]);
    }

    /// <summary>The chance of one of whom is known how many of how many, with the range that holds it with a
    /// probability.</summary>
    internal Estimate Estimate(int hits, int trials, double level = 0.95)
    {
        double mean = 0;
        double square = 0;
        double weights = 0;
        foreach (Point point in _points)
        {
            double alpha = point.Alpha + hits;
            double all = point.Alpha + point.Beta + trials;
            double own = alpha / all;
            weights += point.Weight;
            mean += point.Weight * own;
            square += point.Weight * ((own * own) + (own * (1 - own) / (all + 1)));
        }

        mean /= weights;
        double error = Math.Sqrt(Math.Max(0, (square / weights) - (mean * mean)));
        double tail = (1 - level) / 2;
        return new Estimate(
            mean, error, Quantile(hits, trials, tail, 0, mean), Quantile(hits, trials, 1 - tail, mean, 1));
    }

    /// <summary>The probability that the chance of one of whom is known how many of how many is at most
    /// this.</summary>
    internal double Below(int hits, int trials, double chance)
    {
        double below = 0;
        double weights = 0;
        foreach (Point point in _points)
        {
            weights += point.Weight;
            below += point.Weight * SpecialFunctions.RegularizedBeta(
                point.Alpha + hits, point.Beta + trials - hits, chance);
        }

        return below / weights;
    }

    private double Quantile(int hits, int trials, double share, double low, double high)
    {
        // To within a millionth.
        const int Halvings = 20;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Below(hits, trials, middle) < share ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    // Evenly over the order of trials, so that large and small creators are in; equal ones are counted once.
    private static (int Hits, int Trials, int Times)[] Sample(IReadOnlyList<(int Hits, int Trials)> rows)
    {
        (int Hits, int Trials)[] ordered =
            [.. rows.Where(r => r.Trials > 0).OrderBy(r => r.Trials).ThenBy(r => r.Hits)];
        int taken = Math.Min(ordered.Length, MostRows);
        return
        [
            .. Enumerable.Range(0, taken).Select(i => ordered[(int)((long)i * ordered.Length / taken)])
                .CountBy(r => r).Select(r => (r.Key.Hits, r.Key.Trials, r.Value)),
        ];
    }

    private static List<Point> GridOver((int Hits, int Trials, int Times)[] rows, double from, double to)
    {
        List<Point> points = [];
        for (int i = 0; i < StrengthSteps; i++)
        {
            double root = from + ((i + 0.5) / StrengthSteps * (to - from));
            double strength = 1 / (root * root);
            double hits = 0.5;
            double misses = 0.5;
            foreach ((int own, int trials, int times) in rows)
            {
                // What a row says of the mean: as many trials as have its variance without differences.
                double counts = times * (strength + 1) / (trials + strength);
                hits += own * counts;
                misses += (trials - own) * counts;
            }

            double deviation = Math.Sqrt((1 / hits) + (1 / misses));
            for (int j = 0; j < MeanSteps; j++)
            {
                double off = MeanReach * ((2.0 * j / (MeanSteps - 1)) - 1);
                double mean = 1 / (1 + Math.Exp(-(Math.Log(hits / misses) + (off * deviation))));
                points.Add(PointAt(rows, root, mean, deviation));
            }
        }

        return points;
    }

    // The grid is even in the mean's log odds; the prior is even in the mean.
    private static Point PointAt(
        (int Hits, int Trials, int Times)[] rows, double root, double mean, double deviation)
    {
        double strength = 1 / (root * root);
        double alpha = Math.Max(mean * strength, double.Epsilon);
        double beta = Math.Max((1 - mean) * strength, double.Epsilon);
        double likelihood = Math.Log(root * mean * (1 - mean) * deviation);
        double none = SpecialFunctions.LogBeta(alpha, beta);
        foreach ((int hits, int trials, int times) in rows)
        {
            likelihood += times * (SpecialFunctions.LogBeta(alpha + hits, beta + trials - hits) - none);
        }

        return new Point(root, alpha, beta, likelihood);
    }

    private static List<Point> Normalized(List<Point> points)
    {
        double highest = points.Max(p => p.Weight);
        double sum = points.Sum(p => Math.Exp(p.Weight - highest));
        return points.ConvertAll(p => p with { Weight = Math.Exp(p.Weight - highest) / sum });
    }

    // A beta prior; the weight is a logarithm until the grid is normalized.
    private readonly record struct Point(double Root, double Alpha, double Beta, double Weight);
}
