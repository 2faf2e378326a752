using System.Collections.Concurrent;
using Souk.Learning.Numerics;

namespace Souk.Learning.Factorization;

/// <summary>Solves single rows against a finished side; keeps a turned copy of it and turns the answers back.</summary>
internal sealed unsafe class AlsFoldIn
{
    private readonly AlsSide _side;
    private readonly ImplicitAlsOptions _options;
    private readonly ConcurrentBag<AlsWorkspace> _workspaces = [];

    public AlsFoldIn(VectorTable still, ImplicitAlsOptions options)
    {
        // A fold-in is one exact half-step whatever solver the training used.
        _options = options with { Solver = AlsSolver.Exact };
        _side = AlsSide.Prepare(still.Copy(), _options);
    }

    public void Solve(ReadOnlySpan<int> ids, ReadOnlySpan<float> weights, Span<float> vector)
    {
        int stride = _side.Table.Stride;
        AlsWorkspace workspace = _workspaces.TryTake(out AlsWorkspace? spare) ? spare : new AlsWorkspace(_options);
        var turned = new AlignedBuffer(stride);
        workspace.Solve(_side, ids, weights, turned.Pointer);
        _workspaces.Add(workspace);
        fixed (float* rotation = _side.Rotation)
        {
            for (int c = 0; c < vector.Length; c++)
            {
                vector[c] = VectorKernels.Dot(rotation + (c * stride), turned.Pointer, stride);
            }
        }

        GC.KeepAlive(turned);
    }

    /// <summary>The score is target · A⁻¹ Σ w v; so an item's part is w v · s with A s = target. Since A = D + Σ w v
    /// vᵀ, s is found from the same solver: s = D⁻¹ target − (the solution for targets v · D⁻¹ target).</summary>
    public void Explain(ReadOnlySpan<int> ids, ReadOnlySpan<float> weights, int target, Span<float> contributions)
    {
        VectorTable table = _side.Table;
        int stride = table.Stride;
        var diagonal = new AlignedBuffer(stride);
        var s = new AlignedBuffer(stride);
        var correction = new AlignedBuffer(stride);
        _side.FillDiagonal(weights, diagonal.Span);
        float* goal = table.RowPointer(target);
        for (int c = 0; c < stride; c++)
        {
            s.Pointer[c] = goal[c] / diagonal.Pointer[c];
        }

        float[] targets = new float[ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            targets[i] = VectorKernels.Dot(table.RowPointer(ids[i]), s.Pointer, stride);
        }

        new RidgeSolver(table.Columns).Solve(table, ids, weights, targets, diagonal.Span, correction.Pointer);
        VectorKernels.AddScaled(s.Pointer, -1f, correction.Pointer, stride);
        for (int i = 0; i < ids.Length; i++)
        {
            contributions[i] = weights[i] * VectorKernels.Dot(table.RowPointer(ids[i]), s.Pointer, stride);
        }

        GC.KeepAlive(diagonal);
        GC.KeepAlive(s);
        GC.KeepAlive(correction);
    }
}
