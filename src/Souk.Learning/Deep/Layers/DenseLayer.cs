using Souk.Learning.Numerics;

namespace Souk.Learning.Deep.Layers;

/// <summary>
/// The shape of one linear layer and its place among the network's dense weights. Inputs come in groups of equal size,
/// each padded to a stride (the embeddings of fields), or in one group (the outputs of a layer). Weights stand in
/// panels of 32 outputs: the weight from input i to output o at (o / 32) × Inputs × 32 + i × 32 + o % 32, the biases
/// behind them. Weights of padding are zero and stay zero, since their gradients are.
/// </summary>
/// <param name="Name">The name its weights are exported under.</param>
/// <param name="Groups">The number of groups of inputs.</param>
/// <param name="GroupSize">The inputs of a group.</param>
/// <param name="GroupStride">The distance between the starts of two groups.</param>
/// <param name="Outputs">The number of outputs.</param>
/// <param name="Offset">Where its weights start.</param>
internal sealed record DenseLayer(string Name, int Groups, int GroupSize, int GroupStride, int Outputs, int Offset)
{
    /// <summary>Inputs and outputs are padded to a multiple of this.</summary>
    public const int Panel = 2 * VectorTable.Lanes;

    /// <summary>The inputs without padding, as others count them.</summary>
    public int LogicalInputs => Groups * GroupSize;

    /// <summary>The inputs with padding.</summary>
    public int Inputs => Padded(Groups * GroupStride);

    /// <summary>The outputs with padding.</summary>
    public int Width => Padded(Outputs);

    /// <summary>The padded weights, without the biases.</summary>
    public int WeightLength => checked(Inputs * Width);

    /// <summary>Where the biases start.</summary>
    public int BiasOffset => Offset + WeightLength;

    /// <summary>Weights and biases.</summary>
    public int Length => checked(WeightLength + Width);

    /// <summary>Where the weight from an input (without padding) to an output stands.</summary>
    public int At(int output, int input)
    {
        int padded = (input / GroupSize * GroupStride) + (input % GroupSize);
        return Offset + (output / Panel * Inputs * Panel) + (padded * Panel) + (output % Panel);
    }

    /// <summary>A length rounded up to whole panels.</summary>
    public static int Padded(int length) => checked((length + Panel - 1) / Panel * Panel);
}
