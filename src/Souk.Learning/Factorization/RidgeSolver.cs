using Souk.Learning.Numerics;

namespace Souk.Learning.Factorization;

/// <summary>
/// Solves min over x of Σ w_i (t_i − v_i · x)² + Σ d_c x_c² exactly, where v_i are some rows of a table. With the
/// scaled rows X = W^½ V D^-½ and y = D^½ x this is (I + XᵀX) y = Xᵀ W^½ t, or, equivalently and cheaper for fewer rows
/// than columns, y = Xᵀ z with (I + XXᵀ) z = W^½ t. Both matrices have no eigenvalue below one, so single precision is
/// safe. A workspace: not safe for use from several threads.
/// </summary>
internal sealed unsafe class RidgeSolver
{
    // Rows gathered at once by the column form; they stay in the second-level cache.
    private const int ChunkRows = 256;

    private readonly int _size;
    private readonly AlignedBuffer _gathered;
    private readonly AlignedBuffer _matrix;
    private readonly AlignedBuffer _scale;
    private readonly AlignedBuffer _right;
    private readonly AlignedBuffer _solution;
    private readonly AlignedBuffer _inverse;

    /// <summary>Makes room for tables of that row length.</summary>
    public RidgeSolver(int columns)
    {
        _size = VectorTable.Padded(columns);
        _gathered = new AlignedBuffer(_size * Math.Max(_size, ChunkRows));
        _matrix = new AlignedBuffer(_size * _size);
        _scale = new AlignedBuffer(_size);
        _right = new AlignedBuffer(_size);
        _solution = new AlignedBuffer(_size);
        _inverse = new AlignedBuffer(_size);
    }

    /// <summary>The padded number of columns.</summary>
    public int Size => _size;

    /// <summary>Solves for x.</summary>
    /// <param name="table">Where the rows v_i stand.</param>
    /// <param name="ids">Which rows.</param>
    /// <param name="weights">The weight of each, 0 or more.</param>
    /// <param name="targets">The target of each, or empty for all ones.</param>
    /// <param name="diagonal">d, padded with ones; all above 0.</param>
    /// <param name="x">Receives the solution, padded.</param>
    public void Solve(
        VectorTable table, ReadOnlySpan<int> ids, ReadOnlySpan<float> weights, ReadOnlySpan<float> targets,
        ReadOnlySpan<float> diagonal, float* x)
    {
        for (int c = 0; c < _size; c++)
        {
            _scale.Pointer[c] = 1f / MathF.Sqrt(diagonal[c]);
        }

        if (ids.Length == 0)
        {
            new Span<float>(x, _size).Clear();
        }
        else if (VectorTable.Padded(ids.Length) <= _size)
        {
            SolveByRows(table, ids, weights, targets, x);
        }
        else
        {
            SolveByColumns(table, ids, weights, targets, x);
        }

        for (int c = 0; c < _size; c++)
        {
            x[c] *= _scale.Pointer[c];
        }

        GC.KeepAlive(this);
    }

    private void SolveByRows(
        VectorTable table, ReadOnlySpan<int> ids, ReadOnlySpan<float> weights, ReadOnlySpan<float> targets, float* y)
    {
        int padded = VectorTable.Padded(ids.Length);
        float* columns = _gathered.Pointer;
        float* right = _right.Pointer;
        new Span<float>(right, padded).Clear();
        for (int i = 0; i < ids.Length; i++)
        {
            float root = MathF.Sqrt(weights[i]);
            right[i] = targets.IsEmpty ? root : root * targets[i];
            float* row = table.RowPointer(ids[i]);
            for (int c = 0; c < _size; c++)
            {
                columns[(c * padded) + i] = root * row[c] * _scale.Pointer[c];
            }
        }

        for (int c = 0; ids.Length < padded && c < _size; c++)
        {
            new Span<float>(columns + (c * padded) + ids.Length, padded - ids.Length).Clear();
        }

        SetIdentity(padded);
        MatrixKernels.AddGramUpper(columns, padded, _matrix.Pointer, padded, padded, _size);
        FactorizeAndSolve(padded);
        for (int c = 0; c < _size; c++)
        {
            y[c] = VectorKernels.Dot(columns + (c * padded), _solution.Pointer, padded);
        }
    }

    private void SolveByColumns(
        VectorTable table, ReadOnlySpan<int> ids, ReadOnlySpan<float> weights, ReadOnlySpan<float> targets, float* y)
    {
        SetIdentity(_size);
        float* right = _right.Pointer;
        new Span<float>(right, _size).Clear();
        for (int from = 0; from < ids.Length; from += ChunkRows)
        {
            int count = Math.Min(ChunkRows, ids.Length - from);
            for (int i = 0; i < count; i++)
            {
                float root = MathF.Sqrt(weights[from + i]);
                float* row = table.RowPointer(ids[from + i]);
                float* to = _gathered.Pointer + (i * _size);
                for (int c = 0; c < _size; c++)
                {
                    to[c] = root * row[c] * _scale.Pointer[c];
                }

                VectorKernels.AddScaled(right, targets.IsEmpty ? root : root * targets[from + i], to, _size);
            }

            MatrixKernels.AddGramUpper(_gathered.Pointer, _size, _matrix.Pointer, _size, _size, count);
        }

        FactorizeAndSolve(_size);
        new Span<float>(_solution.Pointer, _size).CopyTo(new Span<float>(y, _size));
    }

    private void SetIdentity(int size)
    {
        new Span<float>(_matrix.Pointer, size * size).Clear();
        for (int c = 0; c < size; c++)
        {
            _matrix.Pointer[(c * size) + c] = 1f;
        }
    }

    private void FactorizeAndSolve(int size)
    {
        if (!CholeskyKernel.Factorize(_matrix.Pointer, size, _inverse.Pointer))
        {
            throw new ArithmeticException(
                "A row's least-squares system overflowed single precision; use smaller weights or more " +
                "regularization.");
        }

        CholeskyKernel.Solve(_matrix.Pointer, size, _inverse.Pointer, _right.Pointer, _solution.Pointer);
    }
}
