using System.Runtime.InteropServices;
using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Trees;

/// <summary>
/// Learns a <see cref="CategoryEncoder"/>: finds informative combinations of categorical columns greedily, and computes
/// the ordered statistics that training sees (a row's own label never enters its own statistic).
/// </summary>
internal sealed class CategoryEncoderTrainer
{
    /// <summary>How many combinations of a size are extended by one column more.</summary>
    private const int BeamWidth = 12;

    /// <summary>Bins for judging how much a key tells about the label.</summary>
    private const int JudgeBins = 32;

    private readonly LabelledTable _training;
    private readonly BoostedTreesOptions _options;
    private readonly float _mean;
    private readonly int[] _numeric;
    private readonly int[] _categorical;
    private readonly ulong[][] _hashes;
    private readonly int[][] _orders;

    public CategoryEncoderTrainer(LabelledTable training, BoostedTreesOptions options)
    {
        _training = training;
        _options = options;
        IReadOnlyList<FeatureColumn> columns = training.Features.Columns;
        _numeric = [.. Enumerable.Range(0, columns.Count).Where(c => columns[c].Categories <= 2)];
        _categorical = [.. Enumerable.Range(0, columns.Count).Where(c => columns[c].Categories > 2)];
        _hashes = new ulong[columns.Count][];
        foreach (int c in _categorical)
        {
            _hashes[c] = HashColumn(columns[c], c);
        }

        double sum = 0;
        double weight = 0;
        for (int r = 0; r < training.Targets.Rows; r++)
        {
            sum += training.Targets.Weight(r) * (double)training.Targets.Labels[r];
            weight += training.Targets.Weight(r);
        }

        _mean = (float)(sum / weight);
        // Without categories orders do not differ; a mean over orders could break a monotone constraint.
        bool oneOrder = _categorical.Length == 0 || options.Monotone is not null;
        _orders = new int[oneOrder ? 1 : options.Categories.Permutations][];
        for (int p = 0; p < _orders.Length; p++)
        {
            _orders[p] = Order(training.Features.Rows, options.Seed, p);
        }
    }

    /// <summary>Learns the encoder and gives, for each random order, the columns of numbers that training
    /// sees.</summary>
    public (CategoryEncoder Encoder, float[][][] Columns) Train(CancellationToken cancellation)
    {
        List<int[]> sets = ChooseKeys(cancellation);
        var keys = new CategoryKey[sets.Count];
        var columns = new float[_orders.Length][][];
        int features = _numeric.Length + (keys.Length * CategoryEncoder.FeaturesPerKey);
        for (int p = 0; p < columns.Length; p++)
        {
            columns[p] = new float[features][];
            for (int i = 0; i < _numeric.Length; i++)
            {
                columns[p][i] = p > 0 ? columns[0][i] : NumericColumn(_training.Features.Columns[_numeric[i]]);
            }
        }

        WorkPartition.ForBlocks(keys.Length, 1, _options.Threads, (k, _, _) =>
            keys[k] = TrainKey(sets[k], columns, _numeric.Length + (k * CategoryEncoder.FeaturesPerKey)), cancellation);
        return (Encoder(keys), columns);
    }

    private CategoryEncoder Encoder(CategoryKey[] keys) => new(
        _training.Features.Columns.Count, _numeric, keys, _mean, (float)_options.Categories.PriorWeight);

    /// <summary>All single columns, and the combinations that tell more than the parts they were made of, best
    /// first.</summary>
    private List<int[]> ChooseKeys(CancellationToken cancellation)
    {
        var chosen = _categorical.Select(c => new int[] { c }).ToList();
        if (_options.Categories.MaxCombinationSize == 1 || _options.Categories.MaxCombinations == 0)
        {
            return chosen;
        }

        var found = new List<(int[] Set, double Gain)>();
        List<(int[] Set, double Gain)> beam = Judge(chosen, cancellation);
        for (int size = 2; size <= _options.Categories.MaxCombinationSize; size++)
        {
            var candidates = new Dictionary<string, (int[] Set, double Least)>(StringComparer.Ordinal);
            foreach ((int[] set, double gain) in beam)
            {
                foreach (int column in _categorical.Except(set))
                {
                    int[] extended = [.. set.Append(column).Order()];
                    string name = string.Join(',', extended);
                    double least = candidates.TryGetValue(name, out (int[], double Least) seen) ? seen.Least : 0;
                    candidates[name] = (extended, Math.Max(least, gain));
                }
            }

            (int[] Set, double Least)[] ordered =
                [.. candidates.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Value)];
            List<(int[] Set, double Gain)> judged = Judge([.. ordered.Select(c => c.Set)], cancellation);
            var better = judged.Where((c, i) => c.Gain > ordered[i].Least).OrderByDescending(c => c.Gain).ToList();
            found.AddRange(better);
            beam = [.. better.Take(BeamWidth)];
        }

