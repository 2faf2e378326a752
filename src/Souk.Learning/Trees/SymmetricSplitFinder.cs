using Souk.Learning.Training;

namespace Souk.Learning.Trees;

/// <summary>
/// Finds the one condition that splits all leaves of a level best: for each feature and bin the sum of all leaves'
/// gains. A leaf too light for two children on that condition counts with no gain and is not split.
/// </summary>
internal sealed class SymmetricSplitFinder(
    BoostedTreesOptions options, int[] binCounts, int[]? monotone, SplitFinder leaves)
{
    private const int FeaturesPerBlock = 4;

    /// <summary>The best condition, or none. Its gain is the level's, its left sum unset.</summary>
    public SplitCandidate Find(List<OpenLeaf> level, bool[] allowed)
    {
        var best = new SplitCandidate[binCounts.Length];
        WorkPartition.ForBlocks(binCounts.Length, FeaturesPerBlock, options.Threads, (_, from, to) =>
        {
            double[] gains = new double[2 * Histogram.Stride];
            for (int f = from; f < to; f++)
            {
                best[f] = allowed[f] ? FindIn(f, level, gains) : SplitCandidate.None;
            }
        });
        SplitCandidate found = SplitCandidate.None;
        foreach (SplitCandidate candidate in best)
        {
            if (candidate.Exists && (!found.Exists || candidate.Gain > found.Gain))
            {
                found = candidate;
            }
        }

        return found;
    }

    /// <summary>The packed sum that goes left in one leaf.</summary>
    public long LeftSum(OpenLeaf leaf, SplitCandidate split)
    {
        ReadOnlySpan<long> bins = leaf.Histogram.AsSpan(split.Feature * Histogram.Stride, binCounts[split.Feature]);
        long left = split.MissingRight ? 0 : bins[0];
        for (int b = 1; b <= split.Bin; b++)
        {
            left += bins[b];
        }

        return left;
    }

    /// <summary>Whether both children are heavy enough when a packed sum goes left.</summary>
    public bool CanSplit(OpenLeaf leaf, long left)
    {
        double least = Math.Max(options.MinChildWeight, double.Epsilon) * leaves.Gradients!.SecondScale;
        uint leftWeight = QuantizedGradients.Second(left);
        return leftWeight >= least && QuantizedGradients.Second(leaf.Sum) - leftWeight >= least;
    }

    /// <summary>The gain in one leaf when a packed sum goes left.</summary>
    public double Gain(OpenLeaf leaf, long left) => Math.Max(0, Gain(leaf, left, 0));

    private SplitCandidate FindIn(int feature, List<OpenLeaf> level, double[] gains)
    {
        Array.Clear(gains);
        int bins = binCounts[feature];
        bool anyMissing = false;
        foreach (OpenLeaf leaf in level)
        {
            anyMissing |= leaf.Histogram![feature * Histogram.Stride] != 0;
        }

        foreach (OpenLeaf leaf in level)
        {
            AddGains(feature, leaf, anyMissing, gains);
        }

        SplitCandidate best = SplitCandidate.None;
        double bestGain = options.MinSplitGain;
        for (int bin = 1; bin < bins; bin++)
        {
            for (int side = 0; side < (anyMissing ? 2 : 1); side++)
            {
                double gain = gains[(side * Histogram.Stride) + bin];
                if (gain > bestGain)
                {
                    bestGain = gain;
                    best = new SplitCandidate(feature, bin, side == 0 && anyMissing, gain, 0);
                }
            }
        }

        return best;
    }

    private void AddGains(int feature, OpenLeaf leaf, bool anyMissing, double[] gains)
    {
        ReadOnlySpan<long> bins = leaf.Histogram.AsSpan(feature * Histogram.Stride, binCounts[feature]);
        int direction = monotone is null ? 0 : monotone[feature];
        long left = 0;
        double rightGain = 0;
        double leftGain = 0;
        for (int bin = 1; bin < bins.Length; bin++)
        {
            if (bins[bin] != 0)
            {
                left += bins[bin];
                rightGain = Gain(leaf, left, direction);
                leftGain = anyMissing ? Gain(leaf, left + bins[0], direction) : 0;
            }

            gains[bin] += rightGain;
            gains[Histogram.Stride + bin] += leftGain;
        }
    }

    private double Gain(OpenLeaf leaf, long left, int direction)
    {
        QuantizedGradients scales = leaves.Gradients!;
        double secondLeft = QuantizedGradients.Second(left) / scales.SecondScale;
        double second = QuantizedGradients.Second(leaf.Sum) / scales.SecondScale;
        double secondRight = second - secondLeft;
        if (!CanSplit(leaf, left))
        {
            return 0;
        }

        if (direction != 0
            && direction * (leaves.LeafValue(leaf.Sum - left, leaf.Bounds) - leaves.LeafValue(left, leaf.Bounds)) < 0)
        {
            // No leaf may break the constraint, whatever the others gain.
            return double.NegativeInfinity;
        }

        double firstLeft = QuantizedGradients.First(left) / scales.FirstScale;
        double first = QuantizedGradients.First(leaf.Sum) / scales.FirstScale;
        double firstRight = first - firstLeft;
        return (firstLeft * firstLeft / (secondLeft + options.L2))
            + (firstRight * firstRight / (secondRight + options.L2))
            - (first * first / (second + options.L2));
    }
}
