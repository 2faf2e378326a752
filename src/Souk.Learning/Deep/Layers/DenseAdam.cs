using Souk.Learning.Numerics;
using Souk.Learning.Persistence;
using Souk.Learning.Training;

namespace Souk.Learning.Deep.Layers;

/// <summary>Adam over the dense weights of a network. The gradients of the blocks of a batch are added in the order of
/// the blocks, so that the threads do not change the result.</summary>
internal sealed unsafe class DenseAdam
{
    private const int NumbersPerBlock = 16 * 1024;

    private readonly DenseWeights _weights;
    private readonly AlignedBuffer _first;
    private readonly AlignedBuffer _second;
    private readonly AlignedBuffer _transposed;
    private readonly float _l2;

    public DenseAdam(DenseWeights weights, double l2)
    {
        int length = weights.Layout.Length;
        _weights = weights;
        _first = new AlignedBuffer(length);
        _second = new AlignedBuffer(length);
        _transposed = new AlignedBuffer(length);
        _l2 = (float)l2;
    }

    /// <summary>The weights, transposed layer by layer; current after <see cref="Transpose"/>.</summary>
    public float* Transposed => _transposed.Pointer;

    /// <summary>Brings the transposed weights up to date.</summary>
    public void Transpose(int threads) => WorkPartition.ForBlocks(
        _weights.Layout.Layers.Count, 1, threads,
        (l, _, _) => DenseKernels.Transpose(_weights.Layout.Layers[l], _weights.Pointer, _transposed.Pointer));

    /// <summary>Adds up the blocks' gradients (in the first of them), adds the L2 penalty of weights and takes a
    /// step.</summary>
    public void Apply(IReadOnlyList<AlignedBuffer> gradients, int blocks, AdamKernel adam, int threads)
    {
        float* sum = gradients[0].Pointer;
        WorkPartition.ForBlocks(_weights.Layout.Length, NumbersPerBlock, threads, (_, from, to) =>
        {
            for (int b = 1; b < blocks; b++)
            {
                VectorKernels.AddScaled(sum + from, 1, gradients[b].Pointer + from, to - from);
            }
        });
        if (_l2 > 0)
        {
            foreach (DenseLayer layer in _weights.Layout.Layers)
            {
                VectorKernels.AddScaled(
                    sum + layer.Offset, _l2, _weights.Pointer + layer.Offset, layer.WeightLength);
            }
        }

        WorkPartition.ForBlocks(_weights.Layout.Length, NumbersPerBlock, threads, (_, from, to) =>
            adam.Apply(_weights.Pointer + from, _first.Pointer + from, _second.Pointer + from, sum + from, to - from));
        GC.KeepAlive(gradients);
    }

    /// <summary>Writes the moments.</summary>
    public void Save(ModelWriter writer)
    {
        writer.WriteArray<float>(_first.Span);
        writer.WriteArray<float>(_second.Span);
    }

    /// <summary>Reads the moments.</summary>
    public void Load(ModelReader reader)
    {
        StateFormat.Read(reader, _first.Span, "first moments of dense weights");
        StateFormat.Read(reader, _second.Span, "second moments of dense weights");
    }
}
