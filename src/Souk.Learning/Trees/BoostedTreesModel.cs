using Souk.Learning.Data;
using Souk.Learning.Persistence;
using Souk.Learning.Training;
using Souk.Learning.Trees.Objectives;

namespace Souk.Learning.Trees;

/// <summary>
/// A trained ensemble of trees: boosted, or a random forest. Immutable; all members may be called from any number of
/// threads.
/// </summary>
public sealed class BoostedTreesModel
{
    private const string Kind = "boosted-trees";
    private const int LayoutVersion = 1;
    private const int RowsPerBlock = 1024;

    /// <summary>Up to this many features a row is scored without touching the heap.</summary>
    private const int StackFeatures = 512;

    private readonly CategoryEncoder _encoder;
    private readonly FeatureBinner _binner;
    private readonly RegressionTree[] _trees;
    private readonly PackedForest _forest;
    private readonly Objective _meaning;

    internal BoostedTreesModel(
        FeatureSchema schema, CategoryEncoder encoder, FeatureBinner binner, RegressionTree[] trees,
        TreeObjective objective, bool randomForest, double baseScore)
    {
        Schema = schema;
        Objective = objective;
        IsRandomForest = randomForest;
        BaseScore = baseScore;
        _encoder = encoder;
        _binner = binner;
        _trees = trees;
        _forest = new PackedForest(trees, binner.Features);
        _meaning = Objectives.Objective.For(randomForest ? TreeObjective.Squared : objective);
    }

    /// <summary>The columns it was trained on.</summary>
    public FeatureSchema Schema { get; }

    /// <summary>What it was trained to minimise.</summary>
    public TreeObjective Objective { get; }

    /// <summary>Whether it is a random forest.</summary>
    public bool IsRandomForest { get; }

    /// <summary>The raw score before any tree.</summary>
    public double BaseScore { get; }

    /// <summary>The number of trees.</summary>
    public int TreeCount => _trees.Length;

    /// <summary>The trees, for tests.</summary>
    internal IReadOnlyList<RegressionTree> Trees => _trees;

    /// <summary>The mapping to bins, for tests.</summary>
    internal FeatureBinner Binner => _binner;

    /// <summary>What the model predicts for one row: a probability, an expected label or count, or a ranking score, as
    /// the objective says.</summary>
    /// <param name="row">The cells in schema order: the number, or the category code; NaN where missing. Codes that
    /// training did not meet count as unknown categories.</param>
    public double Predict(ReadOnlySpan<float> row) => ToPrediction(Score(row));

    /// <summary>The raw score of one row (for the logistic objective the log-odds).</summary>
    public double Score(ReadOnlySpan<float> row)
    {
        Schema.Check(row);
        int count = _binner.Features;
        Span<float> features = count <= StackFeatures ? stackalloc float[count] : new float[count];
        Span<byte> bins = count <= StackFeatures ? stackalloc byte[2 * count] : new byte[2 * count];
        return ScoreInto(row, features, bins);
    }

    /// <summary>What the model predicts for every row of a table.</summary>
    /// <exception cref="ArgumentException">The table has another schema than the model was trained on.</exception>
    public double[] Predict(FeatureTable table, int threads = 0)
    {
        double[] scores = Scores(table, threads);
        for (int r = 0; r < scores.Length; r++)
        {
            scores[r] = ToPrediction(scores[r]);
        }

        return scores;
    }

    /// <summary>The raw score of every row of a table.</summary>
    /// <exception cref="ArgumentException">The table has another schema than the model was trained on.</exception>
    public double[] Scores(FeatureTable table, int threads = 0)
    {
        Schema.Check(table);
        double[] scores = new double[table.Rows];
        WorkPartition.ForBlocks(table.Rows, RowsPerBlock, threads, (_, from, to) =>
        {
            float[] cells = new float[Schema.Count];
            float[] features = new float[_binner.Features];
            byte[] bins = new byte[_forest.RowLength];
            for (int r = from; r < to; r++)
            {
                table.CopyRow(r, cells);
                scores[r] = ScoreInto(cells, features, bins);
            }
        });
        return scores;
    }

