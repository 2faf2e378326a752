using Souk.Learning.Data;

namespace Souk.Learning.WeakSupervision;

/// <summary>Turns votes into probabilities of classes. Immutable and safe to share.</summary>
public interface ILabelCombiner
{
    /// <summary>The probability of every class for every row, rows × classes.</summary>
    /// <exception cref="ArgumentException">The votes are of another number of functions or classes.</exception>
    DenseMatrix Predict(LabelVotes votes);
}
