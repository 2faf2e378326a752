using Souk.Learning.Data;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Trees;

/// <summary>Small made data sets for tests, the same for a seed.</summary>
internal static class MadeData
{
    /// <summary>Five numbers a row, of which the first three tell the label: its log-odds are 2a + 3bc.</summary>
    public static LabelledTable Binary(int rows, ulong seed = 1, double missing = 0) =>
        Make(rows, seed, missing, (x, random) =>
        random.NextDouble() < 1 / (1 + Math.Exp(-((2 * x[0]) + (3 * x[1] * x[2])))) ? 1 : 0);

    /// <summary>The label is 2a + bc and some noise.</summary>
    public static LabelledTable Real(int rows, ulong seed = 1, double missing = 0) =>
        Make(rows, seed, missing, (x, random) =>
        (float)((2 * x[0]) + (x[1] * x[2]) + (0.1 * random.NextGaussian())));

    /// <summary>Two categorical columns whose joint value tells the label, and a number that does not.</summary>
    public static LabelledTable Categories(int rows, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        int[] first = new int[rows];
        int[] second = new int[rows];
        float[] number = new float[rows];
        float[] labels = new float[rows];
        for (int r = 0; r < rows; r++)
        {
            first[r] = random.Next(12);
            second[r] = random.Next(8);
            number[r] = random.NextSingle();
            double chance = ((first[r] * 5) + (second[r] * 3)) % 7 < 3 ? 0.9 : 0.1;
            labels[r] = random.NextDouble() < chance ? 1 : 0;
        }

        var table = new FeatureTable(
        [
            FeatureColumn.Categorical("first", first, 12), FeatureColumn.Numeric("number", number),
            FeatureColumn.Categorical("second", second, 8),
        ]);
        return new LabelledTable(table, new TrainingTargets(labels));
    }

    private static LabelledTable Make(int rows, ulong seed, double missing, Func<float[], SeededRandom, float> label)
    {
        const int columns = 5;
        var random = new SeededRandom(seed);
        float[] cells = new float[rows * columns];
        float[] labels = new float[rows];
        float[] row = new float[columns];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                row[c] = (float)random.NextGaussian();
            }

            labels[r] = label(row, new SeededRandom(seed + 1, (ulong)r));
            for (int c = 0; c < columns; c++)
            {
                cells[(r * columns) + c] = random.NextDouble() < missing ? float.NaN : row[c];
            }
        }

        return new LabelledTable(FeatureTable.FromRows(cells, columns), new TrainingTargets(labels));
    }
}
