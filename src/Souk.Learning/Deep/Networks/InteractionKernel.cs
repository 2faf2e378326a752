using Souk.Learning.Numerics;

namespace Souk.Learning.Deep.Networks;

/// <summary>The pairwise interactions of a row's field vectors: the sum of the inner products of all pairs, in time
/// linear in the fields (Rendle, ICDM 2010).</summary>
internal static unsafe class InteractionKernel
{
    /// <summary>The sum over all pairs of fields.</summary>
    public static float Sum(float* vectors, int fields, int stride) => Lanes512.IsSupported
        ? Sum<Lanes512>(vectors, fields, stride)
        : Sum<Lanes256>(vectors, fields, stride);

    /// <summary>Adds the gradients of the sum, times a factor: for each vector the sum of the others.</summary>
    public static void AddGradients(float* vectors, int fields, int stride, float factor, float* gradients)
    {
        if (Lanes512.IsSupported)
        {
            AddGradients<Lanes512>(vectors, fields, stride, factor, gradients);
        }
        else
        {
            AddGradients<Lanes256>(vectors, fields, stride, factor, gradients);
        }
    }

    internal static float Sum<T>(float* vectors, int fields, int stride)
        where T : struct, ILanes<T>
    {
        T pairs = T.Zero;
        for (int lane = 0; lane < stride; lane += VectorTable.Lanes)
        {
            T sum = T.Zero;
            T squares = T.Zero;
            for (int f = 0; f < fields; f++)
            {
                T vector = T.Load(vectors + ((nint)f * stride) + lane);
                sum = T.Add(sum, vector);
                squares = T.MultiplyAdd(vector, vector, squares);
            }

            pairs = T.Add(pairs, T.Subtract(T.Multiply(sum, sum), squares));
        }

        return T.Sum(pairs) / 2;
    }

    internal static void AddGradients<T>(float* vectors, int fields, int stride, float factor, float* gradients)
        where T : struct, ILanes<T>
    {
        T by = T.Broadcast(factor);
        for (int lane = 0; lane < stride; lane += VectorTable.Lanes)
        {
            T sum = T.Zero;
            for (int f = 0; f < fields; f++)
            {
                sum = T.Add(sum, T.Load(vectors + ((nint)f * stride) + lane));
            }

            for (int f = 0; f < fields; f++)
            {
                nint at = ((nint)f * stride) + lane;
                T others = T.Subtract(sum, T.Load(vectors + at));
                T.Store(gradients + at, T.MultiplyAdd(by, others, T.Load(gradients + at)));
            }
        }
    }
}
