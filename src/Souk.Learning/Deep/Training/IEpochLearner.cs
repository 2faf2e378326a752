using Souk.Learning.Deep.Networks;
using Souk.Learning.Persistence;

namespace Souk.Learning.Deep.Training;

/// <summary>A training that goes in epochs, as <see cref="EpochLoop"/> drives it.</summary>
internal interface IEpochLearner
{
    /// <summary>What is learned.</summary>
    IReadOnlyList<NetworkWeights> Weights { get; }

    /// <summary>Learns from all rows once; gives their mean loss as they came by.</summary>
    /// <param name="epoch">The number of the epoch, from 1; all random choices derive from it and the seed.</param>
    /// <param name="cancellation">Ends the epoch early.</param>
    double LearnEpoch(int epoch, CancellationToken cancellation);

    /// <summary>The mean loss on the validation rows, or NaN if there are none.</summary>
    double ValidationLoss(CancellationToken cancellation);

    /// <summary>Writes what the optimizer remembers.</summary>
    void SaveOptimizer(ModelWriter writer);

    /// <summary>Reads what the optimizer remembers.</summary>
    void LoadOptimizer(ModelReader reader);

    /// <summary>A fingerprint of options and data: a checkpoint of another one is refused.</summary>
    byte[] Fingerprint();
}
