using Souk.Learning.Numerics;

namespace Souk.Learning.Deep.Layers;

/// <summary>The numbers of a layout's layers.</summary>
internal sealed unsafe class DenseWeights
{
    private readonly AlignedBuffer _values;

    public DenseWeights(DenseLayout layout)
    {
        Layout = layout;
        _values = new AlignedBuffer(layout.Length);
    }

    /// <summary>The layers.</summary>
    public DenseLayout Layout { get; }

    /// <summary>The first number; valid while this object is reachable.</summary>
    public float* Pointer => _values.Pointer;

    /// <summary>All numbers with their padding.</summary>
    public Span<float> Span => _values.Span;

    /// <summary>Draws weights evenly from plus and minus the square root of 6 / (inputs + outputs) (Glorot and Bengio,
    /// AISTATS 2010); biases are zero.</summary>
    public void Draw(ulong seed, ulong stream)
    {
        var random = new SeededRandom(seed, stream);
        foreach (DenseLayer layer in Layout.Layers)
        {
            double bound = Math.Sqrt(6.0 / (layer.LogicalInputs + layer.Outputs));
            for (int o = 0; o < layer.Outputs; o++)
            {
                for (int i = 0; i < layer.LogicalInputs; i++)
                {
                    Span[layer.At(o, i)] = (float)(((2 * random.NextDouble()) - 1) * bound);
                }
            }
        }
    }

    /// <summary>The weights of a layer, output by output, without padding.</summary>
    public float[] Weights(DenseLayer layer)
    {
        float[] weights = new float[layer.Outputs * layer.LogicalInputs];
        for (int o = 0; o < layer.Outputs; o++)
        {
            for (int i = 0; i < layer.LogicalInputs; i++)
            {
                weights[(o * layer.LogicalInputs) + i] = Span[layer.At(o, i)];
            }
        }

        return weights;
    }

    /// <summary>Sets the weights of a layer, output by output.</summary>
    public void SetWeights(DenseLayer layer, ReadOnlySpan<float> weights)
    {
        for (int o = 0; o < layer.Outputs; o++)
        {
            for (int i = 0; i < layer.LogicalInputs; i++)
            {
                Span[layer.At(o, i)] = weights[(o * layer.LogicalInputs) + i];
            }
        }
    }

    /// <summary>The biases of a layer, without padding.</summary>
    public Span<float> Biases(DenseLayer layer) => Span.Slice(layer.BiasOffset, layer.Outputs);
}