        chosen.AddRange(
            found.OrderByDescending(c => c.Gain).Take(_options.Categories.MaxCombinations).Select(c => c.Set));
        return chosen;
    }

    private List<(int[] Set, double Gain)> Judge(List<int[]> sets, CancellationToken cancellation)
    {
        var judged = new (int[] Set, double Gain)[sets.Count];
        WorkPartition.ForBlocks(sets.Count, 1, _options.Threads, (i, _, _) =>
        {
            (int[] ids, ulong[] hashes) = Identify(sets[i]);
            judged[i] = (sets[i], Gain(OrderedStatistic(ids, hashes.Length, _orders[0])));
        }, cancellation);
        return [.. judged];
    }

    /// <summary>How much of the labels' variance the statistic explains when cut into bins of equal numbers of
    /// rows.</summary>
    private double Gain(float[] statistic)
    {
        int[] order = new int[statistic.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort((float[])statistic.Clone(), order);
        double gain = 0;
        for (int bin = 0; bin < JudgeBins; bin++)
        {
            int from = (int)((long)order.Length * bin / JudgeBins);
            int to = (int)((long)order.Length * (bin + 1) / JudgeBins);
            double sum = 0;
            double weight = 0;
            for (int i = from; i < to; i++)
            {
                float w = _training.Targets.Weight(order[i]);
                sum += w * (_training.Targets.Labels[order[i]] - _mean);
                weight += w;
            }

            gain += weight > 0 ? sum * sum / weight : 0;
        }

        return gain;
    }

    private CategoryKey TrainKey(int[] set, float[][][] columns, int feature)
    {
        (int[] ids, ulong[] hashes) = Identify(set);
        for (int p = 0; p < columns.Length; p++)
        {
            columns[p][feature] = OrderedStatistic(ids, hashes.Length, _orders[p]);
        }

        float[] sums = new float[hashes.Length];
        float[] counts = new float[hashes.Length];
        for (int r = 0; r < ids.Length; r++)
        {
            float weight = _training.Targets.Weight(r);
            sums[ids[r]] += weight * _training.Targets.Labels[r];
            counts[ids[r]] += weight;
        }

        float[] count = new float[ids.Length];
        for (int r = 0; r < ids.Length; r++)
        {
            count[r] = counts[ids[r]];
        }

        foreach (float[][] order in columns)
        {
            order[feature + 1] = count;
        }

        return new CategoryKey(set, hashes, sums, counts);
    }

    private float[] OrderedStatistic(int[] ids, int categories, int[] order)
    {
        float[] sums = new float[categories];
        float[] counts = new float[categories];
        float[] statistic = new float[ids.Length];
        CategoryEncoder encoder = Encoder([]);
        foreach (int row in order)
        {
            int id = ids[row];
            statistic[row] = encoder.Statistic(sums[id], counts[id]);
            float weight = _training.Targets.Weight(row);
            sums[id] += weight * _training.Targets.Labels[row];
            counts[id] += weight;
        }

        return statistic;
    }

    /// <summary>Numbers the joint categories of some columns in order of appearance.</summary>
    private (int[] Ids, ulong[] Hashes) Identify(int[] set)
    {
        int[] ids = new int[_training.Features.Rows];
        var numbers = new Dictionary<ulong, int>();
        var hashes = new List<ulong>();
        Span<ulong> columnHashes = new ulong[_hashes.Length];
        for (int r = 0; r < ids.Length; r++)
        {
            foreach (int c in set)
            {
                columnHashes[c] = _hashes[c][r];
            }

            ulong hash = CategoryKey.Hash(set, columnHashes);
            ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, hash, out bool known);
            if (!known)
            {
                number = hashes.Count;
                hashes.Add(hash);
            }

            ids[r] = number;
        }

        return (ids, [.. hashes]);
    }

    private static ulong[] HashColumn(FeatureColumn column, int index)
    {
        ulong[] hashes = new ulong[column.Rows];
        ReadOnlySpan<int> codes = column.Codes;
        for (int r = 0; r < hashes.Length; r++)
        {
            hashes[r] = CategoryKey.Hash(index, codes[r]);
        }

        return hashes;
    }

    private static float[] NumericColumn(FeatureColumn column)
    {
        float[] values = new float[column.Rows];
        for (int r = 0; r < values.Length; r++)
        {
            values[r] = column.Cell(r);
        }

        return values;
    }

    private static int[] Order(int rows, ulong seed, int permutation)
    {
        int[] order = new int[rows];
        for (int r = 0; r < rows; r++)
        {
            order[r] = r;
        }

        var random = new SeededRandom(seed, ((ulong)permutation * 4) + 2);
        random.Shuffle<int>(order);
        return order;
    }
}
