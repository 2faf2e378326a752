using Souk.Learning.Data;
using Souk.Learning.Training;

namespace Souk.Learning.Trees.Objectives;

/// <summary>
/// LambdaMART (Burges, 2010): for each pair of rows of a group with different grades the derivative of the pair's log
/// loss, times how much NDCG would change if the two changed places. The loss it reports is 1 - NDCG. A group's weight
/// is its first row's.
/// </summary>
internal sealed class LambdaMartObjective : Objective
{
    /// <summary>Grades above this would overflow 2^grade.</summary>
    private const int MaxGrade = 30;

    /// <summary>Pairs count if one of the two stands within this rank: below it NDCG barely changes.</summary>
    private const int Truncation = 30;

    private const int GroupsPerBlock = 64;

    public override void Check(TrainingTargets targets)
    {
        if (targets.GroupStarts.IsEmpty)
        {
            throw new ArgumentException(
                "LambdaMART wants group starts in the targets: which rows are ranked together.");
        }

        for (int i = 0; i < targets.Rows; i++)
        {
            if (targets.Labels[i] is not (>= 0 and <= MaxGrade))
            {
                throw new ArgumentException(
                    $"Label {i} is {targets.Labels[i]}; LambdaMART wants grades from 0 to {MaxGrade}.");
            }
        }
    }

    public override double BaseScore(TrainingTargets targets) => 0;

    public override double Predict(double score) => score;

    public override void Derive(float[] scores, TrainingTargets targets, float[] first, float[] second, int threads)
    {
        int groups = targets.GroupStarts.Length - 1;
        WorkPartition.ForBlocks(groups, GroupsPerBlock, threads, (_, from, to) =>
        {
            for (int g = from; g < to; g++)
            {
                int begin = targets.GroupStarts[g];
                int size = targets.GroupStarts[g + 1] - begin;
                DeriveGroup(
                    scores.AsSpan(begin, size), targets.Labels.Slice(begin, size), targets.Weight(begin),
                    first.AsSpan(begin, size), second.AsSpan(begin, size));
            }
        });
    }

    public override double Loss(float[] scores, TrainingTargets targets)
    {
        double sum = 0;
        double weight = 0;
        for (int g = 0; g + 1 < targets.GroupStarts.Length; g++)
        {
            int begin = targets.GroupStarts[g];
            int size = targets.GroupStarts[g + 1] - begin;
            double w = targets.Weight(begin);
            sum += w * (1 - Ndcg(scores.AsSpan(begin, size), targets.Labels.Slice(begin, size)));
            weight += w;
        }

        return weight == 0 ? 0 : sum / weight;
    }

    /// <summary>NDCG of a group over all its rows; 1 for a group without any grade above 0.</summary>
    internal static double Ndcg(ReadOnlySpan<float> scores, ReadOnlySpan<float> grades)
    {
        double ideal = IdealGain(grades);
        if (ideal == 0)
        {
            return 1;
        }

        int[] order = Order(scores);
        double gain = 0;
        for (int rank = 0; rank < order.Length; rank++)
        {
            gain += Gain(grades[order[rank]]) * Discount(rank);
        }

        return gain / ideal;
    }

    private static void DeriveGroup(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> grades, float weight, Span<float> first, Span<float> second)
    {
        first.Clear();
        second.Clear();
        double ideal = IdealGain(grades);
        if (ideal == 0)
        {
            return;
        }

        int[] order = Order(scores);
        for (int a = 0; a < Math.Min(order.Length, Truncation); a++)
        {
            for (int b = a + 1; b < order.Length; b++)
            {
                if (grades[order[a]] == grades[order[b]])
                {
                    continue;
                }

                bool inOrder = grades[order[a]] > grades[order[b]];
                int high = order[inOrder ? a : b];
                int low = order[inOrder ? b : a];
                double change = (Gain(grades[high]) - Gain(grades[low])) * (Discount(a) - Discount(b)) / ideal;
                double wrong = 1 / (1 + Math.Exp((double)scores[high] - scores[low]));
                float slope = (float)(weight * wrong * change);
                float curve = (float)(weight * wrong * (1 - wrong) * change);
                first[high] -= slope;
                first[low] += slope;
                second[high] += curve;
                second[low] += curve;
            }
        }
    }

    private static double Gain(float grade) => Math.Pow(2, grade) - 1;

    private static double Discount(int rank) => 1 / Math.Log2(rank + 2);

    private static double IdealGain(ReadOnlySpan<float> grades)
    {
        float[] sorted = grades.ToArray();
        Array.Sort(sorted);
        double gain = 0;
        for (int rank = 0; rank < sorted.Length; rank++)
        {
            gain += Gain(sorted[^(rank + 1)]) * Discount(rank);
        }

        return gain;
    }

    /// <summary>Rows from the highest score down, the earlier row first on a tie.</summary>
    private static int[] Order(ReadOnlySpan<float> scores)
    {
        var keys = new (float Negated, int Row)[scores.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = (-scores[i], i);
        }

        Array.Sort(keys);
        return Array.ConvertAll(keys, k => k.Row);
    }
}
