using Souk.Learning.Deep.Layers;
using Souk.Learning.Numerics;

namespace Souk.Learning.Deep.Networks;

/// <summary>
/// One network for rows with one entry of value 1 in each field. What an index then gives to the first layers is always
/// the same, so it is worked out once: a row of a table for each index, which holds its share of the first layer of
/// each stack and, where there is a factorization machine, its vector and its own share of the score. A row's first
/// layers are a sum of table rows.
/// </summary>
internal sealed unsafe class OneHotPart
{
    private readonly NetworkBody _body;
    private readonly NetworkWeights _weights;
    private readonly VectorTable _table;
    private readonly int _vectorAt;
    private readonly int _widest;

    /// <summary>Works out the table.</summary>
    /// <param name="body">Stacks over the inputs, a task each.</param>
    /// <param name="weights">Its numbers.</param>
    /// <param name="fieldOfIndex">The field of each index.</param>
    public OneHotPart(NetworkBody body, NetworkWeights weights, ReadOnlySpan<ushort> fieldOfIndex)
    {
        _body = body;
        _weights = weights;
        _vectorAt = body.Stacks.Sum(s => s.Layers[0].Width);
        _widest = body.Stacks.Max(s => s.Layers.Max(l => l.Width));

        // The last row is what every sum begins with: the biases.
        int own = body.HasFirstOrder ? body.VectorStride + VectorTable.Lanes : 0;
        _table = new VectorTable(body.Shape.Dimension + 1, _vectorAt + own);
        for (int index = 0; index < body.Shape.Dimension; index++)
        {
            Fill(index, fieldOfIndex[index]);
        }

        int at = 0;
        foreach (DenseStack stack in body.Stacks)
        {
            weights.Dense.Biases(stack.Layers[0]).CopyTo(_table.Row(body.Shape.Dimension)[at..]);
            at += stack.Layers[0].Width;
        }
    }

    /// <summary>Adds the scores of a row, one a task; the indices were checked.</summary>
    public void AddScores(ReadOnlySpan<int> indices, Span<double> scores)
    {
        int stride = _table.Stride;
        float* sum = stackalloc float[stride];
        float* table = _table.Pointer;
        new ReadOnlySpan<float>(table + ((nint)_body.Shape.Dimension * stride), stride).CopyTo(new(sum, stride));
        foreach (int index in indices)
        {
            VectorKernels.AddScaled(sum, 1, table + ((nint)index * stride), stride);
        }

        float* buffers = stackalloc float[2 * _widest];
        float* first = sum;
        for (int task = 0; task < _body.Stacks.Count; task++)
        {
            DenseStack stack = _body.Stacks[task];
            scores[task] += Rest(stack, first, buffers);
            first += stack.Layers[0].Width;
        }

        if (_body.HasFirstOrder)
        {
            // Half of the square of the sum, less the squares that each index took off already.
            float* vector = sum + _vectorAt;
            scores[0] += (VectorKernels.Dot(vector, vector, _body.VectorStride) / 2) + vector[_body.VectorStride];
        }

        GC.KeepAlive(this);
    }

    private void Fill(int index, int field)
    {
        ReadOnlySpan<float> vector = _weights.Embeddings.Vectors.Row(index);
        Span<float> row = _table.Row(index);
        int at = 0;
        foreach (DenseStack stack in _body.Stacks)
        {
            DenseLayer layer = stack.Layers[0];
            for (int output = 0; output < layer.Outputs; output++)
            {
                float share = 0;
                for (int k = 0; k < vector.Length; k++)
                {
                    share = MathF.FusedMultiplyAdd(
                        vector[k], _weights.Dense.Span[layer.At(output, (field * vector.Length) + k)], share);
                }

                row[at + output] = share;
            }

            at += layer.Width;
        }

        if (_body.HasFirstOrder)
        {
            vector.CopyTo(row[at..]);
            float square = 0;
            foreach (float value in vector)
            {
                square = MathF.FusedMultiplyAdd(value, value, square);
            }

            row[at + _body.VectorStride] = _weights.Embeddings.FirstOrder![index] - (square / 2);
        }
    }

    // The layers behind the first one.
    private float Rest(DenseStack stack, float* first, float* buffers)
    {
        float* weights = _weights.Dense.Pointer;
        float* from = first;
        for (int l = 1; l < stack.Layers.Count; l++)
        {
            DenseLayer before = stack.Layers[l - 1];
            DenseLayer layer = stack.Layers[l];
            for (int i = 0; i < before.Width; i++)
            {
                from[i] = Math.Max(from[i], 0);
            }

            float* to = buffers + (l % 2 * _widest);
            new ReadOnlySpan<float>(weights + layer.BiasOffset, layer.Width).CopyTo(new(to, layer.Width));
            DenseKernels.Multiply(
                from, before.Width, weights + layer.Offset, to, layer.Width, 1, layer.Width, layer.Inputs);
            from = to;
        }

        return from[0];
    }
}
