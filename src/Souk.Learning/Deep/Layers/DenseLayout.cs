namespace Souk.Learning.Deep.Layers;

/// <summary>The linear layers of a network, one behind the other in one flat array.</summary>
internal sealed class DenseLayout
{
    private readonly List<DenseLayer> _layers = [];

    /// <summary>The layers, in the order they were added.</summary>
    public IReadOnlyList<DenseLayer> Layers => _layers;

    /// <summary>The length of the flat array.</summary>
    public int Length { get; private set; }

    /// <summary>Adds a layer over groups of inputs.</summary>
    public DenseLayer Add(string name, int groups, int groupSize, int groupStride, int outputs)
    {
        var layer = new DenseLayer(name, groups, groupSize, groupStride, outputs, Length);
        Length = checked(Length + layer.Length);
        _layers.Add(layer);
        return layer;
    }

    /// <summary>Adds a layer over the outputs of another.</summary>
    public DenseLayer AddAfter(string name, DenseLayer before, int outputs) =>
        Add(name, 1, before.Outputs, before.Width, outputs);
}
