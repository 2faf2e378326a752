using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Factorization;

/// <summary>
/// Matrix factorization learned from interactions and sampled negatives: the cosine contrastive loss of SimpleX (Mao et
/// al., 2021), sampled softmax (Wu et al., 2022) and BPR (Rendle et al., 2009), by Adam on mini-batches. The gradients
/// of a batch are taken at the same vectors in fixed blocks and added row by row in a fixed order, so that any number
/// of threads gives the same bits.
/// </summary>
public static unsafe class SampledFactorization
{
    private const double LastRateShare = 0.01;

    /// <summary>Learns a model.</summary>
    /// <param name="interactions">Users × items; the values do not matter.</param>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <param name="progress">Told after every epoch, with the mean loss of an interaction.</param>
    /// <param name="cancellation">Ends the training early.</param>
    /// <exception cref="ArgumentException">There is no interaction.</exception>
    public static SampledFactorizationModel Fit(
        SparseMatrix interactions,
        SampledFactorizationOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        options ??= new SampledFactorizationOptions();
        options.Validate();
        InteractionCheck.NotEmpty(interactions);
        options = options.SettledFor(interactions.Columns);
        VectorTable users = StartingVectors(interactions.Rows, options, stream: 1);
        VectorTable items = StartingVectors(interactions.Columns, options, stream: 2);
        var run = new SampledTraining(interactions, users, items, options);
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            double rate = options.LearningRate * Math.Max(LastRateShare, 1 - ((double)epoch / options.Epochs));
            double loss = run.Epoch(epoch, rate, cancellation);
            progress?.Report(new TrainingProgress(epoch + 1, options.Epochs, loss));
        }

        if (options.IsCosine)
        {
            Normalize(users);
            Normalize(items);
        }

        return new SampledFactorizationModel(users, items, options);
    }

    private static VectorTable StartingVectors(int rows, SampledFactorizationOptions options, ulong stream)
    {
        var table = new VectorTable(rows, options.Factors);
        var random = new SeededRandom(options.Seed, stream);
        for (int r = 0; r < rows; r++)
        {
            foreach (ref float value in table.Row(r))
            {
                value = (float)(options.InitialScale * random.NextGaussian());
            }
        }

        return table;
    }

    private static void Normalize(VectorTable table)
    {
        for (int r = 0; r < table.Rows; r++)
        {
            float* row = table.RowPointer(r);
            float norm = MathF.Sqrt(VectorKernels.Dot(row, row, table.Stride));
            VectorKernels.Scale(row, norm > 0 ? 1f / norm : 0f, row, table.Stride);
        }

        GC.KeepAlive(table);
    }
}
