using Souk.Learning.Persistence;

namespace Souk.Risk.Models;

/// <summary>What a risk model scores rows with. Immutable and thread-safe.</summary>
internal interface IRiskEstimator
{
    /// <summary>The number of columns.</summary>
    int Columns { get; }

    /// <summary>The score before calibration; higher is worse. No allocation.</summary>
    double Score(ReadOnlySpan<float> row);

    /// <summary>What each column adds to the score.</summary>
    /// <returns>Whether the method can tell; if not, nothing is written.</returns>
    bool Contributions(ReadOnlySpan<float> row, Span<double> contributions);

    void Save(ModelWriter writer);
}
