using Souk.Learning.Numerics;

namespace Souk.Learning.Factorization;

/// <summary>
/// Solves one user or item of <see cref="RatingFactorization"/>. A user's row is (bias, 1, factors), an item's (1,
/// bias, factors), so that the inner product is the sum of both biases and the product of the factors. A workspace.
/// </summary>
internal sealed unsafe class RatingRow(RatingFactorizationOptions options)
{
    /// <summary>Columns beside the factors.</summary>
    public const int BiasColumns = 2;

    private readonly RidgeSolver _solver = new(options.Factors + BiasColumns);
    private readonly float[] _diagonal = new float[VectorTable.Padded(options.Factors + BiasColumns)];
    private float[] _targets = [];
    private float[] _weights = [];

    /// <summary>Solves a row exactly against the other side.</summary>
    /// <param name="still">The other side.</param>
    /// <param name="ids">Its rows that ratings are known for.</param>
    /// <param name="ratings">The ratings.</param>
    /// <param name="mean">The mean of all ratings.</param>
    /// <param name="bias">The column of this side's bias, 0 for users and 1 for items.</param>
    /// <param name="row">Receives the solution.</param>
    public void Solve(
        VectorTable still, ReadOnlySpan<int> ids, ReadOnlySpan<float> ratings, double mean, int bias, float* row)
    {
        if (_targets.Length < ids.Length)
        {
            _targets = new float[ids.Length];
            _weights = new float[ids.Length];
            Array.Fill(_weights, 1f);
        }

        int otherBias = 1 - bias;
        for (int i = 0; i < ids.Length; i++)
        {
            _targets[i] = (float)(ratings[i] - mean) - still.Row(ids[i])[otherBias];
        }

        Array.Fill(_diagonal, 1f);
        _diagonal.AsSpan(BiasColumns, options.Factors).Fill((float)(options.Regularization * Math.Max(1, ids.Length)));
        _diagonal[bias] = (float)options.BiasRegularization;

        // The other side's bias is no unknown of this row: an infinite penalty keeps its column out.
        _diagonal[otherBias] = float.PositiveInfinity;
        _solver.Solve(still, ids, _weights.AsSpan(0, ids.Length), _targets.AsSpan(0, ids.Length), _diagonal, row);
        row[otherBias] = 1f;
    }
}
