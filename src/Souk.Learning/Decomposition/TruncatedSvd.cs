using Souk.Learning.Data;

namespace Souk.Learning.Decomposition;

/// <summary>The leading part of a singular value decomposition, A ≈ Left · diag(SingularValues) · Rightᵀ.</summary>
/// <param name="Left">Rows of A × rank; orthonormal columns. A column whose singular value is 0 is zero.</param>
/// <param name="SingularValues">Descending, not negative; as many as the rank.</param>
/// <param name="Right">Columns of A × rank; orthonormal columns, the entry of largest size in each positive. A column
/// whose singular value is 0 is zero.</param>
public sealed record TruncatedSvd(DenseMatrix Left, double[] SingularValues, DenseMatrix Right);
