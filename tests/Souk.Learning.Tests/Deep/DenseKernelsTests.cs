using FsCheck;
using FsCheck.Fluent;
using Souk.Learning.Deep.Layers;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Deep;

public unsafe class DenseKernelsTests
{
    [Fact]
    public void Multiply_OddShapes_EqualsTheNaiveProduct_AnyWidth()
    {
        Gen<(int, int, int)> shapes =
            from rows in Gen.Choose(1, 9)
            from inputs in Gen.Choose(1, 300)
            from outputs in Gen.Choose(1, 70)
            select (rows, inputs, outputs);
        Prop.ForAll(shapes.ToArbitrary(), shape => Check(shape.Item1, shape.Item2, shape.Item3))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void AddOuter_OddShapes_EqualsTheNaiveProduct()
    {
        Gen<(int, int, int)> shapes =
            from rows in Gen.Choose(1, 11)
            from inputs in Gen.Choose(1, 70)
            from outputs in Gen.Choose(1, 70)
            select (rows, inputs, outputs);
        Prop.ForAll(shapes.ToArbitrary(), shape => CheckOuter(shape.Item1, shape.Item2, shape.Item3))
            .QuickCheckThrowOnFailure();
    }

    private static void Check(int rows, int inputs, int outputs)
    {
        var layout = new DenseLayout();
        DenseLayer layer = layout.Add("layer", 1, inputs, inputs, outputs);
        var weights = new DenseWeights(layout);
        weights.Draw(1, (ulong)(rows + inputs + outputs));
        AlignedBuffer input = Filled(rows * layer.Inputs, 5);
        var output = new AlignedBuffer(rows * layer.Width);
        DenseKernels.Multiply(
            input.Pointer, layer.Inputs, weights.Pointer, output.Pointer, layer.Width, rows, layer.Width, layer.Inputs);
        float[] plain = weights.Weights(layer);
        for (int r = 0; r < rows; r++)
        {
            for (int o = 0; o < outputs; o++)
            {
                // One fused multiply-add after the other: to the bit what the kernel promises.
                float expected = 0;
                for (int i = 0; i < inputs; i++)
                {
                    expected = MathF.FusedMultiplyAdd(
                        input.Span[(r * layer.Inputs) + i], plain[(o * inputs) + i], expected);
                }

                Assert.Equal(expected, output.Span[(r * layer.Width) + o]);
            }
        }

        var narrow = new AlignedBuffer(rows * layer.Width);
        DenseKernels.Multiply<Lanes256>(
            input.Pointer, layer.Inputs, weights.Pointer, narrow.Pointer, layer.Width, rows, layer.Width, layer.Inputs);
        Assert.Equal(output.Span, narrow.Span);

        var transposed = new AlignedBuffer(layout.Length);
        DenseKernels.Transpose(layer, weights.Pointer, transposed.Pointer);
        var back = new AlignedBuffer(rows * layer.Inputs);
        DenseKernels.Multiply(
            output.Pointer, layer.Width, transposed.Pointer, back.Pointer, layer.Inputs, rows, layer.Inputs,
            layer.Width);
        for (int i = 0; i < inputs; i++)
        {
            double expected = 0;
            for (int o = 0; o < outputs; o++)
            {
                expected += (double)output.Span[o] * plain[(o * inputs) + i];
            }

            Assert.Equal(expected, back.Span[i], 1e-3);
        }
    }

    private static void CheckOuter(int rows, int inputs, int outputs)
    {
        var layout = new DenseLayout();
        DenseLayer layer = layout.Add("layer", 1, inputs, inputs, outputs);
        AlignedBuffer input = Filled(rows * layer.Inputs, 6);
        AlignedBuffer gradient = Filled(rows * layer.Width, 7);
        var sums = new DenseWeights(layout);
        DenseKernels.AddOuter(
            input.Pointer, layer.Inputs, gradient.Pointer, layer.Width, sums.Pointer, rows, layer.Inputs, layer.Width);
        DenseKernels.AddOuter<Lanes256>(
            input.Pointer, layer.Inputs, gradient.Pointer, layer.Width, sums.Pointer, rows, layer.Inputs, layer.Width);
        float[] found = sums.Weights(layer);
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
            {
                double expected = 0;
                for (int r = 0; r < rows; r++)
                {
                    expected += 2.0 * input.Span[(r * layer.Inputs) + i] * gradient.Span[(r * layer.Width) + o];
                }

                Assert.Equal(expected, found[(o * inputs) + i], 1e-4);
            }
        }
    }

    private static AlignedBuffer Filled(int length, ulong seed)
    {
        var buffer = new AlignedBuffer(length);
        var random = new SeededRandom(seed);
        foreach (ref float value in buffer.Span)
        {
            value = (float)random.NextGaussian();
        }

        return buffer;
    }
}
