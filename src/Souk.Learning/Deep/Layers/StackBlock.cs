using Souk.Learning.Numerics;

namespace Souk.Learning.Deep.Layers;

/// <summary>The activations of a <see cref="DenseStack"/> for a block of rows, and their gradients.</summary>
internal sealed class StackBlock
{
    public StackBlock(IReadOnlyList<DenseLayer> layers, int rows, bool training)
    {
        Activations = new AlignedBuffer[layers.Count];
        Gradients = new AlignedBuffer[training ? layers.Count : 0];
        for (int l = 0; l < layers.Count; l++)
        {
            Activations[l] = new AlignedBuffer(checked(rows * layers[l].Width));
            if (training)
            {
                Gradients[l] = new AlignedBuffer(rows * layers[l].Width);
            }
        }
    }

    /// <summary>The outputs of each layer, after its rectifier.</summary>
    public AlignedBuffer[] Activations { get; }

    /// <summary>The gradients of each layer's outputs; none when predicting. The caller fills the last before a
    /// backward run.</summary>
    public AlignedBuffer[] Gradients { get; }
}
