using Souk.Learning.Data;
using Souk.Learning.Numerics;

namespace Souk.Learning.Factorization;

/// <summary>The objective that <see cref="ImplicitAls"/> minimises; every exact half-step lowers it.</summary>
internal static class ImplicitAlsLoss
{
    public static unsafe double Compute(
        SparseMatrix byUser, SparseMatrix byItem, VectorTable users, VectorTable items, ImplicitAlsOptions options)
    {
        double observed = 0;
        for (int u = 0; u < byUser.Rows; u++)
        {
            ReadOnlySpan<int> columns = byUser.RowColumns(u);
            ReadOnlySpan<float> weights = byUser.RowValues(u);
            for (int i = 0; i < columns.Length; i++)
            {
                double error = 1 - VectorKernels.Dot(users.RowPointer(u), items.RowPointer(columns[i]), users.Stride);
                observed += weights[i] * error * error;
            }
        }

        double[] userGram = AlsSide.Gram(users, options.Threads);
        double[] itemGram = AlsSide.Gram(items, options.Threads);
        double unobserved = 0;
        for (int r = 0; r < users.Columns; r++)
        {
            for (int c = r; c < users.Columns; c++)
            {
                double product = userGram[(r * users.Stride) + c] * itemGram[(r * users.Stride) + c];
                unobserved += r == c ? product : 2 * product;
            }
        }

        GC.KeepAlive(users);
        GC.KeepAlive(items);
        return observed + (options.UnobservedWeight!.Value * unobserved)
            + Penalty(byUser, users, items.Rows, options) + Penalty(byItem, items, users.Rows, options);
    }

    private static unsafe double Penalty(SparseMatrix rows, VectorTable table, int others, ImplicitAlsOptions options)
    {
        double penalty = 0;
        for (int r = 0; r < rows.Rows; r++)
        {
            double weight = 0;
            foreach (float w in rows.RowValues(r))
            {
                weight += w;
            }

            float* row = table.RowPointer(r);
            penalty += VectorKernels.Dot(row, row, table.Stride)
                * Math.Pow(weight + (options.UnobservedWeight!.Value * others), options.FrequencyExponent);
        }

        GC.KeepAlive(table);
        return options.Regularization * penalty;
    }
}
