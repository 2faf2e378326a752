using System.Numerics.Tensors;
using Souk.Learning.Deep.Layers;
using Souk.Learning.Numerics;

namespace Souk.Learning.Deep.Networks;

/// <summary>
/// Multi-gate mixture of experts (Ma et al., KDD 2018): experts are stacks of layers that all tasks share; each task
/// has a gate, a softmax over the experts computed from the inputs, and a tower over the experts' outputs mixed by it.
/// Stacks stand in the order experts, gates, towers.
/// </summary>
internal sealed unsafe class MixtureBody : NetworkBody
{
    private readonly DenseStack[] _stacks;
    private readonly int _experts;

    public MixtureBody(
        NetworkShape shape, int tasks, int experts, IReadOnlyList<int> expertHidden, IReadOnlyList<int> towerHidden)
        : base(shape, tasks)
    {
        _experts = experts;
        _stacks = new DenseStack[experts + (2 * tasks)];
        for (int e = 0; e < experts; e++)
        {
            _stacks[e] = StackOverInputs($"experts.{e}", expertHidden, false);
        }

        DenseLayer mixed = _stacks[0].Last;
        for (int t = 0; t < tasks; t++)
        {
            _stacks[experts + t] = StackOverInputs($"gates.{t}", [experts], true);
        }

        for (int t = 0; t < tasks; t++)
        {
            _stacks[experts + tasks + t] = DenseStack.Over(
                Layout, $"towers.{t}", 1, mixed.Outputs, mixed.Width, [.. towerHidden, 1], true);
        }
    }

    public override IReadOnlyList<DenseStack> Stacks => _stacks;

    /// <summary>The number of experts.</summary>
    public int Experts => _experts;

    /// <summary>The sizes of an expert's layers.</summary>
    public int[] ExpertHidden => [.. _stacks[0].Layers.Select(l => l.Outputs)];

    public override int MixedStride => _stacks[0].Last.Width;

    public override void Forward(NetworkBlock block, int rows, float* weights, ref DropoutSource dropout)
    {
        for (int s = 0; s < _experts + Tasks; s++)
        {
            _stacks[s].Forward(block.Input.Pointer, InputStride, rows, weights, block.Stacks[s], ref dropout);
        }

        for (int t = 0; t < Tasks; t++)
        {
            float* mixed = MixedOf(block.Mixed, block, t);
            for (int r = 0; r < rows; r++)
            {
                Span<float> gate = Gate(block, t, r);
                TensorPrimitives.SoftMax(gate, gate);
                Mix(block, gate, r, mixed + ((nint)r * MixedStride));
            }

            int tower = _experts + Tasks + t;
            float* outputs = _stacks[tower].Forward(
                mixed, MixedStride, rows, weights, block.Stacks[tower], ref dropout);
            block.SetLogits(t, outputs, _stacks[tower].Last.Width, rows);
        }
    }

    public override void Backward(NetworkBlock block, int rows, float* transposed, float scale)
    {
        for (int e = 0; e < _experts; e++)
        {
            block.Stacks[e].Gradients[^1].Span.Clear();
        }

        for (int t = 0; t < Tasks; t++)
        {
            float* gradient = MixedOf(block.MixedGradient, block, t);
            new Span<float>(gradient, rows * MixedStride).Clear();
            int tower = _experts + Tasks + t;
            block.SetOutputGradients(t, _stacks[tower], block.Stacks[tower], rows);
            _stacks[tower].Backward(
                MixedOf(block.Mixed, block, t), MixedStride, rows, transposed, block.Stacks[tower], scale,
                block.Gradients.Pointer, gradient);
            block.Stacks[_experts + t].Gradients[^1].Span.Clear();
            for (int r = 0; r < rows; r++)
            {
                Unmix(block, t, r, gradient + ((nint)r * MixedStride));
            }
        }

        for (int s = 0; s < _experts + Tasks; s++)
        {
            _stacks[s].Backward(
                block.Input.Pointer, InputStride, rows, transposed, block.Stacks[s], scale, block.Gradients.Pointer,
                block.InputGradient.Pointer);
        }
    }

    private float* MixedOf(AlignedBuffer buffer, NetworkBlock block, int task) =>
        buffer.Pointer + ((nint)task * block.Capacity * MixedStride);

    private Span<float> Gate(NetworkBlock block, int task, int row) =>
        block.Stacks[_experts + task].Activations[^1].Span.Slice(
            row * _stacks[_experts + task].Last.Width, _experts);

    private void Mix(NetworkBlock block, ReadOnlySpan<float> gate, int row, float* to)
    {
        new Span<float>(to, MixedStride).Clear();
        for (int e = 0; e < _experts; e++)
        {
            float* expert = block.Stacks[e].Activations[^1].Pointer + ((nint)row * MixedStride);
            VectorKernels.AddScaled(to, gate[e], expert, MixedStride);
        }
    }

    /// <summary>Takes the gradient of a mix back to the experts' outputs and, through the softmax, to the gate's
    /// scores.</summary>
    private void Unmix(NetworkBlock block, int task, int row, float* gradient)
    {
        ReadOnlySpan<float> gate = Gate(block, task, row);
        Span<float> scores = block.Stacks[_experts + task].Gradients[^1].Span.Slice(
            row * _stacks[_experts + task].Last.Width, _experts);
        float mean = 0;
        for (int e = 0; e < _experts; e++)
        {
            nint at = (nint)row * MixedStride;
            float* expert = block.Stacks[e].Activations[^1].Pointer + at;
            VectorKernels.AddScaled(block.Stacks[e].Gradients[^1].Pointer + at, gate[e], gradient, MixedStride);
            scores[e] = VectorKernels.Dot(expert, gradient, MixedStride);
            mean += gate[e] * scores[e];
        }

        for (int e = 0; e < _experts; e++)
        {
            scores[e] = gate[e] * (scores[e] - mean);
        }
    }
}
