using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Factorization;

/// <summary>
/// The side that stands still in a half-step of implicit ALS, turned into the basis where its Gram matrix is diagonal.
/// Inner products do not change when both sides are turned, and a diagonal Gram matrix makes the part of a row's system
/// that comes from unobserved pairs diagonal too; a row with few entries then costs entries³ instead of factors³.
/// </summary>
internal sealed unsafe class AlsSide
{
    private const int RotateBlock = 512;
    private const int MinGramBlock = 1_024;
    private const int MaxGramBlocks = 64;

    private readonly double[] _gram;
    private readonly double _unobservedWeight;
    private readonly double _regularization;
    private readonly double _exponent;

    private AlsSide(VectorTable table, double[] gram, float[] rotation, ImplicitAlsOptions options)
    {
        Table = table;
        Rotation = rotation;
        _gram = gram;
        _unobservedWeight = options.UnobservedWeight!.Value;
        _regularization = options.Regularization;
        _exponent = options.FrequencyExponent;
    }

    /// <summary>The turned rows.</summary>
    public VectorTable Table { get; }

    /// <summary>Columns are the new basis: turned row = row × rotation. Stride × stride floats.</summary>
    public float[] Rotation { get; }

    /// <summary>Turns a table in place and keeps it.</summary>
    public static AlsSide Prepare(VectorTable table, ImplicitAlsOptions options)
    {
        int stride = table.Stride;
        int columns = table.Columns;
        double[] full = Gram(table, options.Threads);
        double[] gram = new double[columns * columns];
        for (int r = 0; r < columns; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                gram[(r * columns) + c] = full[(Math.Min(r, c) * stride) + Math.Max(r, c)];
            }
        }

        SymmetricEigen eigen = SymmetricEigen.Decompose(gram, columns);
        float[] rotation = new float[stride * stride];
        for (int v = 0; v < columns; v++)
        {
            for (int c = 0; c < columns; c++)
            {
                rotation[(c * stride) + v] = (float)eigen.Vectors[(v * columns) + c];
            }
        }

        var side = new AlsSide(table, eigen.Values, rotation, options);
        Rotate(table, rotation, options.Threads);
        return side;
    }

    /// <summary>Turns the rows of a table by a rotation of <see cref="Rotation"/>.</summary>
    public static void Rotate(VectorTable table, float[] rotation, int threads)
    {
        int stride = table.Stride;
        WorkPartition.ForBlocks(table.Rows, RotateBlock, threads, (_, from, to) =>
        {
            int length = (to - from) * stride;
            var copy = new AlignedBuffer(length);
            float* rows = table.Pointer + ((nint)from * stride);
            new Span<float>(rows, length).CopyTo(copy.Span);
            fixed (float* basis = rotation)
            {
                MatrixKernels.Multiply(
                    copy.Pointer, stride, 1, basis, stride, rows, stride, to - from, stride, stride, add: false);
            }

            GC.KeepAlive(copy);
        });
        GC.KeepAlive(table);
    }

    /// <summary>The regularization of a row of the other side whose weights add up to
    /// <paramref name="weight"/>.</summary>
    public double RegularizationOf(double weight) =>
        _regularization * Math.Pow(weight + (_unobservedWeight * Table.Rows), _exponent);

    /// <summary>Fills the diagonal part of a row's system: unobserved pairs and regularization, ones in the
    /// padding.</summary>
    public void FillDiagonal(ReadOnlySpan<float> weights, Span<float> diagonal)
    {
        double weight = 0;
        foreach (float w in weights)
        {
            weight += w;
        }

        double regularization = RegularizationOf(weight);
        diagonal.Fill(1f);
        for (int c = 0; c < _gram.Length; c++)
        {
            diagonal[c] = (float)((_unobservedWeight * Math.Max(0, _gram[c])) + regularization);
        }
    }

    /// <summary>tableᵀ × table, upper triangle, stride × stride; summed block by block in order.</summary>
    internal static double[] Gram(VectorTable table, int threads)
    {
        int stride = table.Stride;
        int block = Math.Max(MinGramBlock, (int)(((long)table.Rows + MaxGramBlocks - 1) / MaxGramBlocks));
        float[][] parts = new float[WorkPartition.BlockCount(table.Rows, block)][];
        WorkPartition.ForBlocks(table.Rows, block, threads, (b, from, to) =>
        {
            float[] part = new float[stride * stride];
            fixed (float* sum = part)
            {
                MatrixKernels.AddGramUpper(
                    table.Pointer + ((nint)from * stride), stride, sum, stride, stride, to - from);
            }

            parts[b] = part;
        });
        double[] gram = new double[stride * stride];
        foreach (float[] part in parts)
        {
            for (int i = 0; i < gram.Length; i++)
            {
                gram[i] += part[i];
            }
        }

        GC.KeepAlive(table);
        return gram;
    }
}
