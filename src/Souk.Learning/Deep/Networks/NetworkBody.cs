using Souk.Learning.Deep.Layers;

namespace Souk.Learning.Deep.Networks;

/// <summary>What turns the vectors of a row's fields into scores, one a task. Holds shapes only, no numbers.</summary>
internal abstract unsafe class NetworkBody
{
    protected NetworkBody(NetworkShape shape, int tasks)
    {
        Shape = shape;
        Tasks = tasks;
        VectorStride = Numerics.VectorTable.Padded(shape.EmbeddingSize);
        InputStride = DenseLayer.Padded(checked(shape.Fields * VectorStride));
    }

    /// <summary>The inputs.</summary>
    public NetworkShape Shape { get; }

    /// <summary>The number of scores a row.</summary>
    public int Tasks { get; }

    /// <summary>The floats of a field's vector, with padding.</summary>
    public int VectorStride { get; }

    /// <summary>The floats of a row of inputs, with padding.</summary>
    public int InputStride { get; }

    /// <summary>Where the dense weights stand.</summary>
    public DenseLayout Layout { get; } = new();

    /// <summary>All stacks of layers.</summary>
    public abstract IReadOnlyList<DenseStack> Stacks { get; }

    /// <summary>Whether features have first-order weights.</summary>
    public virtual bool HasFirstOrder => false;

    /// <summary>The floats a row and task between experts and towers; 0 without experts.</summary>
    public virtual int MixedStride => 0;

    /// <summary>Computes the scores from the inputs.</summary>
    public abstract void Forward(NetworkBlock block, int rows, float* weights, ref DropoutSource dropout);

    /// <summary>Takes the scores' gradients back to the inputs (where they are added) and the dense weights.</summary>
    public abstract void Backward(NetworkBlock block, int rows, float* transposed, float scale);

    /// <summary>A stack over the inputs.</summary>
    protected DenseStack StackOverInputs(string name, IReadOnlyList<int> outputs, bool linearEnd) =>
        DenseStack.Over(
            Layout, name, Shape.Fields, Shape.EmbeddingSize, VectorStride, outputs, linearEnd);
}
