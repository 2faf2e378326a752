using System.Collections.Concurrent;
using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Factorization;

/// <summary>
/// Matrix factorization of ratings with biases (Koren, Bell and Volinsky, 2009): rating ≈ mean + user bias + item bias
/// + user factors · item factors, by alternating least squares with regularization by the number of ratings (Zhou et
/// al., 2008). Bias and factors of a row are solved together, each row to its optimum.
/// </summary>
public static unsafe class RatingFactorization
{
    private const int RowsPerBlock = 64;
    private const double StartingDeviation = 0.1;

    /// <summary>Learns a model.</summary>
    /// <param name="ratings">Users × items; a value is a rating on any scale, a missing entry is unknown.</param>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <param name="progress">Told after every iteration, with the mean squared error on the ratings.</param>
    /// <param name="cancellation">Ends the training early.</param>
    /// <exception cref="ArgumentException">There is no rating.</exception>
    public static RatingModel Fit(
        SparseMatrix ratings,
        RatingFactorizationOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        options ??= new RatingFactorizationOptions();
        options.Validate();
        InteractionCheck.NotEmpty(ratings);
        double mean = 0;
        foreach (float rating in ratings.Values)
        {
            mean += rating;
        }

        mean /= ratings.Count;
        SparseMatrix byItem = ratings.Transpose();
        VectorTable users = StartingRows(ratings.Rows, options, bias: 0);
        VectorTable items = StartingRows(ratings.Columns, options, bias: 1);
        var rows = new ConcurrentBag<RatingRow>();
        for (int i = 0; i < options.Iterations; i++)
        {
            HalfStep(ratings, users, items, mean, 0, rows, options, cancellation);
            HalfStep(byItem, items, users, mean, 1, rows, options, cancellation);
            progress?.Report(new TrainingProgress(i + 1, options.Iterations, Error(ratings, users, items, mean)));
        }

        return new RatingModel(users, items, mean, options);
    }

    private static void HalfStep(
        SparseMatrix data, VectorTable moving, VectorTable still, double mean, int bias, ConcurrentBag<RatingRow> rows,
        RatingFactorizationOptions options, CancellationToken cancellation)
    {
        WorkPartition.ForBlocks(
            data.Rows,
            RowsPerBlock,
            options.Threads,
            (_, from, to) =>
            {
                RatingRow row = rows.TryTake(out RatingRow? spare) ? spare : new RatingRow(options);
                for (int r = from; r < to; r++)
                {
                    row.Solve(still, data.RowColumns(r), data.RowValues(r), mean, bias, moving.RowPointer(r));
                }

                rows.Add(row);
            },
            cancellation);
        GC.KeepAlive(moving);
    }

    private static double Error(SparseMatrix ratings, VectorTable users, VectorTable items, double mean)
    {
        double sum = 0;
        for (int u = 0; u < ratings.Rows; u++)
        {
            ReadOnlySpan<int> columns = ratings.RowColumns(u);
            for (int i = 0; i < columns.Length; i++)
            {
                double guess = mean + VectorKernels.Dot(
                    users.RowPointer(u), items.RowPointer(columns[i]), users.Stride);
                double error = ratings.RowValues(u)[i] - guess;
                sum += error * error;
            }
        }

        GC.KeepAlive(users);
        GC.KeepAlive(items);
        return sum / ratings.Count;
    }

    private static VectorTable StartingRows(int rows, RatingFactorizationOptions options, int bias)
    {
        var table = new VectorTable(rows, options.Factors + RatingRow.BiasColumns);
        var random = new SeededRandom(options.Seed, (ulong)bias);
        for (int r = 0; r < rows; r++)
        {
            Span<float> row = table.Row(r);
            row[1 - bias] = 1f;
            foreach (ref float value in row[RatingRow.BiasColumns..])
            {
                value = (float)(StartingDeviation * random.NextGaussian());
            }
        }

        return table;
    }
}
