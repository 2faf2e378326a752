using Souk.Learning.Numerics;

namespace Souk.Learning.Factorization;

/// <summary>What one thread needs to solve rows of implicit ALS.</summary>
internal sealed unsafe class AlsWorkspace
{
    private readonly RidgeSolver _exact;
    private readonly BlockRidgeSolver? _block;
    private readonly AlignedBuffer _diagonal;
    private readonly int _longestExact;

    public AlsWorkspace(ImplicitAlsOptions options)
    {
        _exact = new RidgeSolver(options.Factors);
        _diagonal = new AlignedBuffer(_exact.Size);
        _longestExact = int.MaxValue;
        if (options.Solver == AlsSolver.Block && options.BlockSize < options.Factors)
        {
            _block = new BlockRidgeSolver(options.Factors, options.BlockSize);
            _longestExact = VectorTable.Padded(options.BlockSize);
        }
    }

    /// <summary>Solves one row against the side that stands still. The block solver starts from x as it is.</summary>
    public void Solve(AlsSide side, ReadOnlySpan<int> ids, ReadOnlySpan<float> weights, float* x)
    {
        side.FillDiagonal(weights, _diagonal.Span);
        if (ids.Length <= _longestExact)
        {
            _exact.Solve(side.Table, ids, weights, default, _diagonal.Span, x);
        }
        else
        {
            _block!.Improve(side.Table, ids, weights, _diagonal.Span, x);
        }

        // Padding columns have no data; their exact solution is zero, which the kernels may leave as a rounding of it.
        new Span<float>(x + side.Table.Columns, side.Table.Stride - side.Table.Columns).Clear();
    }
}
