using Souk.Learning.Deep.Layers;
using Souk.Learning.Numerics;

namespace Souk.Learning.Deep.Networks;

/// <summary>The numbers of a block of rows on their way through a <see cref="NetworkBody"/>, and back.</summary>
internal sealed unsafe class NetworkBlock
{
    public NetworkBlock(NetworkBody body, int capacity, bool training)
    {
        Capacity = capacity;
        Input = new AlignedBuffer(checked(capacity * body.InputStride));
        FirstOrder = new float[capacity];
        Logits = new float[capacity * body.Tasks];
        Stacks = [.. body.Stacks.Select(s => s.CreateBlock(capacity, training))];
        Mixed = new AlignedBuffer(checked(capacity * body.MixedStride * body.Tasks));
        if (training)
        {
            InputGradient = new AlignedBuffer(Input.Length);
            LogitGradients = new float[Logits.Length];
            MixedGradient = new AlignedBuffer(Mixed.Length);
            Gradients = new AlignedBuffer(body.Layout.Length);
        }
    }

    /// <summary>The largest number of rows.</summary>
    public int Capacity { get; }

    /// <summary>The vectors of the rows' fields.</summary>
    public AlignedBuffer Input { get; }

    /// <summary>The gradients of <see cref="Input"/>.</summary>
    public AlignedBuffer InputGradient { get; } = new(0);

    /// <summary>The sum of first-order weights of each row.</summary>
    public float[] FirstOrder { get; }

    /// <summary>The scores, task by task: row r of task t at t × <see cref="Capacity"/> + r.</summary>
    public float[] Logits { get; }

    /// <summary>The gradients of <see cref="Logits"/>.</summary>
    public float[] LogitGradients { get; } = [];

    /// <summary>The activations of each stack of the body.</summary>
    public StackBlock[] Stacks { get; }

    /// <summary>What stands between experts and towers, task by task; only for a <see cref="MixtureBody"/>.</summary>
    public AlignedBuffer Mixed { get; }

    /// <summary>The gradients of <see cref="Mixed"/>.</summary>
    public AlignedBuffer MixedGradient { get; } = new(0);

    /// <summary>The gradients of the dense weights.</summary>
    public AlignedBuffer Gradients { get; } = new(0);

    /// <summary>Copies the first outputs of a stack (floats <paramref name="width"/> apart) to a task's
    /// scores.</summary>
    public void SetLogits(int task, float* outputs, int width, int rows)
    {
        Span<float> logits = Logits.AsSpan(task * Capacity, rows);
        for (int r = 0; r < rows; r++)
        {
            logits[r] = outputs[(nint)r * width];
        }
    }

    /// <summary>Copies the gradients of a task's scores to the first outputs of a stack.</summary>
    public void SetOutputGradients(int task, DenseStack stack, StackBlock block, int rows)
    {
        int width = stack.Last.Width;
        Span<float> gradients = block.Gradients[^1].Span;
        gradients[..(rows * width)].Clear();
        for (int r = 0; r < rows; r++)
        {
            gradients[r * width] = LogitGradients[(task * Capacity) + r];
        }
    }
}
