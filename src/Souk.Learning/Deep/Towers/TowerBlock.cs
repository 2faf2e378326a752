using Souk.Learning.Deep.Layers;
using Souk.Learning.Numerics;

namespace Souk.Learning.Deep.Towers;

/// <summary>The numbers of a block of rows on their way through a <see cref="Tower"/>, and back.</summary>
internal sealed class TowerBlock
{
    public TowerBlock(Tower tower, int capacity, bool training)
    {
        Input = new AlignedBuffer(checked(capacity * tower.InputStride));
        Sums = new AlignedBuffer(tower.Stack is null ? capacity * tower.OutputStride : 0);
        Scales = new float[capacity];
        Stack = tower.Stack?.CreateBlock(capacity, training);
        if (training)
        {
            InputGradient = new AlignedBuffer(Input.Length);
            Gradients = new AlignedBuffer(tower.Layout.Length);
        }
    }

    /// <summary>The vectors of the rows' fields.</summary>
    public AlignedBuffer Input { get; }

    /// <summary>Their gradients.</summary>
    public AlignedBuffer InputGradient { get; } = new(0);

    /// <summary>The sums of the fields' vectors, without layers.</summary>
    public AlignedBuffer Sums { get; }

    /// <summary>What each row's vector was multiplied with to have length one.</summary>
    public float[] Scales { get; }

    /// <summary>The layers' activations.</summary>
    public StackBlock? Stack { get; }

    /// <summary>The gradients of the dense weights.</summary>
    public AlignedBuffer Gradients { get; } = new(0);
}
