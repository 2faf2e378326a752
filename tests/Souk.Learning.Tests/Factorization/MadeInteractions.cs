using Souk.Learning.Data;
using Souk.Learning.Evaluation;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Factorization;

/// <summary>Made interactions with a known structure: users and items of cluster number % 3 belong together.</summary>
internal static class MadeInteractions
{
    private const int Clusters = 3;

    public static SparseMatrix Clustered(int users, int items, ulong seed)
    {
        var random = new SeededRandom(seed);
        var rows = new List<int>();
        var columns = new List<int>();
        for (int u = 0; u < users; u++)
        {
            for (int i = 0; i < items; i++)
            {
                double chance = u % Clusters == i % Clusters ? 0.6 : 0.03;
                if (random.NextDouble() < chance)
                {
                    rows.Add(u);
                    columns.Add(i);
                }
            }
        }

        float[] values = new float[rows.Count];
        Array.Fill(values, 1f);
        return SparseMatrix.FromEntries(users, items, rows.ToArray(), columns.ToArray(), values);
    }

    /// <summary>The share of users whose best-scored ten items are of their own cluster, on average.</summary>
    public static double ClusterAgreement(IUserScorer model)
    {
        const int depth = 10;
        float[] scores = new float[model.Items];
        double agreement = 0;
        for (int u = 0; u < model.Users; u++)
        {
            model.Score([u], scores);
            int[] order = [.. Enumerable.Range(0, model.Items).OrderByDescending(i => scores[i])];
            agreement += order.Take(depth).Count(i => i % Clusters == u % Clusters) / (double)depth;
        }

        return agreement / model.Users;
    }
}
