using Souk.Learning.Numerics;

namespace Souk.Learning.Factorization;

/// <summary>
/// Places one new row against a side that stands still: steps of falling length down the gradient of the training's own
/// loss, over the row's history and one fixed sample of the other side as negatives. Deterministic; the cost does not
/// grow with the catalogue.
/// </summary>
internal static unsafe class SampledFoldIn
{
    private const int Steps = 60;
    private const int MaxNegatives = 4_096;
    private const double FirstStep = 0.3;
    private const ulong SampleStream = 1UL << 34;

    // Enough of a long history; each position costs a pass over the negatives.
    private const int MaxHistory = 256;

    /// <summary>Solves for the vector of a history.</summary>
    /// <param name="still">The side that the history's rows belong to.</param>
    /// <param name="ids">The history; of a longer one the last 256 count.</param>
    /// <param name="typicalLength">The length of a usual vector of the new row's side.</param>
    /// <param name="options">The training's settings.</param>
    /// <param name="vector">Receives the vector.</param>
    public static void Solve(
        VectorTable still, ReadOnlySpan<int> ids, double typicalLength, SampledFactorizationOptions options,
        Span<float> vector)
    {
        vector.Clear();
        if (ids.IsEmpty)
        {
            return;
        }

        ids = ids[^Math.Min(ids.Length, MaxHistory)..];
        int[] negatives = Sample(still.Rows, ids, options.Seed);
        var x = new AlignedBuffer(still.Stride);
        var gradient = new AlignedBuffer(still.Stride);
        foreach (int id in ids)
        {
            VectorKernels.AddScaled(x.Pointer, 1f / ids.Length, still.RowPointer(id), still.Stride);
        }

        SetLength(x, typicalLength);
        float[] scores = new float[negatives.Length];
        float[] slopes = new float[negatives.Length];
        var loss = new SampledLossFunction(options);
        for (int step = 0; step < Steps && negatives.Length > 0; step++)
        {
            Differentiate(still, ids, negatives, loss, x, gradient, scores, slopes, (float)options.Regularization);
            if (options.IsCosine)
            {
                float along = VectorKernels.Dot(gradient.Pointer, x.Pointer, still.Stride);
                VectorKernels.AddScaled(gradient.Pointer, -along, x.Pointer, still.Stride);
            }

            float norm = MathF.Sqrt(VectorKernels.Dot(gradient.Pointer, gradient.Pointer, still.Stride));
            if (norm == 0)
            {
                break;
            }

            double length = FirstStep * typicalLength * (1 - ((double)step / Steps));
            VectorKernels.AddScaled(x.Pointer, (float)(-length / norm), gradient.Pointer, still.Stride);
            if (options.IsCosine)
            {
                SetLength(x, 1);
            }
        }

        x.Span[..vector.Length].CopyTo(vector);
        GC.KeepAlive(gradient);
        GC.KeepAlive(still);
    }

    private static void Differentiate(
        VectorTable still, ReadOnlySpan<int> ids, int[] negatives, SampledLossFunction loss, AlignedBuffer x,
        AlignedBuffer gradient, float[] scores, float[] slopes, float regularization)
    {
        gradient.Span.Clear();
        VectorKernels.AddScaled(gradient.Pointer, ids.Length * regularization, x.Pointer, still.Stride);
        for (int n = 0; n < negatives.Length; n++)
        {
            scores[n] = VectorKernels.Dot(x.Pointer, still.RowPointer(negatives[n]), still.Stride);
        }

        float[] sums = new float[negatives.Length];
        foreach (int id in ids)
        {
            float* row = still.RowPointer(id);
            scores.CopyTo(slopes, 0);
            loss.Differentiate(VectorKernels.Dot(x.Pointer, row, still.Stride), slopes, out float slope);
            VectorKernels.AddScaled(gradient.Pointer, slope, row, still.Stride);
            for (int n = 0; n < sums.Length; n++)
            {
                sums[n] += slopes[n];
            }
        }

        for (int n = 0; n < sums.Length; n++)
        {
            if (sums[n] != 0)
            {
                VectorKernels.AddScaled(gradient.Pointer, sums[n], still.RowPointer(negatives[n]), still.Stride);
            }
        }
    }

    /// <summary>Rows that are not of the history: all of them, or a fixed random choice.</summary>
    private static int[] Sample(int rows, ReadOnlySpan<int> ids, ulong seed)
    {
        var own = new HashSet<int>();
        foreach (int id in ids)
        {
            own.Add(id);
        }

        var sample = new List<int>();
        var random = new SeededRandom(seed, SampleStream);
        for (int i = 0; i < Math.Min(rows, MaxNegatives); i++)
        {
            int row = rows <= MaxNegatives ? i : random.Next(rows);
            if (!own.Contains(row))
            {
                sample.Add(row);
            }
        }

        return [.. sample];
    }

    private static void SetLength(AlignedBuffer x, double length)
    {
        float norm = MathF.Sqrt(VectorKernels.Dot(x.Pointer, x.Pointer, x.Length));
        VectorKernels.Scale(x.Pointer, norm > 0 ? (float)(length / norm) : 0f, x.Pointer, x.Length);
    }
}
