using Souk.Learning.Deep.Layers;

namespace Souk.Learning.Deep.Networks;

/// <summary>One stack of layers for each task over shared vectors; the two towers of ESMM (Ma et al., SIGIR 2018) and
/// of any shared-bottom model.</summary>
internal sealed unsafe class TowersBody : NetworkBody
{
    private readonly DenseStack[] _towers;

    public TowersBody(NetworkShape shape, int tasks, IReadOnlyList<int> hidden)
        : base(shape, tasks)
    {
        _towers = new DenseStack[tasks];
        for (int t = 0; t < tasks; t++)
        {
            _towers[t] = StackOverInputs($"towers.{t}", [.. hidden, 1], true);
        }
    }

    public override IReadOnlyList<DenseStack> Stacks => _towers;

    public override void Forward(NetworkBlock block, int rows, float* weights, ref DropoutSource dropout)
    {
        for (int t = 0; t < Tasks; t++)
        {
            float* outputs = _towers[t].Forward(
                block.Input.Pointer, InputStride, rows, weights, block.Stacks[t], ref dropout);
            block.SetLogits(t, outputs, _towers[t].Last.Width, rows);
        }
    }

    public override void Backward(NetworkBlock block, int rows, float* transposed, float scale)
    {
        for (int t = 0; t < Tasks; t++)
        {
            block.SetOutputGradients(t, _towers[t], block.Stacks[t], rows);
            _towers[t].Backward(
                block.Input.Pointer, InputStride, rows, transposed, block.Stacks[t], scale, block.Gradients.Pointer,
                block.InputGradient.Pointer);
        }
    }
}
