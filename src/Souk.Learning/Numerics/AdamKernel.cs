namespace Souk.Learning.Numerics;

/// <summary>One step of Adam (Kingma and Ba, ICLR 2015; decays 0.9 and 0.999, epsilon 1e-8).</summary>
internal readonly unsafe struct AdamKernel
{
    private const float FirstDecay = 0.9f;
    private const float SecondDecay = 0.999f;
    private const float Epsilon = 1e-8f;

    private readonly float _rate;
    private readonly float _correction;

    /// <summary>Prepares a step.</summary>
    /// <param name="rate">The step size.</param>
    /// <param name="step">The number of the step, from 1, for the bias corrections.</param>
    public AdamKernel(double rate, long step)
    {
        _correction = (float)(1 / (1 - Math.Pow(SecondDecay, step)));
        _rate = (float)(rate / (1 - Math.Pow(FirstDecay, step)));
    }

    /// <summary>Moves values, a multiple of sixteen of them, against their gradients.</summary>
    public void Apply(float* values, float* first, float* second, float* gradients, int length)
    {
        if (Lanes512.IsSupported)
        {
            Apply<Lanes512>(values, first, second, gradients, length);
        }
        else
        {
            Apply<Lanes256>(values, first, second, gradients, length);
        }
    }

    /// <summary>Moves values, a multiple of sixteen of them, as steps without a gradient do: on by their fading
    /// momentum, which sums to a geometric series.</summary>
    /// <param name="values">The values.</param>
    /// <param name="first">Their first moments.</param>
    /// <param name="second">Their second moments.</param>
    /// <param name="steps">How many steps, from 1. This is the first of them, and its bias corrections count for all:
    /// momentum has mostly gone after a dozen.</param>
    /// <param name="length">How many values.</param>
    public void Coast(float* values, float* first, float* second, long steps, int length)
    {
        if (Lanes512.IsSupported)
        {
            Coast<Lanes512>(values, first, second, steps, length);
        }
        else
        {
            Coast<Lanes256>(values, first, second, steps, length);
        }
    }

    /// <summary>Moves one value.</summary>
    public void Apply(ref float value, ref float first, ref float second, float gradient)
    {
        first = MathF.FusedMultiplyAdd(FirstDecay, first, (1 - FirstDecay) * gradient);
        second = MathF.FusedMultiplyAdd(SecondDecay, second, (1 - SecondDecay) * (gradient * gradient));
        float root = MathF.Sqrt(second * _correction) + Epsilon;
        value = MathF.FusedMultiplyAdd(-_rate, first / root, value);
    }

    private void Apply<T>(float* values, float* first, float* second, float* gradients, int length)
        where T : struct, ILanes<T>
    {
        T minusRate = T.Broadcast(-_rate);
        T correction = T.Broadcast(_correction);
        for (int i = 0; i < length; i += VectorTable.Lanes)
        {
            T g = T.Load(gradients + i);
            T m = T.MultiplyAdd(
                T.Broadcast(FirstDecay), T.Load(first + i), T.Multiply(T.Broadcast(1 - FirstDecay), g));
            T v = T.MultiplyAdd(
                T.Broadcast(SecondDecay),
                T.Load(second + i),
                T.Multiply(T.Broadcast(1 - SecondDecay), T.Multiply(g, g)));
            T.Store(first + i, m);
            T.Store(second + i, v);
            T root = T.Add(T.Sqrt(T.Multiply(v, correction)), T.Broadcast(Epsilon));
            T.Store(values + i, T.MultiplyAdd(minusRate, T.Divide(m, root), T.Load(values + i)));
        }
    }

    private void Coast<T>(float* values, float* first, float* second, long steps, int length)
        where T : struct, ILanes<T>
    {
        double ratio = FirstDecay / Math.Sqrt(SecondDecay);
        double reach = _rate * ratio * (1 - Math.Pow(ratio, steps)) / (1 - ratio);
        T minusReach = T.Broadcast((float)-reach);
        T firstFade = T.Broadcast((float)Math.Pow(FirstDecay, steps));
        T secondFade = T.Broadcast((float)Math.Pow(SecondDecay, steps));
        T correction = T.Broadcast(_correction);
        for (int i = 0; i < length; i += VectorTable.Lanes)
        {
            T m = T.Load(first + i);
            T v = T.Load(second + i);
            T root = T.Add(T.Sqrt(T.Multiply(v, correction)), T.Broadcast(Epsilon));
            T.Store(values + i, T.MultiplyAdd(minusReach, T.Divide(m, root), T.Load(values + i)));
            T.Store(first + i, T.Multiply(firstFade, m));
            T.Store(second + i, T.Multiply(secondFade, v));
        }
    }
}
