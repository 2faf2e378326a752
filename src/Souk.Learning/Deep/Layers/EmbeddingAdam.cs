using Souk.Learning.Numerics;
using Souk.Learning.Persistence;
using Souk.Learning.Training;

namespace Souk.Learning.Deep.Layers;

/// <summary>
/// Adam on the rows of an embedding table that a batch touched; rows that it did not touch, and their moments, stay.
/// The gradients of a row are added in the order in which they were handed in, each row by one thread, so that the
/// threads do not change the result. The L2 penalty counts once for every time a row was touched.
/// </summary>
internal sealed unsafe class EmbeddingAdam
{
    private const int RowsPerBlock = 64;

    private readonly EmbeddingTable _table;
    private readonly VectorTable _first;
    private readonly VectorTable _second;
    private readonly float[] _orderFirst;
    private readonly float[] _orderSecond;
    private readonly int[] _head;
    private readonly int[] _tail;
    private readonly float _l2;
    private readonly float _orderL2;
    private readonly List<int> _touched = [];
    private Entry[] _entries = new Entry[1024];
    private int _count;

    public EmbeddingAdam(EmbeddingTable table, double l2, double firstOrderL2)
    {
        _table = table;
        _l2 = (float)l2;
        _orderL2 = (float)firstOrderL2;
        _first = new VectorTable(table.Dimension, table.Size);
        _second = new VectorTable(table.Dimension, table.Size);
        _orderFirst = new float[table.FirstOrder?.Length ?? 0];
        _orderSecond = new float[_orderFirst.Length];
        _head = new int[table.Dimension];
        _tail = new int[table.Dimension];
        Array.Fill(_head, -1);
    }

    /// <summary>Notes that a row stood in an example.</summary>
    /// <param name="row">The row.</param>
    /// <param name="value">What its vector was multiplied with.</param>
    /// <param name="gradient">The gradient of the field's vector; the memory must stay until
    /// <see cref="Apply"/>.</param>
    /// <param name="firstOrder">The gradient of the sum of first-order weights.</param>
    public void Add(int row, float value, float* gradient, float firstOrder)
    {
        int at = _count++;
        if (at == _entries.Length)
        {
            Array.Resize(ref _entries, at * 2);
        }

        _entries[at] = new Entry((nint)gradient, value, firstOrder, -1);
        if (_head[row] < 0)
        {
            _head[row] = at;
            _touched.Add(row);
        }
        else
        {
            _entries[_tail[row]].Next = at;
        }

        _tail[row] = at;
    }

    /// <summary>Moves every touched row, and forgets the gradients.</summary>
    /// <param name="adam">The step.</param>
    /// <param name="share">What one touch weighs in the L2 penalty: one over the rows of the batch.</param>
    /// <param name="threads">Worker threads.</param>
    public void Apply(AdamKernel adam, float share, int threads)
    {
        WorkPartition.ForBlocks(_touched.Count, RowsPerBlock, threads, (_, from, to) =>
        {
            var sum = new AlignedBuffer(_table.Stride);
            for (int i = from; i < to; i++)
            {
                ApplyRow(_touched[i], sum, adam, share);
            }

            GC.KeepAlive(sum);
        });
        _touched.Clear();
        _count = 0;
    }

    /// <summary>Writes the moments.</summary>
    public void Save(ModelWriter writer)
    {
        writer.WriteArray<float>(_first.AllValues());
        writer.WriteArray<float>(_second.AllValues());
        writer.WriteArray<float>(_orderFirst);
        writer.WriteArray<float>(_orderSecond);
    }

    /// <summary>Reads the moments.</summary>
    public void Load(ModelReader reader)
    {
        StateFormat.Read(reader, _first.AllValues(), "first moments of embeddings");
        StateFormat.Read(reader, _second.AllValues(), "second moments of embeddings");
        StateFormat.Read(reader, _orderFirst, "first moments of first-order weights");
        StateFormat.Read(reader, _orderSecond, "second moments of first-order weights");
    }

    private void ApplyRow(int row, AlignedBuffer sum, AdamKernel adam, float share)
    {
        sum.Span.Clear();
        float orderSum = 0;
        int touches = 0;
        for (int at = _head[row]; at >= 0; at = _entries[at].Next)
        {
            Entry entry = _entries[at];
            VectorKernels.AddScaled(sum.Pointer, entry.Value, (float*)entry.Gradient, _table.Stride);
            orderSum += entry.Value * entry.FirstOrder;
            touches++;
        }

        _head[row] = -1;
        float* vector = _table.Vectors.RowPointer(row);
        if (_l2 > 0)
        {
            VectorKernels.AddScaled(sum.Pointer, _l2 * share * touches, vector, _table.Stride);
        }

        adam.Apply(vector, _first.RowPointer(row), _second.RowPointer(row), sum.Pointer, _table.Stride);
        if (_table.FirstOrder is float[] weights)
        {
            orderSum += _orderL2 * share * touches * weights[row];
            adam.Apply(ref weights[row], ref _orderFirst[row], ref _orderSecond[row], orderSum);
        }
    }

    private record struct Entry(nint Gradient, float Value, float FirstOrder, int Next);
}
