using Souk.Learning.Data;
using Souk.Learning.Linear;
using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.FactorizationMachines;

/// <summary>The training of one machine: epochs over the rows in random order, and early stopping.</summary>
internal sealed class FactorizationRun<TStep>
    where TStep : struct, ICoordinateStep
{
    /// <summary>How many rows pass between looks at the cancellation token.</summary>
    private const int RowsPerCheck = 4096;

    /// <summary>How many rows ahead a row's entries are asked for: rows come in random order. Their parameters follow
    /// when the entries are there.</summary>
    private const int EntriesAhead = 8;

    private const int ParametersAhead = 2;

    private readonly LabelledRows _training;
    private readonly LabelledRows? _validation;
    private readonly FactorizationMachineOptions _options;
    private readonly FactorizationParameters _parameters;
    private readonly FactorizationLearner<TStep> _learner;
    private readonly int _machine;
    private readonly int[] _order;
    private readonly float[] _sums;

    public FactorizationRun(
        LabelledRows training, FactorizationMachineOptions options, LabelledRows? validation, TStep step, int machine)
    {
        _training = training;
        _options = options;
        _validation = validation;
        _machine = machine;
        _parameters = new FactorizationParameters(
            training.Features.Dimension, training.Features.FieldCount, options.FieldAware, options.Factors,
            step.Lanes);
        _parameters.Draw(options.InitialScale, options.Seed, (ulong)machine * 2);
        _parameters.Bias = InitialBias(training.Targets, options.Target);
        _learner = new FactorizationLearner<TStep>(options, _parameters, step);
        _sums = new float[_parameters.Width];
        _order = new int[training.Features.Rows];
        for (int r = 0; r < _order.Length; r++)
        {
            _order[r] = r;
        }
    }

    public FactorizationParameters Train(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var random = new SeededRandom(_options.Seed, ((ulong)_machine * 2) + 1);
        FactorizationParameters? best = null;
        double bestLoss = double.PositiveInfinity;
        int bestEpoch = 0;
        for (int epoch = 1; epoch <= _options.Epochs; epoch++)
        {
            random.Shuffle<int>(_order);
            double loss = RunEpoch(cancellation);
            double validationLoss = ValidationLoss();
            progress?.Report(new TrainingProgress(epoch, _options.Epochs, loss, validationLoss));
            if (_validation is null || _options.EarlyStoppingRounds == 0)
            {
                continue;
            }

            if (validationLoss < bestLoss)
            {
                bestLoss = validationLoss;
                bestEpoch = epoch;
                best = _parameters.Copy();
            }
            else if (epoch - bestEpoch >= _options.EarlyStoppingRounds)
            {
                break;
            }
        }

        return best ?? _parameters.Copy();
    }

    private double RunEpoch(CancellationToken cancellation)
    {
        SparseRows rows = _training.Features;
        TrainingTargets targets = _training.Targets;
        double loss = 0;
        double weights = 0;
        for (int i = 0; i < _order.Length; i++)
        {
            if (i % RowsPerCheck == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            if (i + EntriesAhead < _order.Length)
            {
                FactorizationLearner<TStep>.PrefetchEntries(rows, _order[i + EntriesAhead]);
                _learner.PrefetchParameters(rows.Indices(_order[i + ParametersAhead]));
            }

            int r = _order[i];
            float weight = targets.Weight(r);
            loss += _learner.Learn(rows.Indices(r), rows.Values(r), rows.Fields(r), targets.Labels[r], weight);
            weights += weight;
        }

        return loss / weights;
    }

    private double ValidationLoss()
    {
        if (_validation is null)
        {
            return double.NaN;
        }

        SparseRows rows = _validation.Features;
        double loss = 0;
        double weights = 0;
        for (int r = 0; r < rows.Rows; r++)
        {
            float scale = FactorizationScorer.Scale(rows.Values(r), _options.NormalizeRows);
            double score = FactorizationScorer.Score(
                _parameters, rows.Indices(r), rows.Values(r), rows.Fields(r), scale, _sums);
            double label = _validation.Targets.Labels[r];
            double weight = _validation.Targets.Weight(r);
            loss += weight * (_options.Target == FactorizationTarget.Binary
                ? Math.Log(1 + Math.Exp(-Math.Abs(score))) + Math.Max(score, 0) - (label * score)
                : (score - label) * (score - label) / 2);
            weights += weight;
        }

        return loss / weights;
    }

    /// <summary>The bias that predicts the mean label when there are no features.</summary>
    private static float InitialBias(TrainingTargets targets, FactorizationTarget target)
    {
        double sum = 0;
        double weights = 0;
        for (int r = 0; r < targets.Rows; r++)
        {
            sum += targets.Weight(r) * (double)targets.Labels[r];
            weights += targets.Weight(r);
        }

        double mean = sum / weights;
        return (float)(target == FactorizationTarget.Binary ? Logistic.LogOdds(mean) : mean);
    }
}
