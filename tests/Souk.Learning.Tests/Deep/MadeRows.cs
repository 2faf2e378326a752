using Souk.Learning.Data;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Deep;

/// <summary>Made rows with all that rows can have.</summary>
internal static class MadeRows
{
    public const int Dimension = 14;
    public const int Fields = 3;

    /// <summary>A category, a number that is sometimes missing, and a list of 0 to 3 entries with shares as values, an
    /// entry sometimes twice.</summary>
    public static SparseRows Mixed(int rows, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        var builder = new SparseRowsBuilder(Dimension, Fields);
        for (int r = 0; r < rows; r++)
        {
            builder.Add(random.Next(5), 1, 0);
            if (random.Next(4) == 0)
            {
                builder.Add(6, 1, 1);
            }
            else
            {
                builder.Add(5, (float)random.NextGaussian(), 1);
            }

            int count = random.Next(4);
            for (int i = 0; i < count; i++)
            {
                builder.Add(7 + random.Next(7), 1f / count, 2);
            }

            builder.EndRow();
        }

        return builder.Build();
    }

    public static float[] Labels(int rows, double share, ulong seed = 2)
    {
        var random = new SeededRandom(seed);
        float[] labels = new float[rows];
        for (int r = 0; r < rows; r++)
        {
            labels[r] = random.NextDouble() < share ? 1 : 0;
        }

        return labels;
    }

    public static float[] Weights(int rows)
    {
        var random = new SeededRandom(3);
        float[] weights = new float[rows];
        for (int r = 0; r < rows; r++)
        {
            weights[r] = random.Next(4) * 0.5f;
        }

        weights[0] = 1;
        return weights;
    }

    /// <summary>Two categories whose sum's parity is the label, and one that does not matter.</summary>
    public static LabelledRows Pairs(int rows, ulong seed = 1, double noise = 0)
    {
        var random = new SeededRandom(seed);
        var builder = new SparseRowsBuilder(21, 3);
        float[] labels = new float[rows];
        for (int r = 0; r < rows; r++)
        {
            int a = random.Next(7);
            int b = random.Next(7);
            builder.Add(a, 1, 0);
            builder.Add(7 + b, 1, 1);
            builder.Add(14 + random.Next(7), 1, 2);
            builder.EndRow();
            labels[r] = ((a + b) % 2) ^ (random.NextDouble() < noise ? 1 : 0);
        }

        return new LabelledRows(builder.Build(), new TrainingTargets(labels));
    }
}
