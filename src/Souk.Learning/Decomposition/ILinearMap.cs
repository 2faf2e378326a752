using Souk.Learning.Data;

namespace Souk.Learning.Decomposition;

/// <summary>A matrix that is only ever multiplied with: sparse or dense.</summary>
internal interface ILinearMap
{
    /// <summary>The number of rows.</summary>
    int Rows { get; }

    /// <summary>The number of columns.</summary>
    int Columns { get; }

    /// <summary>Overwrites <paramref name="result"/> (Rows × k) with this matrix times x (Columns × k).</summary>
    void Multiply(DenseMatrix x, DenseMatrix result, int threads, CancellationToken cancellation);

    /// <summary>Overwrites <paramref name="result"/> (Columns × k) with this matrix transposed times x (Rows ×
    /// k).</summary>
    void MultiplyTransposed(DenseMatrix x, DenseMatrix result, int threads, CancellationToken cancellation);
}
