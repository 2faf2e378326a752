using Souk.Learning.Data;

namespace Souk.Learning.Anomaly;

/// <summary>A fitted detector of unusual rows. Immutable and safe to share between threads.</summary>
public interface IAnomalyModel
{
    /// <summary>The number of columns of the rows it scores.</summary>
    int Columns { get; }

    /// <summary>How unusual one row is; higher is more unusual. The unit is the method's own, so scores of two methods
    /// are compared by rank only.</summary>
    /// <exception cref="ArgumentException">The row has another number of columns or an entry that is not
    /// finite.</exception>
    double ScoreRow(ReadOnlySpan<float> row);

    /// <summary>Scores every row; the same for any number of threads (0: one per processor).</summary>
    double[] Score(DenseMatrix data, int threads = 0, CancellationToken cancellation = default);

    /// <summary>Scores the rows that the model was fitted on, in their order, as if each were new: methods that look
    /// for neighbours do not count a row as its own.</summary>
    /// <exception cref="ArgumentException">The matrix has not the shape of the fitted one.</exception>
    double[] ScoreTraining(DenseMatrix training, int threads = 0, CancellationToken cancellation = default);

    /// <summary>Writes the model as one model file; the stream stays open.</summary>
    void Save(Stream stream);
}
