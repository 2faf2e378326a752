using Souk.Learning.Deep.Networks;
using Souk.Learning.Persistence;
using Souk.Learning.Training;

namespace Souk.Learning.Deep.Training;

/// <summary>Epochs with early stopping and a checkpoint after each.</summary>
internal sealed class EpochLoop
{
    private const string Kind = "training-checkpoint";
    private const int LayoutVersion = 1;

    private readonly IEpochLearner _learner;
    private readonly int _epochs;
    private readonly int _patience;
    private readonly string? _checkpoint;
    private NetworkWeights[]? _best;
    private double _bestLoss = double.PositiveInfinity;
    private int _bestEpoch;
    private int _epoch;

    /// <param name="learner">What learns.</param>
    /// <param name="epochs">The largest number of epochs.</param>
    /// <param name="patience">Epochs without a better validation loss before it ends; 0 turns this off.</param>
    /// <param name="checkpoint">The file of the checkpoint, or null.</param>
    public EpochLoop(IEpochLearner learner, int epochs, int patience, string? checkpoint)
    {
        _learner = learner;
        _epochs = epochs;
        _patience = patience;
        _checkpoint = checkpoint;
    }

    /// <summary>Trains to the end; the learner then holds the weights of the best epoch (without validation, of the
    /// last).</summary>
    public void Run(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        byte[] fingerprint = _checkpoint is null ? [] : _learner.Fingerprint();
        if (_checkpoint is not null && File.Exists(_checkpoint))
        {
            Load(fingerprint);
        }

        while (_epoch < _epochs && (_best is null || _epoch - _bestEpoch < _patience))
        {
            double loss = _learner.LearnEpoch(_epoch + 1, cancellation);
            double validationLoss = _learner.ValidationLoss(cancellation);
            _epoch++;
            Judge(validationLoss);
            if (_checkpoint is not null)
            {
                Save(fingerprint);
            }

            progress?.Report(new TrainingProgress(_epoch, _epochs, loss, validationLoss));
        }

        for (int w = 0; _best is not null && w < _best.Length; w++)
        {
            _best[w].CopyTo(_learner.Weights[w]);
        }
    }

    private void Judge(double validationLoss)
    {
        if (_patience == 0 || !(validationLoss < _bestLoss))
        {
            return;
        }

        _bestLoss = validationLoss;
        _bestEpoch = _epoch;
        _best ??= [.. _learner.Weights.Select(w => w.Copy())];
        for (int w = 0; w < _best.Length; w++)
        {
            _learner.Weights[w].CopyTo(_best[w]);
        }
    }

    /// <summary>Writes beside the old checkpoint and then takes its place, so that a crash leaves one of the
    /// two.</summary>
    private void Save(byte[] fingerprint)
    {
        string part = _checkpoint + ".part";
        using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write))
        {
            var writer = new ModelWriter(stream, Kind, LayoutVersion);
            writer.WriteArray<byte>(fingerprint);
            writer.WriteInt32(_epoch);
            writer.WriteInt32(_bestEpoch);
            writer.WriteDouble(_bestLoss);
            foreach (NetworkWeights weights in _learner.Weights)
            {
                weights.Save(writer);
            }

            foreach (NetworkWeights weights in _best ?? [])
            {
                weights.Save(writer);
            }

            _learner.SaveOptimizer(writer);
            writer.Complete();
            stream.Flush(flushToDisk: true);
        }

        File.Move(part, _checkpoint!, overwrite: true);
    }

    private void Load(byte[] fingerprint)
    {
        using var stream = new FileStream(_checkpoint!, FileMode.Open, FileAccess.Read);
        var reader = new ModelReader(stream, Kind, LayoutVersion);
        if (!reader.ReadArray<byte>().AsSpan().SequenceEqual(fingerprint))
        {
            throw new ArgumentException(
                $"The checkpoint {_checkpoint} is of a training with other options or data; name another file, or " +
                $"delete it to start anew.");
        }

        _epoch = reader.ReadInt32();
        _bestEpoch = reader.ReadInt32();
        _bestLoss = reader.ReadDouble();
        foreach (NetworkWeights weights in _learner.Weights)
        {
            weights.Load(reader);
        }

        if (_bestEpoch > 0)
        {
            _best = [.. _learner.Weights.Select(w => w.Copy())];
            foreach (NetworkWeights weights in _best)
            {
                weights.Load(reader);
            }
        }

        _learner.LoadOptimizer(reader);
        reader.Complete();
    }
}
