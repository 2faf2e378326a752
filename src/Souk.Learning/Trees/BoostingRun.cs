using Souk.Learning.Data;
using Souk.Learning.Training;
using Souk.Learning.Trees.Objectives;

namespace Souk.Learning.Trees;

/// <summary>One training: encodes and bins the tables, then grows tree after tree.</summary>
internal sealed class BoostingRun
{
    private const int RowsPerBlock = 16_384;

    private readonly BoostedTreesOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly LabelledTable _training;
    private readonly TrainingTargets? _validationTargets;
    private readonly Objective _objective;
    private readonly CategoryEncoder _encoder;
    private readonly BinnedTable[] _tables;
    private readonly BinnedTable? _validationTable;
    private readonly TreeGrower _grower;
    private readonly QuantizedGradients _gradients;
    private readonly RowSampler _sampler;
    private readonly float[] _first;
    private readonly float[] _second;
    private readonly PermutedScores _scores;
    private readonly float[] _validationScores;
    private readonly double _baseScore;
    private readonly List<RegressionTree> _trees = [];

    public BoostingRun(
        LabelledTable training, BoostedTreesOptions options, LabelledTable? validation, CancellationToken cancellation)
    {
        _training = training;
        _options = options;
        _cancellation = cancellation;
        _validationTargets = validation?.Targets;
        Objective.For(options.Objective).Check(training.Targets);
        _objective = Objective.For(options.RandomForest ? TreeObjective.Squared : options.Objective);
        if (validation is not null)
        {
            Objective.For(options.Objective).Check(validation.Targets);
        }

        (_encoder, float[][][] columns) = new CategoryEncoderTrainer(training, options).Train(cancellation);
        if (_encoder.Features > PackedForest.MaxFeatures)
        {
            throw new ArgumentException(
                $"The columns make {_encoder.Features} features; at most {PackedForest.MaxFeatures} are allowed.");
        }

        FeatureBinner binner = FeatureBinner.Fit(columns[0], options.MaxBins, options.Threads);
        _tables = Array.ConvertAll(columns, c => BinnedTable.Create(c, binner, options.Threads));
        _validationTable = validation is null ? null : Encode(validation.Features, binner);
        int rows = training.Features.Rows;
        _grower = new TreeGrower(options, binner, rows, EncodedConstraints());
        _gradients = new QuantizedGradients(rows, options.Threads);
        _sampler = new RowSampler(rows, options.Seed, options.Threads);
        _first = new float[rows];
        _second = new float[rows];
        _baseScore = _objective.BaseScore(training.Targets);
        _scores = new PermutedScores(options, _objective, training.Targets, _tables, _baseScore);
        _validationScores = new float[validation?.Features.Rows ?? 0];
        Array.Fill(_validationScores, (float)_baseScore);
    }

    /// <summary>Grows all trees, or until validation stops improving.</summary>
    public BoostedTreesModel Train(IProgress<TrainingProgress>? progress)
    {
        double best = double.PositiveInfinity;
        int bestTrees = 0;
        for (int t = 0; t < _options.Trees; t++)
        {
            _cancellation.ThrowIfCancellationRequested();
            RegressionTree tree = GrowTree(t);
            _trees.Add(tree);
            double loss = ValidationLoss(tree);
            progress?.Report(new TrainingProgress(t + 1, _options.Trees, double.NaN, loss));
            if (loss < best)
            {
                best = loss;
                bestTrees = t + 1;
            }

            if (_validationTable is not null && _options.EarlyStoppingRounds > 0
                && t + 1 - bestTrees >= _options.EarlyStoppingRounds)
            {
                break;
            }
        }

        if (_validationTable is not null && _options.EarlyStoppingRounds > 0)
        {
            _trees.RemoveRange(bestTrees, _trees.Count - bestTrees);
        }

        return Finish();
    }

    private RegressionTree GrowTree(int number)
    {
        int order = number % _tables.Length;
        BinnedTable table = _tables[order];
        _objective.Derive(_scores.Under(order), _training.Targets, _first, _second, _options.Threads);
        bool[]? sampled = _options.RandomForest
            ? _sampler.Bootstrap(number, _first, _second)
            : _sampler.Draw(_options.RowSample, number);
        _gradients.Set(_first, _second);
        RegressionTree tree = _grower.Grow(table, _gradients, sampled, number);
        if (!_options.RandomForest)
        {
            AddToScores(tree, table, _scores.Under(order), sampled);
            _scores.MoveOthers(tree, order, sampled);
            tree.Scale(_options.LearningRate);
        }

        return tree;
    }

