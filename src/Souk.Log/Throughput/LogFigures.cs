namespace Souk.Log.Throughput;

/// <summary>The best figures of a run of <see cref="LogThroughput"/>.</summary>
/// <param name="AppendsPerSecond">Durable appends of single records a second, with the number of producers that gave
/// most.</param>
/// <param name="ReadsPerSecond">Records read back a second.</param>
public sealed record LogFigures(double AppendsPerSecond, double ReadsPerSecond);
