using Souk.Learning.Deep.Layers;

namespace Souk.Learning.Deep.Networks;

/// <summary>Layers over the fields' vectors and, if asked for, a factorization machine over the same vectors, added up
/// (Guo et al., IJCAI 2017). One score.</summary>
internal sealed unsafe class DeepFmBody : NetworkBody
{
    private readonly DenseStack _deep;

    public DeepFmBody(NetworkShape shape, IReadOnlyList<int> hidden, bool hasInteractions)
        : base(shape, 1)
    {
        HasFirstOrder = hasInteractions;
        _deep = StackOverInputs("mlp", [.. hidden, 1], true);
        Stacks = [_deep];
    }

    public override IReadOnlyList<DenseStack> Stacks { get; }

    /// <summary>Whether there is a factorization machine; its first-order weights come with it.</summary>
    public override bool HasFirstOrder { get; }

    /// <summary>The layer that gives the score.</summary>
    public DenseLayer Output => _deep.Last;

    /// <summary>The sizes of the layers before the score.</summary>
    public int[] Hidden => [.. _deep.Layers.Take(_deep.Layers.Count - 1).Select(l => l.Outputs)];

    public override void Forward(NetworkBlock block, int rows, float* weights, ref DropoutSource dropout)
    {
        float* outputs = _deep.Forward(block.Input.Pointer, InputStride, rows, weights, block.Stacks[0], ref dropout);
        block.SetLogits(0, outputs, _deep.Last.Width, rows);
        if (!HasFirstOrder)
        {
            return;
        }

        for (int r = 0; r < rows; r++)
        {
            float* vectors = block.Input.Pointer + ((nint)r * InputStride);
            block.Logits[r] += block.FirstOrder[r] + InteractionKernel.Sum(vectors, Shape.Fields, VectorStride);
        }
    }

    public override void Backward(NetworkBlock block, int rows, float* transposed, float scale)
    {
        block.SetOutputGradients(0, _deep, block.Stacks[0], rows);
        _deep.Backward(
            block.Input.Pointer, InputStride, rows, transposed, block.Stacks[0], scale, block.Gradients.Pointer,
            block.InputGradient.Pointer);
        for (int r = 0; r < rows && HasFirstOrder; r++)
        {
            nint at = (nint)r * InputStride;
            InteractionKernel.AddGradients(
                block.Input.Pointer + at, Shape.Fields, VectorStride, block.LogitGradients[r],
                block.InputGradient.Pointer + at);
        }
    }
}
