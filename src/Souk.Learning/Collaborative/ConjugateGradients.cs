using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Souk.Learning.Numerics;

namespace Souk.Learning.Collaborative;

/// <summary>Solves (P + λI)·x = b for the P of an <see cref="ItemGraph"/>, 32 right sides b side by side, each with
/// its own step lengths (Hestenes and Stiefel, 1952). A column that has converged stands still.</summary>
internal static class ConjugateGradients
{
    private const int Width = BlockProducts.Width;

    /// <summary>Solves for the unit vectors of items <paramref name="from"/> to <paramref name="to"/> − 1.</summary>
    public static void SolveUnits(ItemGraph graph, RidgeSettings settings, int from, int to, Span<float> solution)
    {
        int length = graph.Items * Width;
        float[] buffer = ArrayPool<float>.Shared.Rent(length);
        Span<float> units = buffer.AsSpan(0, length);
        units.Clear();
        for (int item = from; item < to; item++)
        {
            units[(item * Width) + item - from] = 1;
        }

        Solve(graph, settings, to - from, units, solution);
        ArrayPool<float>.Shared.Return(buffer);
    }

    /// <summary>Solves for <paramref name="count"/> right sides, up to <see cref="BlockProducts.Width"/> side by side;
    /// they are lost, since what is left of them is kept in their place.</summary>
    public static void Solve(
        ItemGraph graph, RidgeSettings settings, int count, Span<float> rightSides, Span<float> solution)
    {
        int length = graph.Items * Width;
        float[] directionBuffer = ArrayPool<float>.Shared.Rent(length);
        float[] productBuffer = ArrayPool<float>.Shared.Rent(length);
        Span<float> direction = directionBuffer.AsSpan(0, length);
        Span<float> product = productBuffer.AsSpan(0, length);
        solution.Clear();
        rightSides.CopyTo(direction);
        Iterate(graph, settings, count, solution, rightSides, direction, product);
        ArrayPool<float>.Shared.Return(directionBuffer);
        ArrayPool<float>.Shared.Return(productBuffer);
    }

    private static void Iterate(
        ItemGraph graph, RidgeSettings settings, int count, Span<float> solution, Span<float> residual,
        Span<float> direction, Span<float> product)
    {
        float lambda = (float)settings.Regularization;
        Span<double> norms = stackalloc double[Width];
        Span<double> goals = stackalloc double[Width];
        Span<double> curvatures = stackalloc double[Width];
        Span<double> fresh = stackalloc double[Width];
        Span<float> steps = stackalloc float[Width];
        Span<float> turns = stackalloc float[Width];
        Dots(residual, residual, norms);
        norms[count..].Clear();
        for (int k = 0; k < Width; k++)
        {
            goals[k] = settings.Tolerance * settings.Tolerance * norms[k];
        }

        for (int step = 0; step < settings.MaxSteps; step++)
        {
            graph.Multiply(direction, product);
            AddScaled(direction, lambda, product);
            Dots(direction, product, curvatures);
            for (int k = 0; k < Width; k++)
            {
                steps[k] = norms[k] > goals[k] && curvatures[k] > 0 ? (float)(norms[k] / curvatures[k]) : 0;
            }

            Advance(direction, product, steps, solution, residual);
            Dots(residual, residual, fresh);
            bool done = true;
            for (int k = 0; k < Width; k++)
            {
                bool moved = steps[k] != 0;
                turns[k] = moved ? (float)(fresh[k] / norms[k]) : 0;
                norms[k] = moved ? fresh[k] : norms[k];
                done &= norms[k] <= goals[k] || !moved;
            }

            if (done)
            {
                return;
            }

            Turn(residual, turns, direction);
        }
    }

    private static void AddScaled(ReadOnlySpan<float> x, float factor, Span<float> y) =>
        System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(x, factor, y, y);

    /// <summary>The dot product of each column: sums over runs of items in 32 bits, the runs together in 64.</summary>
    private static void Dots(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<double> dots)
    {
        const int run = 256 * Width;
        Span<float> partial = stackalloc float[Width];
        dots.Clear();
        for (int start = 0; start < x.Length; start += run)
        {
            int length = Math.Min(run, x.Length - start);
            partial.Clear();
            Span<Vector<float>> sums = MemoryMarshal.Cast<float, Vector<float>>(partial);
            ReadOnlySpan<Vector<float>> a = MemoryMarshal.Cast<float, Vector<float>>(x.Slice(start, length));
            ReadOnlySpan<Vector<float>> b = MemoryMarshal.Cast<float, Vector<float>>(y.Slice(start, length));
            for (int i = 0; i < a.Length; i += sums.Length)
            {
                for (int k = 0; k < sums.Length; k++)
                {
                    sums[k] = Vector.FusedMultiplyAdd(a[i + k], b[i + k], sums[k]);
                }
            }

            for (int k = 0; k < Width; k++)
            {
                dots[k] += partial[k];
            }
        }
    }

    /// <summary>solution += steps · direction; residual −= steps · product.</summary>
    private static void Advance(
        ReadOnlySpan<float> direction, ReadOnlySpan<float> product, ReadOnlySpan<float> steps, Span<float> solution,
        Span<float> residual)
    {
        ReadOnlySpan<Vector<float>> s = MemoryMarshal.Cast<float, Vector<float>>(steps);
        ReadOnlySpan<Vector<float>> d = MemoryMarshal.Cast<float, Vector<float>>(direction);
        ReadOnlySpan<Vector<float>> p = MemoryMarshal.Cast<float, Vector<float>>(product);
        Span<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(solution);
        Span<Vector<float>> r = MemoryMarshal.Cast<float, Vector<float>>(residual);
        for (int i = 0; i < d.Length; i += s.Length)
        {
            for (int k = 0; k < s.Length; k++)
            {
                x[i + k] = Vector.FusedMultiplyAdd(s[k], d[i + k], x[i + k]);
                r[i + k] = Vector.FusedMultiplyAdd(-s[k], p[i + k], r[i + k]);
            }
        }
    }

    /// <summary>direction = residual + turns · direction.</summary>
    private static void Turn(ReadOnlySpan<float> residual, ReadOnlySpan<float> turns, Span<float> direction)
    {
        ReadOnlySpan<Vector<float>> t = MemoryMarshal.Cast<float, Vector<float>>(turns);
        ReadOnlySpan<Vector<float>> r = MemoryMarshal.Cast<float, Vector<float>>(residual);
        Span<Vector<float>> d = MemoryMarshal.Cast<float, Vector<float>>(direction);
        for (int i = 0; i < d.Length; i += t.Length)
        {
            for (int k = 0; k < t.Length; k++)
            {
                d[i + k] = Vector.FusedMultiplyAdd(t[k], d[i + k], r[i + k]);
            }
        }
    }
}