    /// <summary>Adds a tree to the training scores: by its leaves' rows, and by walking it for rows it did not
    /// see.</summary>
    private void AddToScores(RegressionTree tree, BinnedTable table, float[] scores, bool[]? sampled)
    {
        List<OpenLeaf> leaves = _grower.Leaves;
        int[] rows = _grower.Partition.Rows;
        WorkPartition.ForBlocks(leaves.Count, 4, _options.Threads, (_, from, to) =>
        {
            for (int l = from; l < to; l++)
            {
                float value = (float)(tree[leaves[l].Node].Value * _options.LearningRate);
                foreach (int row in rows.AsSpan(leaves[l].Begin, leaves[l].Count))
                {
                    scores[row] += value;
                }
            }
        });
        if (sampled is null)
        {
            return;
        }

        WorkPartition.ForBlocks(scores.Length, RowsPerBlock, _options.Threads, (_, from, to) =>
        {
            for (int r = from; r < to; r++)
            {
                if (!sampled[r])
                {
                    scores[r] += (float)(tree[tree.Leaf(table, r)].Value * _options.LearningRate);
                }
            }
        });
    }

    private double ValidationLoss(RegressionTree tree)
    {
        if (_validationTable is null)
        {
            return double.NaN;
        }

        BinnedTable table = _validationTable;
        WorkPartition.ForBlocks(_validationScores.Length, RowsPerBlock, _options.Threads, (_, from, to) =>
        {
            for (int r = from; r < to; r++)
            {
                _validationScores[r] += tree[tree.Leaf(table, r)].Value;
            }
        });
        if (!_options.RandomForest)
        {
            return _objective.Loss(_validationScores, _validationTargets!);
        }

        // The scores are the sum of all trees so far; a forest predicts their mean.
        float[] means = new float[_validationScores.Length];
        for (int r = 0; r < means.Length; r++)
        {
            means[r] = (float)(_baseScore + ((_validationScores[r] - _baseScore) / _trees.Count));
        }

        return _objective.Loss(means, _validationTargets!);
    }

    private BoostedTreesModel Finish()
    {
        if (_options.RandomForest)
        {
            _trees.ForEach(t => t.Scale(1.0 / _trees.Count));
        }

        bool[] used = new bool[_encoder.Features];
        foreach (RegressionTree tree in _trees)
        {
            for (int n = 0; n < tree.Count; n++)
            {
                if (!tree[n].IsLeaf)
                {
                    used[tree[n].Feature] = true;
                }
            }
        }

        return new BoostedTreesModel(
            _training.Features.Schema, _encoder.Trim(used), _tables[0].Binner, [.. _trees],
            _options.Objective, _options.RandomForest, _baseScore);
    }

    /// <summary>Encodes rows that were not learned from, with the full statistics, as scoring does.</summary>
    private BinnedTable Encode(FeatureTable table, FeatureBinner binner)
    {
        var columns = new float[_encoder.Features][];
        for (int f = 0; f < columns.Length; f++)
        {
            columns[f] = new float[table.Rows];
        }

        WorkPartition.ForBlocks(table.Rows, RowsPerBlock, _options.Threads, (_, from, to) =>
        {
            float[] cells = new float[table.Columns.Count];
            float[] features = new float[columns.Length];
            for (int r = from; r < to; r++)
            {
                table.CopyRow(r, cells);
                _encoder.Encode(cells, features);
                for (int f = 0; f < features.Length; f++)
                {
                    columns[f][r] = features[f];
                }
            }
        });
        return BinnedTable.Create(columns, binner, _options.Threads);
    }

    private int[]? EncodedConstraints()
    {
        if (_options.Monotone is null || _options.Monotone.All(m => m == 0))
        {
            return null;
        }

        int[] encoded = new int[_encoder.Features];
        for (int i = 0; i < _encoder.Numeric.Length; i++)
        {
            encoded[i] = _options.Monotone[_encoder.Numeric[i]];
        }

        return encoded;
    }
}
