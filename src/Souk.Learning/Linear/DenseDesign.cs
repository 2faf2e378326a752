using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Souk.Learning.Data;
using Souk.Learning.Training;

namespace Souk.Learning.Linear;

/// <summary>
/// The numeric columns of a table, standardised on request. The table's own numbers are read, and means and deviations
/// are taken in on the fly: nothing is copied.
/// </summary>
internal sealed class DenseDesign : IDesign
{
    private const int RowsPerBlock = 4096;

    private readonly FeatureTable _table;

    public DenseDesign(FeatureTable table, bool standardize)
    {
        _table = table;
        Means = new double[Columns];
        Deviations = new double[Columns];
        for (int c = 0; c < Columns; c++)
        {
            Check(table.Columns[c]);
            (Means[c], Deviations[c]) = standardize ? Moments(table.Columns[c].Values) : (0, 1);
        }
    }

    public int Rows => _table.Rows;

    public int Columns => _table.Columns.Count;

    /// <summary>What each column is read less of.</summary>
    public double[] Means { get; }

    /// <summary>What each column is then divided by.</summary>
    public double[] Deviations { get; }

    public void AddScores(double[] weights, double[] scores, int threads)
    {
        double shift = 0;
        for (int c = 0; c < Columns; c++)
        {
            shift -= weights[c] * Means[c] / Deviations[c];
        }

        WorkPartition.ForBlocks(Rows, RowsPerBlock, threads, (_, from, to) =>
        {
            Span<double> target = scores.AsSpan(from, to - from);
            TensorPrimitives.Add(target, shift, target);
            for (int c = 0; c < Columns; c++)
            {
                AddScaled(_table.Columns[c].Values[from..to], weights[c] / Deviations[c], target);
            }
        });
    }

    public void Gradient(double[] residuals, double[] gradient, int threads)
    {
        double sum = TensorPrimitives.Sum<double>(residuals);
        WorkPartition.ForBlocks(Columns, 1, threads, (c, _, _) =>
            gradient[c] = (Dot(_table.Columns[c].Values, residuals) - (Means[c] * sum)) / Deviations[c]);
    }

    // Compiled well at once: a fit is over before calls would have been counted up to that.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(ReadOnlySpan<float> values, double weight, Span<double> target)
    {
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(values);
        Span<Vector<double>> to = MemoryMarshal.Cast<double, Vector<double>>(target);
        var factor = new Vector<double>(weight);
        for (int i = 0; i < from.Length; i++)
        {
            Vector.Widen(from[i], out Vector<double> low, out Vector<double> high);
            to[2 * i] = Vector.FusedMultiplyAdd(low, factor, to[2 * i]);
            to[(2 * i) + 1] = Vector.FusedMultiplyAdd(high, factor, to[(2 * i) + 1]);
        }

        for (int i = from.Length * Vector<float>.Count; i < values.Length; i++)
        {
            target[i] = Math.FusedMultiplyAdd(values[i], weight, target[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(ReadOnlySpan<float> values, ReadOnlySpan<double> residuals)
    {
        ReadOnlySpan<Vector<float>> left = MemoryMarshal.Cast<float, Vector<float>>(values);
        ReadOnlySpan<Vector<double>> right = MemoryMarshal.Cast<double, Vector<double>>(residuals);
        Vector<double> even = default;
        Vector<double> odd = default;
        for (int i = 0; i < left.Length; i++)
        {
            Vector.Widen(left[i], out Vector<double> low, out Vector<double> high);
            even = Vector.FusedMultiplyAdd(low, right[2 * i], even);
            odd = Vector.FusedMultiplyAdd(high, right[(2 * i) + 1], odd);
        }

        double sum = Vector.Sum(even + odd);
        for (int i = left.Length * Vector<float>.Count; i < values.Length; i++)
        {
            sum += values[i] * residuals[i];
        }

        return sum;
    }

    private static void Check(FeatureColumn column)
    {
        if (column.IsCategorical)
        {
            throw new ArgumentException(
                $"Column '{column.Name}' holds categories; encode the table with a HashedEncoder and train on " +
                $"sparse rows.");
        }

        int missing = TensorPrimitives.IndexOfMax(column.Values);
        if (column.Rows > 0 && float.IsNaN(column.Values[missing]))
        {
            throw new ArgumentException(
                $"Column '{column.Name}', row {missing} is missing; a linear model needs every number: fill it " +
                $"in before.");
        }
    }

    /// <summary>Mean and deviation; a constant column has deviation 1.</summary>
    private static (double Mean, double Deviation) Moments(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += value;
        }

        double mean = sum / values.Length;
        double squares = 0;
        foreach (float value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        double deviation = Math.Sqrt(squares / values.Length);
        return (mean, deviation > 0 ? deviation : 1);
    }
}
