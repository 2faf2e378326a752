using Souk.Learning.Persistence;

namespace Souk.Risk.Models;

/// <summary>What a risk model scores rows with. Immutable and thread-safe.</summary>
internal interface IRiskEstimator
{
    /// <summary>The number of columns.</summary>
    int Columns { get; }

    /// <summary>The score before calibration; higher is worse. No allocation.</summary>
    double Score(ReadOnlySpan<float> row);

    /// <summary>Writes what each column adds to the score, or to a number that rises with it.</summary>
    void Contributions(ReadOnlySpan<float> row, Span<double> contributions);

    void Save(ModelWriter writer);
}
