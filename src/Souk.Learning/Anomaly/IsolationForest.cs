using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Persistence;
using Souk.Learning.Training;

namespace Souk.Learning.Anomaly;

/// <summary>
/// Isolation forest (Liu, Ting and Zhou, 2008): random splits set a rare row apart in fewer steps than a common one.
/// The score is 2 to the power of −(mean path length / expected path length): about 0.5 for a common row, towards 1 for
/// an isolated one. Splits are drawn among the features that still differ in the node.
/// </summary>
public sealed class IsolationForest : IAnomalyModel
{
    private const string Kind = "isolation-forest";
    private const int RowsPerBlock = 128;

    private readonly IsolationNode[] _nodes;
    private readonly int[] _roots;
    private readonly double _expectedPathLength;
    private readonly double[] _meanPaths;

    private IsolationForest(int columns, IsolationNode[] nodes, int[] roots, double expectedPathLength)
    {
        Columns = columns;
        _nodes = nodes;
        _roots = roots;
        _expectedPathLength = expectedPathLength;
        _meanPaths = IsolationPaths.Means(nodes, roots);
    }

    /// <inheritdoc/>
    public int Columns { get; }

    /// <summary>The number of trees.</summary>
    public int Trees => _roots.Length;

    /// <summary>Grows a forest.</summary>
    /// <param name="data">The rows to learn from; one row is enough, several hundred are sensible.</param>
    /// <param name="options">The settings.</param>
    /// <param name="progress">Told once, when all trees stand (growing takes milliseconds).</param>
    /// <param name="cancellation">Ends the growing early with an exception.</param>
    /// <exception cref="ArgumentException">The matrix is empty or a setting is out of range.</exception>
    public static IsolationForest Fit(
        DenseMatrix data,
        IsolationForestOptions options,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        data.RequireLearnable();
        int sampleSize = Math.Min(options.SampleSize, data.Rows);
        IsolationNode[][] trees = new IsolationNode[options.Trees][];
        WorkPartition.ForBlocks(
            options.Trees,
            1,
            options.Threads,
            (tree, _, _) =>
                trees[tree] = new IsolationTreeGrower(
                    data, sampleSize, new SeededRandom(options.Seed, (ulong)tree)).Grow(),
            cancellation);
        progress?.Report(new TrainingProgress(options.Trees, options.Trees));
        int[] roots = new int[trees.Length];
        IsolationNode[] nodes = Flatten(trees, roots);
        return new IsolationForest(
            data.Columns, nodes, roots, Math.Max(1e-9, IsolationTreeGrower.MeanPathLength(sampleSize)));
    }

    /// <inheritdoc/>
    public double ScoreRow(ReadOnlySpan<float> row)
    {
        RowScoring.Check(row, Columns);
        double path = 0;
        foreach (int root in _roots)
        {
            path += PathLength(root, ref MemoryMarshal.GetReference(row));
        }

        return ToScore(path);
    }

    /// <summary>Writes what each column adds to the binary logarithm of a row's score, and gives the logarithm that
    /// the sampled rows have on average; both together sum to the logarithm of <see cref="ScoreRow"/>. On the way down
    /// a tree each split changes the path length to be expected, and that change is its column's (the walk along the
    /// path of Saabas, 2014). Above 0: the value sets the row apart.</summary>
    /// <exception cref="ArgumentException">The row or the span has not <see cref="Columns"/> entries, or a value is not
    /// finite.</exception>
    public double Contributions(ReadOnlySpan<float> row, Span<double> contributions)
    {
        RowScoring.Check(row, Columns);
        ArgumentOutOfRangeException.ThrowIfNotEqual(contributions.Length, Columns);
        contributions.Clear();
        double unit = 1 / (_roots.Length * _expectedPathLength);
        double average = 0;
        foreach (int root in _roots)
        {
            average -= _meanPaths[root] * unit;
            int at = root;
            while (_nodes[at].Feature >= 0)
            {
                IsolationNode node = _nodes[at];
                int child = node.Left + (row[node.Feature] > node.Value ? 1 : 0);
                contributions[node.Feature] += (_meanPaths[at] - _meanPaths[child]) * unit;
                at = child;
            }
        }

        return average;
    }

