using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Factorization;

/// <summary>
/// Adam (Kingma and Ba, 2015) on the rows of a table that a batch touched. The gradients of a row are added in the
/// order in which they were handed in, each row by one thread, so that the result does not depend on the threads.
/// </summary>
internal sealed unsafe class RowAdam
{
    private const int RowsPerBlock = 64;

    private readonly VectorTable _table;
    private readonly VectorTable _first;
    private readonly VectorTable _second;
    // The last step that each row's moments know of; null where they stand still between touches.
    private readonly long[]? _settled;
    private readonly int[] _head;
    private readonly int[] _tail;
    private readonly List<int> _touched = [];
    private readonly List<int> _next = [];
    private readonly List<nint> _gradients = [];

    /// <summary>Prepares the moments of a table's rows.</summary>
    /// <param name="table">The table.</param>
    /// <param name="fading">Whether a row's moments fade, and its momentum carries it on, in steps that do not touch
    /// it; <see cref="CatchUp"/> must then come before its gradient is taken.</param>
    public RowAdam(VectorTable table, bool fading)
    {
        _table = table;
        _first = new VectorTable(table.Rows, table.Columns);
        _second = new VectorTable(table.Rows, table.Columns);
        _settled = fading ? new long[table.Rows] : null;
        _head = new int[table.Rows];
        _tail = new int[table.Rows];
        Array.Fill(_head, -1);
    }

    /// <summary>Notes a gradient of a row; the memory must stay until <see cref="Apply"/>.</summary>
    public void Add(int row, float* gradient)
    {
        int at = _gradients.Count;
        _gradients.Add((nint)gradient);
        _next.Add(-1);
        if (_head[row] < 0)
        {
            _head[row] = at;
            _touched.Add(row);
        }
        else
        {
            _next[_tail[row]] = at;
        }

        _tail[row] = at;
    }

    /// <summary>Brings a row to where Adam on the whole table would have it after a step; does nothing where moments
    /// stand still.</summary>
    /// <param name="row">The row.</param>
    /// <param name="rate">The step size of the steps missed.</param>
    /// <param name="step">The number of the last step done; 0 before the first.</param>
    public void CatchUp(int row, double rate, long step)
    {
        if (_settled is null || _settled[row] == step)
        {
            return;
        }

        long known = _settled[row];
        _settled[row] = step;
        if (known > 0)
        {
            new AdamKernel(rate, known + 1).Coast(
                _table.RowPointer(row), _first.RowPointer(row), _second.RowPointer(row), step - known, _table.Stride);
        }
    }

    /// <summary>Moves every touched row against its summed gradient, and forgets the gradients.</summary>
    /// <param name="rate">The step size.</param>
    /// <param name="step">The number of this step, from 1.</param>
    /// <param name="threads">Worker threads.</param>
    public void Apply(double rate, long step, int threads)
    {
        var adam = new AdamKernel(rate, step);
        WorkPartition.ForBlocks(_touched.Count, RowsPerBlock, threads, (_, from, to) =>
        {
            var sum = new AlignedBuffer(_table.Stride);
            for (int i = from; i < to; i++)
            {
                ApplyRow(_touched[i], sum, adam, step);
            }

            GC.KeepAlive(sum);
        });
        _touched.Clear();
        _next.Clear();
        _gradients.Clear();
    }

    private void ApplyRow(int row, AlignedBuffer sum, AdamKernel adam, long step)
    {
        sum.Span.Clear();
        for (int at = _head[row]; at >= 0; at = _next[at])
        {
            VectorKernels.AddScaled(sum.Pointer, 1f, (float*)_gradients[at], _table.Stride);
        }

        _head[row] = -1;
        adam.Apply(
            _table.RowPointer(row), _first.RowPointer(row), _second.RowPointer(row), sum.Pointer, _table.Stride);
        if (_settled is not null)
        {
            _settled[row] = step;
        }
    }
}
