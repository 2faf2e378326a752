using Souk.Learning.Deep.Networks;

namespace Souk.Learning.Deep.Weights;

/// <summary>Hands out the tensors of a file by name, checks their shapes, and refuses what nobody asked for.</summary>
internal sealed class TensorSource
{
    private readonly Dictionary<string, SafeTensor> _tensors;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public TensorSource(IEnumerable<SafeTensor> tensors)
    {
        _tensors = tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    /// <summary>Whether there is a tensor of that name.</summary>
    public bool Has(string name) => _tensors.ContainsKey(name);

    /// <summary>The numbers of a tensor of a known shape, all finite.</summary>
    /// <exception cref="InvalidDataException">It is missing, of another shape, or holds NaN or infinity.</exception>
    public float[] Take(string name, params int[] shape)
    {
        SafeTensor tensor = Find(name);
        if (!tensor.Shape.SequenceEqual(shape))
        {
            throw new InvalidDataException(
                $"Tensor '{name}' has shape [{string.Join(", ", tensor.Shape)}]; " +
                $"[{string.Join(", ", shape)}] is needed.");
        }

        _taken.Add(name);
        float[] values = tensor.ToSingles();
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new InvalidDataException(
                    $"Number {i} of tensor '{name}' is {values[i]}; weights must be finite.");
            }
        }

        return values;
    }

    /// <summary>The sizes of a tensor that is a matrix.</summary>
    public (int Rows, int Columns) Matrix(string name)
    {
        SafeTensor tensor = Find(name);
        return tensor.Shape.Count == 2
            ? (tensor.Shape[0], tensor.Shape[1])
            : throw new InvalidDataException(
                $"Tensor '{name}' has shape [{string.Join(", ", tensor.Shape)}]; a matrix is needed.");
    }

    /// <summary>The outputs of the layers "name.0", "name.1" and so on, as many as there are.</summary>
    public int[] Layers(string name)
    {
        var outputs = new List<int>();
        while (Has($"{name}.{outputs.Count}.weight"))
        {
            int rows = Matrix($"{name}.{outputs.Count}.weight").Rows;
            if (rows is < 1 or > NetworkOptionCheck.MaxLayerSize || outputs.Count > NetworkOptionCheck.MaxLayers)
            {
                throw new InvalidDataException(
                    $"Layer {name}.{outputs.Count} has {rows} outputs; there are at most " +
                    $"{NetworkOptionCheck.MaxLayers} hidden layers of 1 to {NetworkOptionCheck.MaxLayerSize} outputs.");
            }

            outputs.Add(rows);
        }

        return [.. outputs];
    }

    /// <summary>How many of "name.0", "name.1" ... there are, each with a first layer.</summary>
    public int Count(string name)
    {
        int count = 0;
        while (Has($"{name}.{count}.0.weight"))
        {
            count++;
        }

        return count;
    }

    /// <summary>The shape of the inputs: indices and size by the embedding, fields by the first layer over
    /// them.</summary>
    public NetworkShape InputShape(string prefix, string firstLayer)
    {
        (int dimension, int size) = Matrix(prefix + "embedding.weight");
        int inputs = Matrix($"{firstLayer}.weight").Columns;
        if (size is < 1 or > NetworkOptionCheck.MaxEmbeddingSize || inputs < size || inputs % size != 0
            || inputs / size > Data.SparseRows.MaxFields)
        {
            throw new InvalidDataException(
                $"{firstLayer}.weight has {inputs} inputs, which is no whole number of vectors of {size} (1 to " +
                $"{NetworkOptionCheck.MaxEmbeddingSize}), the size of {prefix}embedding.weight.");
        }

        return new NetworkShape(dimension, inputs / size, size);
    }

    /// <summary>Refuses tensors that were not taken.</summary>
    public void RefuseRest()
    {
        string? rest = _tensors.Keys.FirstOrDefault(n => !_taken.Contains(n));
        if (rest is not null)
        {
            throw new InvalidDataException($"The network has no place for tensor '{rest}'.");
        }
    }

    private SafeTensor Find(string name) => _tensors.TryGetValue(name, out SafeTensor? tensor)
        ? tensor
        : throw new InvalidDataException($"There is no tensor '{name}'.");
}
