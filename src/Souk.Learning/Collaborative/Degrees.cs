using Souk.Learning.Data;

namespace Souk.Learning.Collaborative;

/// <summary>The sums of absolute values of each user and each item, and in all.</summary>
internal sealed record Degrees(double[] Users, double[] Items, double Total)
{
    public static Degrees Of(SparseMatrix interactions)
    {
        double[] users = new double[interactions.Rows];
        double[] items = new double[interactions.Columns];
        double total = 0;
        for (int u = 0; u < interactions.Rows; u++)
        {
            for (int i = interactions.RowStarts[u]; i < interactions.RowStarts[u + 1]; i++)
            {
                double size = Math.Abs(interactions.Values[i]);
                users[u] += size;
                items[interactions.ColumnIndices[i]] += size;
                total += size;
            }
        }

        return new Degrees(users, items, total);
    }
}