    /// <summary>How much each column adds to a row's raw score: exact Shapley values (TreeSHAP). They sum, together
    /// with the value returned, which is the mean raw score over the training rows' paths, to the raw score. What a
    /// combination of columns adds is shared out evenly among them.</summary>
    /// <param name="row">The cells in schema order.</param>
    /// <param name="contributions">Filled with one number a column.</param>
    public double Contributions(ReadOnlySpan<float> row, Span<double> contributions)
    {
        Schema.Check(row);
        if (contributions.Length != Schema.Count)
        {
            throw new ArgumentException(
                $"There is room for {contributions.Length} contributions; the model has {Schema.Count} columns.");
        }

        float[] features = new float[_binner.Features];
        byte[] bins = new byte[_binner.Features];
        _encoder.Encode(row, features);
        _binner.BinRow(features, bins);
        double[] ofFeatures = new double[_binner.Features];
        double mean = BaseScore;
        var walker = new TreeContributions();
        foreach (RegressionTree tree in _trees)
        {
            mean += walker.Add(tree, bins, ofFeatures);
        }

        ShareOut(ofFeatures, contributions);
        return mean;
    }

    /// <summary>How much each column's splits lowered the training loss, as shares that sum to 1 (all 0 if no tree
    /// splits). What a combination of columns gained is shared out evenly among them.</summary>
    public double[] Importance()
    {
        double[] ofFeatures = new double[_binner.Features];
        double total = 0;
        foreach (RegressionTree tree in _trees)
        {
            for (int n = 0; n < tree.Count; n++)
            {
                if (!tree[n].IsLeaf)
                {
                    ofFeatures[tree[n].Feature] += tree[n].Gain;
                    total += tree[n].Gain;
                }
            }
        }

        double[] shares = new double[Schema.Count];
        ShareOut(ofFeatures, shares);
        for (int c = 0; c < shares.Length && total > 0; c++)
        {
            shares[c] /= total;
        }

        return shares;
    }

    /// <summary>Writes the model as a file of kind "boosted-trees".</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, LayoutVersion);
        Schema.Save(writer);
        writer.WriteInt32((int)Objective);
        writer.WriteFlag(IsRandomForest);
        writer.WriteDouble(BaseScore);
        _encoder.Save(writer);
        _binner.Save(writer);
        TreeFile.Save(writer, _trees);
        writer.Complete();
    }

    /// <summary>Reads a model; the stream must be seekable.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind.</exception>
    public static BoostedTreesModel Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, LayoutVersion);
        FeatureSchema schema = FeatureSchema.Load(reader);
        var objective = (TreeObjective)reader.ReadInt32();
        bool randomForest = reader.ReadFlag();
        double baseScore = reader.ReadDouble();
        CategoryEncoder encoder = CategoryEncoder.Load(reader, schema.Count);
        FeatureBinner binner = FeatureBinner.Load(reader);
        RegressionTree[] trees = TreeFile.Load(reader, binner);
        reader.Complete();
        if (!Enum.IsDefined(objective) || binner.Features != encoder.Features)
        {
            throw new InvalidDataException("The parts of the trees' file do not fit together.");
        }

        return new BoostedTreesModel(schema, encoder, binner, trees, objective, randomForest, baseScore);
    }

    private double ToPrediction(double score) => IsRandomForest && Objective == TreeObjective.Logistic
        ? Math.Clamp(score, 0, 1)
        : _meaning.Predict(score);

    private double ScoreInto(ReadOnlySpan<float> row, Span<float> features, Span<byte> bins)
    {
        _encoder.Encode(row, features);
        _binner.BinRow(features, bins);
        _forest.Double(bins);
        return BaseScore + _forest.Sum(bins);
    }

    private void ShareOut(double[] ofFeatures, Span<double> ofColumns)
    {
        ofColumns.Clear();
        for (int f = 0; f < ofFeatures.Length; f++)
        {
            ReadOnlySpan<int> sources = _encoder.Sources(f);
            foreach (int column in sources)
            {
                ofColumns[column] += ofFeatures[f] / sources.Length;
            }
        }
    }
}
