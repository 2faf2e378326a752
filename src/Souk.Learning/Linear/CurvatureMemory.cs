using System.Numerics.Tensors;
using Souk.Learning.Training;

namespace Souk.Learning.Linear;

/// <summary>
/// The past steps of L-BFGS and what they did to the gradient. The direction is a sum of those vectors whose shares
/// follow from their inner products alone (Chen, Wang and Zhou, "Large-scale L-BFGS using MapReduce", NIPS 2014), so
/// every vector is read twice an iteration, block by block on several threads, instead of eight times on one.
/// </summary>
internal sealed class CurvatureMemory
{
    /// <summary>How many past steps make up the picture of the curvature.</summary>
    private const int Capacity = 10;

    /// <summary>Steps, then changes of the gradient, then the gradient.</summary>
    private const int Vectors = (2 * Capacity) + 1;

    private const int GradientAt = 2 * Capacity;

    /// <summary>Numbers in a block: the block of one vector stays in the first cache while others pass.</summary>
    private const int BlockSize = 2048;

    private readonly int _length;
    private readonly int _threads;
    private readonly double[]?[] _vectors = new double[Vectors][];
    private readonly double[,] _products = new double[Vectors, Vectors];
    private readonly double[] _partial;
    private readonly double[] _shares = new double[Vectors];
    private int _newest = -1;

    public CurvatureMemory(int length, int threads)
    {
        _length = length;
        _threads = threads;
        _partial = new double[Vectors * WorkPartition.BlockCount(length, BlockSize)];
    }

    /// <summary>How many steps it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Writes the direction to search in: the gradient, turned by the inverse of the curvature.</summary>
    public void Direction(double[] gradient, double[] direction)
    {
        if (Count == 0)
        {
            TensorPrimitives.Negate(gradient, direction);
            return;
        }

        _vectors[GradientAt] = gradient;
        TakeProducts(GradientAt);
        SetShares();
        WorkPartition.ForBlocks(_length, BlockSize, _threads, (_, from, to) => Combine(direction, from, to));
    }

    /// <summary>Keeps a step unless the curvature along it is lost in rounding; the oldest goes.</summary>
    public void Remember(double[] point, double[] gradient, double[] nextPoint, double[] nextGradient)
    {
        int at = (_newest + 1) % Capacity;
        double[] step = _vectors[at] ??= new double[_length];
        double[] change = _vectors[Capacity + at] ??= new double[_length];
        WorkPartition.ForBlocks(_length, BlockSize, _threads, (_, from, to) =>
        {
            TensorPrimitives.Subtract<double>(
                nextPoint.AsSpan(from, to - from), point.AsSpan(from, to - from), step.AsSpan(from, to - from));
            TensorPrimitives.Subtract<double>(
                nextGradient.AsSpan(from, to - from), gradient.AsSpan(from, to - from), change.AsSpan(from, to - from));
        });
        _vectors[GradientAt] = null;
        TakeProducts(Capacity + at);
        if (_products[at, Capacity + at] <= 1e-12 * _products[Capacity + at, Capacity + at])
        {
            // The oldest step was overwritten: start the picture afresh rather than keep half of one.
            Forget();
            return;
        }

        TakeProducts(at);
        _newest = at;
        Count = Math.Min(Count + 1, Capacity);
    }

    private void Forget()
    {
        Array.Clear(_vectors);
        _newest = -1;
        Count = 0;
    }

    /// <summary>The two-loop recursion on inner products: shares of the vectors in the direction.</summary>
    private void SetShares()
    {
        Array.Clear(_shares);
        _shares[GradientAt] = -1;
        Span<double> alphas = stackalloc double[Capacity];
        for (int age = 0; age < Count; age++)
        {
            int i = (_newest - age + Capacity) % Capacity;
            alphas[i] = Along(i) / _products[i, Capacity + i];
            _shares[Capacity + i] -= alphas[i];
        }

        int last = Capacity + _newest;
        TensorPrimitives.Multiply(_shares, _products[_newest, last] / _products[last, last], _shares);
        for (int age = Count - 1; age >= 0; age--)
        {
            int i = (_newest - age + Capacity) % Capacity;
            _shares[i] += alphas[i] - (Along(Capacity + i) / _products[i, Capacity + i]);
        }
    }

    /// <summary>The inner product of a vector with the direction as it is so far.</summary>
    private double Along(int vector)
    {
        double sum = 0;
        for (int v = 0; v < Vectors; v++)
        {
            sum += _shares[v] == 0 ? 0 : _shares[v] * _products[vector, v];
        }

        return sum;
    }

    /// <summary>The inner products of one vector with all.</summary>
    private void TakeProducts(int vector)
    {
        WorkPartition.ForBlocks(_length, BlockSize, _threads, (block, from, to) =>
        {
            ReadOnlySpan<double> own = _vectors[vector].AsSpan(from, to - from);
            for (int v = 0; v < Vectors; v++)
            {
                _partial[(block * Vectors) + v] = _vectors[v] is double[] other
                    ? TensorPrimitives.Dot(own, other.AsSpan(from, to - from))
                    : 0;
            }
        });
        for (int v = 0; v < Vectors; v++)
        {
            double sum = 0;
            for (int at = v; at < _partial.Length; at += Vectors)
            {
                sum += _partial[at];
            }

            _products[vector, v] = sum;
            _products[v, vector] = sum;
        }
    }

    private void Combine(double[] direction, int from, int to)
    {
        Span<double> target = direction.AsSpan(from, to - from);
        target.Clear();
        for (int v = 0; v < Vectors; v++)
        {
            if (_shares[v] != 0)
            {
                TensorPrimitives.MultiplyAdd(_vectors[v].AsSpan(from, to - from), _shares[v], target, target);
            }
        }
    }
}
