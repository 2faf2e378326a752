using System.Numerics.Tensors;
using Souk.Learning.Data;
using Souk.Learning.Training;

namespace Souk.Learning.Linear;

/// <summary>The numeric columns of a table, standardised on request; held by column in double precision.</summary>
internal sealed class DenseDesign : IDesign
{
    private const int RowsPerBlock = 4096;

    private readonly double[][] _columns;

    public DenseDesign(FeatureTable table, bool standardize)
    {
        Rows = table.Rows;
        _columns = new double[table.Columns.Count][];
        Means = new double[_columns.Length];
        Deviations = new double[_columns.Length];
        for (int c = 0; c < _columns.Length; c++)
        {
            _columns[c] = Convert(table.Columns[c]);
            (Means[c], Deviations[c]) = standardize ? Moments(_columns[c]) : (0, 1);
            TensorPrimitives.Subtract<double>(_columns[c], Means[c], _columns[c]);
            TensorPrimitives.Divide<double>(_columns[c], Deviations[c], _columns[c]);
        }
    }

    public int Rows { get; }

    public int Columns => _columns.Length;

    /// <summary>What was subtracted from each column.</summary>
    public double[] Means { get; }

    /// <summary>What each column was then divided by.</summary>
    public double[] Deviations { get; }

    public void AddScores(double[] weights, double[] scores, int threads) =>
        WorkPartition.ForBlocks(Rows, RowsPerBlock, threads, (_, from, to) =>
        {
            Span<double> target = scores.AsSpan(from, to - from);
            for (int c = 0; c < _columns.Length; c++)
            {
                TensorPrimitives.MultiplyAdd(_columns[c].AsSpan(from, to - from), weights[c], target, target);
            }
        });

    public void Gradient(double[] residuals, double[] gradient, int threads) =>
        WorkPartition.ForBlocks(Columns, 1, threads, (c, _, _) =>
            gradient[c] = TensorPrimitives.Dot<double>(_columns[c], residuals));

    private static double[] Convert(FeatureColumn column)
    {
        if (column.IsCategorical)
        {
            throw new ArgumentException(
                $"Column '{column.Name}' holds categories; encode the table with a HashedEncoder and train on " +
                $"sparse rows.");
        }

        double[] values = new double[column.Rows];
        ReadOnlySpan<float> from = column.Values;
        for (int r = 0; r < values.Length; r++)
        {
            if (float.IsNaN(from[r]))
            {
                throw new ArgumentException(
                    $"Column '{column.Name}', row {r} is missing; a linear model needs every number: fill it " +
                    $"in before.");
            }

            values[r] = from[r];
        }

        return values;
    }

    /// <summary>Mean and deviation; a constant column has deviation 1.</summary>
    private static (double Mean, double Deviation) Moments(double[] values)
    {
        double mean = TensorPrimitives.Sum<double>(values) / values.Length;
        double squares = 0;
        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        double deviation = Math.Sqrt(squares / values.Length);
        return (mean, deviation > 0 ? deviation : 1);
    }
}
