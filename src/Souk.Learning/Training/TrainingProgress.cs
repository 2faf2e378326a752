namespace Souk.Learning.Training;

/// <summary>How far a training has come.</summary>
/// <param name="Step">Steps done (epochs, iterations or trees; each method says which), 1 to
/// <paramref name="Steps"/>.</param>
/// <param name="Steps">Steps asked for; early stopping may end before.</param>
/// <param name="TrainingLoss">The mean training loss after this step, or NaN where the method does not compute
/// it.</param>
/// <param name="ValidationLoss">The validation loss (or metric; the method says which), or NaN where there is
/// none.</param>
public readonly record struct TrainingProgress(
    int Step, int Steps, double TrainingLoss = double.NaN, double ValidationLoss = double.NaN);
