using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Numerics;

public sealed unsafe class AdamKernelTests
{
    private const int Length = 32;
    private const double Rate = 0.01;

    [Fact]
    public void Steps_equal_those_of_the_paper_in_double()
    {
        var random = new SeededRandom(5);
        var values = new AlignedBuffer(Length);
        var first = new AlignedBuffer(Length);
        var second = new AlignedBuffer(Length);
        var gradients = new AlignedBuffer(Length);
        first.Span.Clear();
        second.Span.Clear();
        values.Span.Fill(1f);
        double[] expected = new double[Length];
        double[] m = new double[Length];
        double[] v = new double[Length];
        Array.Fill(expected, 1.0);
        for (int step = 1; step <= 50; step++)
        {
            for (int i = 0; i < Length; i++)
            {
                float gradient = (float)random.NextGaussian();
                gradients.Span[i] = gradient;
                m[i] = (0.9 * m[i]) + (0.1 * gradient);
                v[i] = (0.999 * v[i]) + (0.001 * gradient * gradient);
                double unbiased = m[i] / (1 - Math.Pow(0.9, step));
                expected[i] -= Rate * unbiased / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, step))) + 1e-8);
            }

            new AdamKernel(Rate, step).Apply(
                values.Pointer, first.Pointer, second.Pointer, gradients.Pointer, Length);
        }

        for (int i = 0; i < Length; i++)
        {
            Assert.Equal(expected[i], values.Span[i], 1e-4);
        }

        GC.KeepAlive(first);
        GC.KeepAlive(second);
        GC.KeepAlive(gradients);
    }

    [Fact]
    public void One_value_moves_as_a_row_does()
    {
        var row = new AlignedBuffer(3 * VectorTable.Lanes);
        var gradients = new AlignedBuffer(VectorTable.Lanes);
        row.Span.Fill(0.5f);
        gradients.Span.Fill(0.3f);
        float value = 0.5f;
        float first = 0.5f;
        float second = 0.5f;
        var adam = new AdamKernel(Rate, step: 4);

        adam.Apply(
            row.Pointer, row.Pointer + VectorTable.Lanes, row.Pointer + (2 * VectorTable.Lanes), gradients.Pointer,
            VectorTable.Lanes);
        GC.KeepAlive(gradients);
        adam.Apply(ref value, ref first, ref second, 0.3f);

        Assert.Equal(value, row.Span[0], 1e-6f);
        Assert.Equal(first, row.Span[VectorTable.Lanes], 1e-6f);
        Assert.Equal(second, row.Span[2 * VectorTable.Lanes], 1e-6f);
    }

    [Fact]
    public void Coasting_equals_steps_without_a_gradient()
    {
        const int steps = 25;
        const int lanes = VectorTable.Lanes;
        var random = new SeededRandom(6);
        var coasted = new AlignedBuffer(3 * lanes);
        var stepped = new AlignedBuffer(3 * lanes);
        var none = new AlignedBuffer(lanes);
        none.Span.Clear();
        for (int i = 0; i < lanes; i++)
        {
            coasted.Span[i] = (float)random.NextGaussian();
            coasted.Span[lanes + i] = (float)random.NextGaussian();
            coasted.Span[(2 * lanes) + i] = 0.1f + (float)random.NextDouble();
        }

        coasted.Span.CopyTo(stepped.Span);
        for (int step = 0; step < steps; step++)
        {
            new AdamKernel(Rate, 20_000 + step).Apply(
                stepped.Pointer, stepped.Pointer + lanes, stepped.Pointer + (2 * lanes), none.Pointer, lanes);
        }

        new AdamKernel(Rate, 20_000).Coast(
            coasted.Pointer, coasted.Pointer + lanes, coasted.Pointer + (2 * lanes), steps, lanes);

        GC.KeepAlive(none);
        for (int i = 0; i < 3 * lanes; i++)
        {
            Assert.Equal(stepped.Span[i], coasted.Span[i], 1e-5f);
        }
    }
}
