using Souk.Learning.Deep.Layers;
using Souk.Learning.Deep.Networks;
using Souk.Learning.Numerics;

namespace Souk.Learning.Deep.Towers;

/// <summary>
/// The shape of one tower: field vectors, then layers (or, without any, their sum), then division by the length. Behind
/// the features' fields there may be one for a history of items, whose indices follow the features'.
/// </summary>
internal sealed unsafe class Tower
{
    private readonly int _featureFields;
    private readonly int _historyOffset;

    public Tower(int dimension, int fields, int historyItems, int embeddingSize, IReadOnlyList<int> hidden, int factors)
    {
        _featureFields = fields;
        _historyOffset = dimension;
        HistoryItems = historyItems;
        Factors = factors;
        Shape = new NetworkShape(
            checked(dimension + historyItems),
            fields + (HasHistory ? 1 : 0),
            hidden.Count > 0 ? embeddingSize : factors);
        VectorStride = VectorTable.Padded(Shape.EmbeddingSize);
        InputStride = DenseLayer.Padded(checked(Shape.Fields * VectorStride));
        OutputStride = DenseLayer.Padded(factors);
        if (hidden.Count > 0)
        {
            Stack = DenseStack.Over(
                Layout, "mlp", Shape.Fields, Shape.EmbeddingSize, VectorStride, [.. hidden, factors], true);
        }
    }

    /// <summary>The inputs, history included.</summary>
    public NetworkShape Shape { get; }

    /// <summary>The items that a history can hold; 0 if there is no field for one.</summary>
    public int HistoryItems { get; }

    /// <summary>Whether there is a field for a history.</summary>
    public bool HasHistory => HistoryItems > 0;

    /// <summary>The number of feature indices, without the history's.</summary>
    public int FeatureDimension => _historyOffset;

    /// <summary>The number of fields, without the history's.</summary>
    public int FeatureFields => _featureFields;

    /// <summary>The length of the tower's vector.</summary>
    public int Factors { get; }

    /// <summary>Where the dense weights stand.</summary>
    public DenseLayout Layout { get; } = new();

    /// <summary>The layers, or null.</summary>
    public DenseStack? Stack { get; }

    /// <summary>The floats of a field's vector, with padding.</summary>
    public int VectorStride { get; }

    /// <summary>The floats of a row of inputs, with padding.</summary>
    public int InputStride { get; }

    /// <summary>The floats of the tower's vector, with padding.</summary>
    public int OutputStride { get; }

    /// <summary>Room for some rows.</summary>
    public TowerBlock CreateBlock(int rows, bool training) => new(this, rows, training);

    /// <summary>Writes the field vectors of a row to its place in the block.</summary>
    /// <param name="weights">The tower's weights.</param>
    /// <param name="entries">The features.</param>
    /// <param name="history">The items of the history; empty if there is none.</param>
    /// <param name="except">An item that is left out, or −1.</param>
    /// <param name="block">Where to.</param>
    /// <param name="row">The row of the block.</param>
    public void Gather(
        NetworkWeights weights, TowerEntries entries, ReadOnlySpan<int> history, int except, TowerBlock block, int row)
    {
        float* to = block.Input.Pointer + ((nint)row * InputStride);
        weights.Embeddings.Gather(entries.Indices, entries.Values, entries.Fields, to, Shape.Fields);
        float share = HistoryShare(history, except);
        if (share == 0)
        {
            return;
        }

        float* field = to + ((nint)_featureFields * VectorStride);
        float* vectors = weights.Embeddings.Vectors.Pointer + ((nint)_historyOffset * VectorStride);
        foreach (int item in history)
        {
            if (item != except)
            {
                VectorKernels.AddScaled(field, share, vectors + ((nint)item * VectorStride), VectorStride);
            }
        }
    }

