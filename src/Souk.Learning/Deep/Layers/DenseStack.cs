using Souk.Learning.Numerics;

namespace Souk.Learning.Deep.Layers;

/// <summary>Linear layers one after the other, each followed by a rectifier (max(0, x)) and dropout; the last one by
/// none if it is to be linear.</summary>
internal sealed unsafe class DenseStack
{
    private readonly DenseLayer[] _layers;
    private readonly bool _linearEnd;

    private DenseStack(DenseLayer[] layers, bool linearEnd)
    {
        _layers = layers;
        _linearEnd = linearEnd;
    }

    /// <summary>The layers, from the inputs on.</summary>
    public IReadOnlyList<DenseLayer> Layers => _layers;

    /// <summary>The last layer.</summary>
    public DenseLayer Last => _layers[^1];

    /// <summary>Lays out a stack over groups of inputs, named "name.0", "name.1" and so on.</summary>
    public static DenseStack Over(
        DenseLayout layout, string name, int groups, int groupSize, int groupStride, IReadOnlyList<int> outputs,
        bool linearEnd)
    {
        var layers = new DenseLayer[outputs.Count];
        for (int l = 0; l < layers.Length; l++)
        {
            layers[l] = l == 0
                ? layout.Add($"{name}.0", groups, groupSize, groupStride, outputs[0])
                : layout.AddAfter($"{name}.{l}", layers[l - 1], outputs[l]);
        }

        return new DenseStack(layers, linearEnd);
    }

    /// <summary>Room for the activations of some rows, and for their gradients when training.</summary>
    public StackBlock CreateBlock(int rows, bool training) => new(_layers, rows, training);

    /// <summary>Runs rows through the layers and gives the last layer's outputs, <see cref="DenseLayer.Width"/> floats
    /// a row.</summary>
    public float* Forward(
        float* input, int inputStride, int rows, float* weights, StackBlock block, ref DropoutSource dropout)
    {
        float* from = input;
        int stride = inputStride;
        for (int l = 0; l < _layers.Length; l++)
        {
            DenseLayer layer = _layers[l];
            float* to = block.Activations[l].Pointer;
            FillBiases(weights + layer.BiasOffset, to, rows, layer.Width);
            DenseKernels.Multiply(
                from, stride, weights + layer.Offset, to, layer.Width, rows, layer.Width, layer.Inputs);
            if (l < _layers.Length - 1 || !_linearEnd)
            {
                Activate(to, rows * layer.Width, ref dropout);
            }

            from = to;
            stride = layer.Width;
        }

        return from;
    }

    /// <summary>Takes the gradient of the last layer's outputs (in the block) back to the weights and, added up, to the
    /// inputs. Weight gradients are added to <paramref name="gradients"/>, laid out as the weights.</summary>
    /// <param name="input">The inputs of the forward run.</param>
    /// <param name="inputStride">The floats of a row of inputs, with padding.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="transposed">The weights, transposed layer by layer.</param>
    /// <param name="block">The block of the forward run.</param>
    /// <param name="scale">The dropout's scale.</param>
    /// <param name="gradients">Where the weights' gradients are added.</param>
    /// <param name="inputGradient">Where the inputs' gradients are added, strided as the inputs.</param>
    public void Backward(
        float* input, int inputStride, int rows, float* transposed, StackBlock block, float scale, float* gradients,
        float* inputGradient)
    {
        for (int l = _layers.Length - 1; l >= 0; l--)
        {
            DenseLayer layer = _layers[l];
            float* gradient = block.Gradients[l].Pointer;
            if (l < _layers.Length - 1 || !_linearEnd)
            {
                Deactivate(block.Activations[l].Pointer, gradient, rows * layer.Width, scale);
            }

            float* from = l == 0 ? input : block.Activations[l - 1].Pointer;
            int stride = l == 0 ? inputStride : layer.Inputs;
            DenseKernels.AddOuter(
                from, stride, gradient, layer.Width, gradients + layer.Offset, rows, layer.Inputs, layer.Width);
            AddRows(gradient, gradients + layer.BiasOffset, rows, layer.Width);
            float* to = inputGradient;
            if (l > 0)
            {
                to = block.Gradients[l - 1].Pointer;
                new Span<float>(to, rows * stride).Clear();
            }

            DenseKernels.Multiply(
                gradient, layer.Width, transposed + layer.Offset, to, stride, rows, layer.Inputs, layer.Width);
        }
    }

    private static void FillBiases(float* biases, float* to, int rows, int width)
    {
        var from = new ReadOnlySpan<float>(biases, width);
        for (int r = 0; r < rows; r++)
        {
            from.CopyTo(new Span<float>(to + ((nint)r * width), width));
        }
    }

    private static void AddRows(float* rows, float* to, int count, int width)
    {
        for (int r = 0; r < count; r++)
        {
            VectorKernels.AddScaled(to, 1, rows + ((nint)r * width), width);
        }
    }

    private static void Activate(float* values, int length, ref DropoutSource dropout)
    {
        if (dropout.IsOff)
        {
            for (int i = 0; i < length; i++)
            {
                values[i] = Math.Max(values[i], 0);
            }

            return;
        }

        float scale = dropout.Scale;
        for (int i = 0; i < length; i++)
        {
            values[i] = dropout.Drops() ? 0 : Math.Max(values[i], 0) * scale;
        }
    }

    /// <summary>An activation above zero was neither cut off by the rectifier nor dropped.</summary>
    private static void Deactivate(float* activations, float* gradients, int length, float scale)
    {
        for (int i = 0; i < length; i++)
        {
            gradients[i] = activations[i] > 0 ? gradients[i] * scale : 0;
        }
    }
}
