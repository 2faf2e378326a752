namespace Souk.Learning.Deep.Training;

/// <summary>What the supervised networks' trainings have in common, taken out of their options.</summary>
internal sealed record NetworkTrainingOptions(
    int BatchSize, double LearningRate, double Dropout, double L2, double EmbeddingL2, double InitialDeviation,
    ulong Seed, int Threads);