    /// <summary>Hands the gradients of a row's entries in, in the order of <see cref="Gather"/>.</summary>
    public void HandIn(
        EmbeddingAdam adam, TowerEntries entries, ReadOnlySpan<int> history, int except, TowerBlock block, int row)
    {
        float* gradients = block.InputGradient.Pointer + ((nint)row * InputStride);
        for (int e = 0; e < entries.Indices.Length; e++)
        {
            adam.Add(
                entries.Indices[e], entries.Values[e], gradients + (entries.Fields[e] * (nint)VectorStride), 0);
        }

        float share = HistoryShare(history, except);
        for (int h = 0; h < history.Length && share > 0; h++)
        {
            if (history[h] != except)
            {
                adam.Add(
                    _historyOffset + history[h], share, gradients + ((nint)_featureFields * VectorStride), 0);
            }
        }
    }

    /// <summary>Computes the vectors of a block's rows, <see cref="OutputStride"/> floats each.</summary>
    public void Forward(TowerBlock block, int rows, float* weights, ref DropoutSource dropout, float* vectors)
    {
        float* raw = block.Sums.Pointer;
        if (Stack is not null)
        {
            raw = Stack.Forward(block.Input.Pointer, InputStride, rows, weights, block.Stack!, ref dropout);
        }
        else
        {
            SumFields(block, rows);
        }

        for (int r = 0; r < rows; r++)
        {
            float* from = raw + ((nint)r * OutputStride);
            float length = MathF.Sqrt(VectorKernels.Dot(from, from, OutputStride));
            block.Scales[r] = length > 0 ? 1 / length : 0;
            VectorKernels.Scale(vectors + ((nint)r * OutputStride), block.Scales[r], from, OutputStride);
        }
    }

    /// <summary>Takes the gradients of the vectors back to the inputs and the dense weights. The gradients are
    /// overwritten.</summary>
    public void Backward(
        TowerBlock block, int rows, float* transposed, float scale, float* vectors, float* gradients)
    {
        for (int r = 0; r < rows; r++)
        {
            float* vector = vectors + ((nint)r * OutputStride);
            float* gradient = gradients + ((nint)r * OutputStride);
            float along = VectorKernels.Dot(vector, gradient, OutputStride);
            VectorKernels.AddScaled(gradient, -along, vector, OutputStride);
            VectorKernels.Scale(gradient, block.Scales[r], gradient, OutputStride);
        }

        block.InputGradient.Span.Clear();
        if (Stack is not null)
        {
            block.Gradients.Span.Clear();
            new ReadOnlySpan<float>(gradients, rows * OutputStride).CopyTo(block.Stack!.Gradients[^1].Span);
            Stack.Backward(
                block.Input.Pointer, InputStride, rows, transposed, block.Stack, scale, block.Gradients.Pointer,
                block.InputGradient.Pointer);
            return;
        }

        for (int r = 0; r < rows; r++)
        {
            for (int f = 0; f < Shape.Fields; f++)
            {
                nint at = ((nint)r * InputStride) + ((nint)f * VectorStride);
                VectorKernels.AddScaled(
                    block.InputGradient.Pointer + at, 1, gradients + ((nint)r * OutputStride), VectorStride);
            }
        }
    }

    private void SumFields(TowerBlock block, int rows)
    {
        block.Sums.Span.Clear();
        for (int r = 0; r < rows; r++)
        {
            for (int f = 0; f < Shape.Fields; f++)
            {
                float* field = block.Input.Pointer + ((nint)r * InputStride) + ((nint)f * VectorStride);
                VectorKernels.AddScaled(block.Sums.Pointer + ((nint)r * OutputStride), 1, field, VectorStride);
            }
        }
    }

    /// <summary>One over the items of the history that count; 0 if none does.</summary>
    private float HistoryShare(ReadOnlySpan<int> history, int except)
    {
        int count = HasHistory ? history.Length - (except >= 0 ? history.Count(except) : 0) : 0;
        return count > 0 ? 1f / count : 0;
    }
}
