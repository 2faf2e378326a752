using System.Collections.Concurrent;
using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Factorization;

/// <summary>
/// Matrix factorization of implicit interactions by alternating least squares: Hu, Koren and Volinsky (2008) in the
/// form of Rendle, Krichene, Zhang and Koren, "Revisiting the Performance of iALS on Item Recommendation Benchmarks"
/// (2021): minimises Σ over interactions of w (1 − u·v)² + alpha_0 Σ over all pairs of (u·v)² plus frequency-scaled
/// regularization. An iteration solves all users, then all items, each row to its optimum.
/// </summary>
public static unsafe class ImplicitAls
{
    private const int RowsPerBlock = 64;

    /// <summary>Learns a model. The result depends on the data, the options and the seed only, not on the
    /// threads.</summary>
    /// <param name="interactions">Users × items; a value is the weight of the interaction, above 0 (1 where nothing
    /// better is known).</param>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <param name="progress">Told after every iteration, with the objective per stored interaction as training
    /// loss.</param>
    /// <param name="cancellation">Ends the training early.</param>
    /// <exception cref="ArgumentException">There is no interaction, or a weight is not above 0.</exception>
    public static ImplicitAlsModel Fit(
        SparseMatrix interactions,
        ImplicitAlsOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        options ??= new ImplicitAlsOptions();
        options.Validate();
        InteractionCheck.Weights(interactions);
        options = options.SettledFor(interactions);
        SparseMatrix byItem = interactions.Transpose();
        VectorTable users = StartingVectors(interactions.Rows, options, stream: 1);
        VectorTable items = StartingVectors(interactions.Columns, options, stream: 2);
        var workspaces = new ConcurrentBag<AlsWorkspace>();
        for (int i = 0; i < options.Iterations; i++)
        {
            HalfStep(interactions, users, items, options, workspaces, cancellation);
            HalfStep(byItem, items, users, options, workspaces, cancellation);
            if (progress is not null)
            {
                double loss = ImplicitAlsLoss.Compute(interactions, byItem, users, items, options);
                progress.Report(new TrainingProgress(i + 1, options.Iterations, loss / interactions.Count));
            }
        }

        return ImplicitAlsModel.Create(users, items, options);
    }

    /// <summary>Solves all rows of one side, the other standing still (but turned).</summary>
    internal static void HalfStep(
        SparseMatrix rows, VectorTable moving, VectorTable still, ImplicitAlsOptions options,
        ConcurrentBag<AlsWorkspace> workspaces, CancellationToken cancellation)
    {
        AlsSide side = AlsSide.Prepare(still, options);
        if (options.Solver == AlsSolver.Block)
        {
            AlsSide.Rotate(moving, side.Rotation, options.Threads);
        }

        WorkPartition.ForBlocks(
            rows.Rows,
            RowsPerBlock,
            options.Threads,
            (_, from, to) =>
            {
                AlsWorkspace workspace = workspaces.TryTake(out AlsWorkspace? spare)
                    ? spare
                    : new AlsWorkspace(options);
                for (int r = from; r < to; r++)
                {
                    workspace.Solve(side, rows.RowColumns(r), rows.RowValues(r), moving.RowPointer(r));
                }

                workspaces.Add(workspace);
            },
            cancellation);
        GC.KeepAlive(moving);
    }

    private static VectorTable StartingVectors(int rows, ImplicitAlsOptions options, ulong stream)
    {
        var table = new VectorTable(rows, options.Factors);
        var random = new SeededRandom(options.Seed, stream);
        double deviation = options.InitialScale / Math.Sqrt(options.Factors);
        for (int r = 0; r < rows; r++)
        {
            foreach (ref float value in table.Row(r))
            {
                value = (float)(deviation * random.NextGaussian());
            }
        }

        return table;
    }
}
