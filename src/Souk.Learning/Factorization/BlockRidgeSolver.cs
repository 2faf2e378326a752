using Souk.Learning.Numerics;

namespace Souk.Learning.Factorization;

/// <summary>
/// One pass over blocks of coordinates of the problem of <see cref="RidgeSolver"/> with all targets one, each block
/// solved exactly while the others stand still (iALS++; Rendle et al., 2021). Starts from the x it is given. A
/// workspace: not safe for use from several threads.
/// </summary>
internal sealed unsafe class BlockRidgeSolver
{
    private const int ChunkRows = 256;

    private readonly int _columns;
    private readonly int _block;
    private readonly AlignedBuffer _gathered;
    private readonly AlignedBuffer _matrix;
    private readonly AlignedBuffer _gradient;
    private readonly AlignedBuffer _step;
    private readonly AlignedBuffer _inverse;
    private readonly AlignedBuffer _scale;
    private float[] _errors = [];

    public BlockRidgeSolver(int columns, int block)
    {
        _columns = VectorTable.Padded(columns);
        _block = Math.Min(VectorTable.Padded(block), _columns);
        _gathered = new AlignedBuffer(ChunkRows * _block);
        _matrix = new AlignedBuffer(_block * _block);
        _gradient = new AlignedBuffer(_block);
        _step = new AlignedBuffer(_block);
        _inverse = new AlignedBuffer(_block);
        _scale = new AlignedBuffer(_block);
    }

    /// <summary>Improves x by one pass over the blocks.</summary>
    public void Improve(
        VectorTable table, ReadOnlySpan<int> ids, ReadOnlySpan<float> weights, ReadOnlySpan<float> diagonal, float* x)
    {
        if (_errors.Length < ids.Length)
        {
            _errors = new float[ids.Length];
        }

        for (int i = 0; i < ids.Length; i++)
        {
            _errors[i] = VectorKernels.Dot(table.RowPointer(ids[i]), x, _columns) - 1f;
        }

        for (int from = 0; from < _columns; from += _block)
        {
            int size = Math.Min(_block, _columns - from);
            for (int c = 0; c < size; c++)
            {
                _scale.Pointer[c] = 1f / MathF.Sqrt(diagonal[from + c]);
            }

            ImproveBlock(table, ids, weights, from, size, x + from);
        }

        GC.KeepAlive(this);
        GC.KeepAlive(table);
    }

    private void ImproveBlock(
        VectorTable table, ReadOnlySpan<int> ids, ReadOnlySpan<float> weights, int from, int size, float* x)
    {
        new Span<float>(_matrix.Pointer, size * size).Clear();
        for (int c = 0; c < size; c++)
        {
            _matrix.Pointer[(c * size) + c] = 1f;
            _gradient.Pointer[c] = x[c] / _scale.Pointer[c];
        }

        for (int start = 0; start < ids.Length; start += ChunkRows)
        {
            int count = Math.Min(ChunkRows, ids.Length - start);
            for (int i = 0; i < count; i++)
            {
                float root = MathF.Sqrt(weights[start + i]);
                float* row = table.RowPointer(ids[start + i]) + from;
                float* to = _gathered.Pointer + (i * size);
                for (int c = 0; c < size; c++)
                {
                    to[c] = root * row[c] * _scale.Pointer[c];
                }

                VectorKernels.AddScaled(_gradient.Pointer, root * _errors[start + i], to, size);
            }

            MatrixKernels.AddGramUpper(_gathered.Pointer, size, _matrix.Pointer, size, size, count);
        }

        if (!CholeskyKernel.Factorize(_matrix.Pointer, size, _inverse.Pointer))
        {
            throw new ArithmeticException(
                "A row's least-squares system overflowed single precision; use smaller weights or more " +
                "regularization.");
        }

        CholeskyKernel.Solve(_matrix.Pointer, size, _inverse.Pointer, _gradient.Pointer, _step.Pointer);
        for (int c = 0; c < size; c++)
        {
            _step.Pointer[c] *= _scale.Pointer[c];
            x[c] -= _step.Pointer[c];
        }

        for (int i = 0; i < ids.Length; i++)
        {
            _errors[i] -= VectorKernels.Dot(table.RowPointer(ids[i]) + from, _step.Pointer, size);
        }
    }
}
