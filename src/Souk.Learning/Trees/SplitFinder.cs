using Souk.Learning.Training;

namespace Souk.Learning.Trees;

/// <summary>
/// Finds the best split of a node from its histogram: for every feature and bin the gain of Newton boosting (Chen and
/// Guestrin, "XGBoost", KDD 2016), with missing values tried on both sides, within the node's monotone bounds. Ties go
/// to the first feature and bin.
/// </summary>
internal sealed class SplitFinder
{
    /// <summary>Features per unit of parallel work.</summary>
    private const int FeaturesPerBlock = 8;

    private readonly BoostedTreesOptions _options;
    private readonly int[] _binCounts;
    private readonly int[]? _monotone;
    private readonly SplitCandidate[] _best;

    public SplitFinder(BoostedTreesOptions options, FeatureBinner binner, int[]? monotone)
    {
        _options = options;
        _binCounts = binner.BinCounts;
        _monotone = monotone;
        _best = new SplitCandidate[binner.Features];
    }

    /// <summary>The scales of the gradients that histograms now hold.</summary>
    public QuantizedGradients? Gradients { get; set; }

    private double FirstScale => Gradients!.FirstScale;

    private double SecondScale => Gradients!.SecondScale;

    /// <summary>The best split of a node, or none. Features whose place in <paramref name="allowed"/> is false are
    /// passed over.</summary>
    public SplitCandidate Find(long[] histogram, long total, ValueBounds bounds, bool[] allowed)
    {
        WorkPartition.ForBlocks(_best.Length, FeaturesPerBlock, _options.Threads, (_, from, to) =>
        {
            for (int f = from; f < to; f++)
            {
                _best[f] = allowed[f] ? FindIn(f, histogram, total, bounds) : SplitCandidate.None;
            }
        });
        SplitCandidate best = SplitCandidate.None;
        foreach (SplitCandidate candidate in _best)
        {
            if (candidate.Exists && (!best.Exists || candidate.Gain > best.Gain))
            {
                best = candidate;
            }
        }

        return best;
    }

    /// <summary>The value of a leaf with a packed sum of derivatives, within bounds, before the learning
    /// rate.</summary>
    public double LeafValue(long sum, ValueBounds bounds)
    {
        double curvature = (QuantizedGradients.Second(sum) / SecondScale) + _options.L2;
        double value = curvature <= 0 ? 0 : -(QuantizedGradients.First(sum) / FirstScale) / curvature;
        return Math.Clamp(value, bounds.Lower, bounds.Upper);
    }

    /// <summary>Whether a node could have two children of enough weight.</summary>
    public bool CanSplit(long sum) =>
        QuantizedGradients.Second(sum) / SecondScale >= Math.Max(2 * _options.MinChildWeight, double.Epsilon);

    /// <summary>Twice the fall of the loss that a leaf with this sum brings.</summary>
    private double Score(double first, double second) =>
        second + _options.L2 <= 0 ? 0 : first * first / (second + _options.L2);

    private SplitCandidate FindIn(int feature, long[] histogram, long total, ValueBounds bounds)
    {
        ReadOnlySpan<long> bins = histogram.AsSpan(feature * Histogram.Stride, _binCounts[feature]);
        var scan = new Scan(this, feature, total, bounds);
        long missing = bins[0];
        long left = 0;
        for (int bin = 1; bin < bins.Length - 1; bin++)
        {
            if (bins[bin] == 0)
            {
                continue;
            }

            left += bins[bin];
            scan.Try(bin, left, missingRight: true);
            if (missing != 0)
            {
                scan.Try(bin, left + missing, missingRight: false);
            }
        }

        if (missing != 0)
        {
            // All numbers on one side, missing on the other: the last bin splits nothing else off.
            scan.Try(bins.Length - 1, total - missing, missingRight: true);
        }

        return scan.Finish(missing == 0);
    }

    /// <summary>The state of one feature's scan.</summary>
    private ref struct Scan
    {
        private readonly SplitFinder _finder;
        private readonly int _feature;
        private readonly long _total;
        private readonly ValueBounds _bounds;
        private readonly int _direction;
        private readonly double _firstUnit;
        private readonly double _secondUnit;
        private readonly double _firstTotal;
        private readonly double _secondTotal;
        private readonly double _l2;
        private readonly double _minWeight;
        private double _bestScore;
        private SplitCandidate _best;

        public Scan(SplitFinder finder, int feature, long total, ValueBounds bounds)
        {
            _finder = finder;
            _feature = feature;
            _total = total;
            _bounds = bounds;
            _direction = finder._monotone is null ? 0 : finder._monotone[feature];
            _firstUnit = 1 / finder.FirstScale;
            _secondUnit = 1 / finder.SecondScale;
            _firstTotal = QuantizedGradients.First(total) * _firstUnit;
            _secondTotal = QuantizedGradients.Second(total) * _secondUnit;
            _l2 = finder._options.L2;
            _minWeight = Math.Max(finder._options.MinChildWeight, double.Epsilon);
            _bestScore = finder.ScoreOf(_firstTotal, _secondTotal, total, bounds) + finder._options.MinSplitGain;
            _best = SplitCandidate.None;
            Base = _bestScore - finder._options.MinSplitGain;
        }

        private double Base { get; }

        public void Try(int bin, long left, bool missingRight)
        {
            double secondLeft = QuantizedGradients.Second(left) * _secondUnit;
            double secondRight = _secondTotal - secondLeft;
            if (secondLeft < _minWeight || secondRight < _minWeight)
            {
                return;
            }

            double firstLeft = QuantizedGradients.First(left) * _firstUnit;
            double firstRight = _firstTotal - firstLeft;
            double score = _finder._monotone is null
                ? (firstLeft * firstLeft / (secondLeft + _l2)) + (firstRight * firstRight / (secondRight + _l2))
                : BoundedScore(firstLeft, secondLeft, firstRight, secondRight, left);
            if (score > _bestScore)
            {
                _bestScore = score;
                _best = new SplitCandidate(_feature, bin, missingRight, score - Base, left);
            }
        }

        /// <summary>Rows that turn up without a number where training had none go with the greater weight.</summary>
        public readonly SplitCandidate Finish(bool noneMissing)
        {
            if (!_best.Exists || !noneMissing)
            {
                return _best;
            }

            uint left = QuantizedGradients.Second(_best.LeftSum);
            return _best with { MissingRight = QuantizedGradients.Second(_total) - left > left };
        }

        private readonly double BoundedScore(
            double firstLeft, double secondLeft, double firstRight, double secondRight, long left)
        {
            double leftValue = _finder.LeafValue(left, _bounds);
            double rightValue = _finder.LeafValue(_total - left, _bounds);
            return _direction * (rightValue - leftValue) < 0
                ? double.NegativeInfinity
                : ScoreAt(firstLeft, secondLeft, leftValue, _l2) + ScoreAt(firstRight, secondRight, rightValue, _l2);
        }
    }

    private static double ScoreAt(double first, double second, double value, double l2) =>
        -((2 * first * value) + ((second + l2) * value * value));

    private double ScoreOf(double first, double second, long sum, ValueBounds bounds) =>
        _monotone is null ? Score(first, second) : ScoreAt(first, second, LeafValue(sum, bounds), _options.L2);
}
