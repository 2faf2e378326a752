using Souk.Learning.Factorization;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Factorization;

public sealed unsafe class RowAdamTests
{
    private const int Rows = 20;
    private const int Factors = 16;
    private const double Rate = 0.01;

    [Fact]
    public void Rows_with_fading_moments_move_as_in_Adam_on_the_whole_table()
    {
        // The first 300 steps touch every row, so that the bias corrections have settled; then rows miss most steps.
        const int full = 300;
        const int last = 700;
        var random = new SeededRandom(9);
        var table = new VectorTable(Rows, Factors);
        var whole = new VectorTable(Rows, Factors);
        var first = new VectorTable(Rows, Factors);
        var second = new VectorTable(Rows, Factors);
        var gradients = new VectorTable(Rows, Factors);
        var adam = new RowAdam(table, fading: true);
        float[] before = [];
        for (int step = 1; step <= last; step++)
        {
            before = step == full + 1 ? whole.AllValues().ToArray() : before;
            for (int row = 0; row < Rows; row++)
            {
                gradients.Row(row).Clear();
                if (step <= full || random.Next(10) == 0)
                {
                    foreach (ref float value in gradients.Row(row))
                    {
                        value = 0.5f + (float)random.NextGaussian();
                    }

                    adam.CatchUp(row, Rate, step - 1);
                    adam.Add(row, gradients.RowPointer(row));
                }

                new AdamKernel(Rate, step).Apply(
                    whole.RowPointer(row), first.RowPointer(row), second.RowPointer(row), gradients.RowPointer(row),
                    whole.Stride);
            }

            adam.Apply(Rate, step, threads: 2);
        }

        for (int row = 0; row < Rows; row++)
        {
            adam.CatchUp(row, Rate, last);
        }

        float[] expected = whole.AllValues().ToArray();
        float[] actual = table.AllValues().ToArray();
        double moved = expected.Zip(before, (a, b) => Math.Abs(a - b)).Max();
        double apart = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(moved > 10 * Rate, $"moved {moved}");
        Assert.True(apart < 0.05 * moved, $"apart {apart}, moved {moved}");
    }
}
