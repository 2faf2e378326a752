using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Numerics;

public sealed unsafe class MatrixKernelsTests
{
    [Theory]
    [InlineData(1, 16, 1)]
    [InlineData(5, 48, 7)]
    [InlineData(9, 80, 33)]
    public void Multiply_equals_the_plain_triple_loop(int rows, int columns, int steps)
    {
        AlignedBuffer a = RandomValues(rows * steps, 1);
        AlignedBuffer b = RandomValues(steps * columns, 2);
        AlignedBuffer c = RandomValues(rows * columns, 3);
        float[] expected = c.Span.ToArray();
        for (int r = 0; r < rows; r++)
        {
            for (int j = 0; j < columns; j++)
            {
                for (int k = 0; k < steps; k++)
                {
                    expected[(r * columns) + j] = MathF.FusedMultiplyAdd(
                        a.Span[(r * steps) + k], b.Span[(k * columns) + j], expected[(r * columns) + j]);
                }
            }
        }

        MatrixKernels.Multiply(
            a.Pointer, steps, 1, b.Pointer, columns, c.Pointer, columns, rows, columns, steps, add: true);

        Assert.Equal(expected, c.Span.ToArray());
    }

    [Fact]
    public void Multiply_gives_the_same_bits_for_every_register_width()
    {
        const int size = 48;
        const int steps = 21;
        AlignedBuffer m = RandomValues(size * steps, 4);
        var narrow = new AlignedBuffer(size * size);
        var wide = new AlignedBuffer(size * size);
        MatrixKernels.Multiply<Lanes256>(
            m.Pointer, 1, size, m.Pointer, size, narrow.Pointer, size, size, size, steps, true, true);
        MatrixKernels.AddGramUpper(m.Pointer, size, wide.Pointer, size, size, steps);

        Assert.Equal(narrow.Span.ToArray(), wide.Span.ToArray());
    }

    [Fact]
    public void Dot_gives_the_same_bits_for_every_register_width()
    {
        AlignedBuffer a = RandomValues(112, 5);
        AlignedBuffer b = RandomValues(112, 6);

        float narrow = VectorKernels.Dot<Lanes256>(a.Pointer, b.Pointer, 112);

        Assert.Equal(narrow, VectorKernels.Dot(a.Pointer, b.Pointer, 112));
        double exact = 0;
        for (int i = 0; i < 112; i++)
        {
            exact += (double)a.Span[i] * b.Span[i];
        }

        Assert.Equal(exact, narrow, 1e-4);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(96)]
    public void Cholesky_solves_a_positive_definite_system(int size)
    {
        AlignedBuffer m = RandomValues(size * size, 7);
        var a = new AlignedBuffer(size * size);
        for (int i = 0; i < size; i++)
        {
            a.Span[(i * size) + i] = 1;
        }

        MatrixKernels.AddGramUpper(m.Pointer, size, a.Pointer, size, size, size);
        float[] original = a.Span.ToArray();
        AlignedBuffer t = RandomValues(size, 8);
        float[] right = t.Span.ToArray();
        var inverse = new AlignedBuffer(size);
        var x = new AlignedBuffer(size);

        Assert.True(CholeskyKernel.Factorize(a.Pointer, size, inverse.Pointer));
        CholeskyKernel.Solve(a.Pointer, size, inverse.Pointer, t.Pointer, x.Pointer);

        for (int r = 0; r < size; r++)
        {
            double sum = 0;
            for (int c = 0; c < size; c++)
            {
                sum += (double)original[(Math.Min(r, c) * size) + Math.Max(r, c)] * x.Span[c];
            }

            Assert.Equal(right[r], sum, 2e-3);
        }
    }

    [Fact]
    public void Cholesky_refuses_an_indefinite_matrix()
    {
        var a = new AlignedBuffer(256);
        a.Span[0] = 1;
        a.Span[17] = -1;
        var inverse = new AlignedBuffer(16);

        Assert.False(CholeskyKernel.Factorize(a.Pointer, 16, inverse.Pointer));
    }

    private static AlignedBuffer RandomValues(int count, ulong seed)
    {
        var buffer = new AlignedBuffer(count);
        var random = new SeededRandom(seed);
        foreach (ref float value in buffer.Span)
        {
            value = (float)random.NextGaussian();
        }

        return buffer;
    }
}