    /// <inheritdoc/>
    public double[] Score(DenseMatrix data, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.RequireColumns(Columns);
        double[] scores = new double[data.Rows];
        WorkPartition.ForBlocks(
            data.Rows, RowsPerBlock, threads, (_, from, to) => ScoreBlock(data, scores, from, to), cancellation);
        return scores;
    }

    /// <inheritdoc/>
    public double[] ScoreTraining(DenseMatrix training, int threads = 0, CancellationToken cancellation = default) =>
        Score(training, threads, cancellation);

    /// <inheritdoc/>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, 1);
        writer.WriteInt32(Columns);
        writer.WriteDouble(_expectedPathLength);
        writer.WriteArray<int>(_roots);
        writer.WriteArray<IsolationNode>(_nodes);
        writer.Complete();
    }

    /// <summary>Reads a saved forest.</summary>
    /// <exception cref="InvalidDataException">The stream holds no undamaged forest.</exception>
    public static IsolationForest Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, 1);
        int columns = reader.ReadInt32();
        double expected = reader.ReadDouble();
        int[] roots = reader.ReadArray<int>();
        IsolationNode[] nodes = reader.ReadArray<IsolationNode>();
        reader.Complete();
        CheckLinks(columns, roots, nodes);
        return new IsolationForest(columns, nodes, roots, expected);
    }

    private static IsolationNode[] Flatten(IsolationNode[][] trees, int[] roots)
    {
        int total = 0;
        for (int t = 0; t < trees.Length; t++)
        {
            roots[t] = total;
            total += trees[t].Length;
        }

        IsolationNode[] nodes = new IsolationNode[total];
        for (int t = 0; t < trees.Length; t++)
        {
            for (int i = 0; i < trees[t].Length; i++)
            {
                IsolationNode node = trees[t][i];
                nodes[roots[t] + i] = node.Feature < 0 ? node : node with { Left = node.Left + roots[t] };
            }
        }

        return nodes;
    }

    // Walking reads without bounds checks, so a file's links are checked once. A child lies behind its parent: no
    // loops.
    private static void CheckLinks(int columns, int[] roots, IsolationNode[] nodes)
    {
        bool valid = columns > 0 && roots.Length > 0;
        foreach (int root in roots)
        {
            valid &= (uint)root < (uint)nodes.Length;
        }

        for (int i = 0; i < nodes.Length; i++)
        {
            IsolationNode node = nodes[i];
            valid &= node.Feature < columns
                && (node.Feature < 0 || (node.Left > i && (long)node.Left + 1 < nodes.Length));
        }

        if (!valid)
        {
            throw new InvalidDataException("The isolation forest's nodes do not form trees.");
        }
    }

    private void ScoreBlock(DenseMatrix data, double[] scores, int from, int to)
    {
        Span<double> paths = scores.AsSpan(from, to - from);
        foreach (int root in _roots)
        {
            for (int i = 0; i < paths.Length; i++)
            {
                paths[i] += PathLength(root, ref data.Values[(from + i) * Columns]);
            }
        }

        for (int i = 0; i < paths.Length; i++)
        {
            paths[i] = ToScore(paths[i]);
        }
    }

    private float PathLength(int root, ref float row)
    {
        ref IsolationNode nodes = ref MemoryMarshal.GetArrayDataReference(_nodes);
        ref IsolationNode node = ref Unsafe.Add(ref nodes, root);
        while (node.Feature >= 0)
        {
            int right = Unsafe.Add(ref row, node.Feature) > node.Value ? 1 : 0;
            node = ref Unsafe.Add(ref nodes, node.Left + right);
        }

        return node.Value;
    }

    private double ToScore(double pathSum) => Math.Pow(2, -pathSum / (_roots.Length * _expectedPathLength));
}
