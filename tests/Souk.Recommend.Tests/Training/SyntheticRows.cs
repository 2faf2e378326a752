using Souk.Learning.Numerics;
using Souk.Log;
using Souk.Recommend.Ranking;
using Souk.Recommend.Training;

namespace Souk.Recommend.Tests.Training;

/// <summary>Rows of which the chance of the goal is known.</summary>
internal static class SyntheticRows
{
    internal static readonly string[] Names = ["pair.together", "object.trend", "noise", FeatureNames.Place];

    /// <summary>The log-odds of the goal of a row: a curve, a combination and the place.</summary>
    internal static double Logit(ReadOnlySpan<float> row) =>
        -2 + (2 * row[0]) + (row[0] > 0.5 && row[1] > 0.5 ? 1.5 : 0) - (0.2 * (row[3] - 1));

    internal static RankRows Make(int requests, ulong seed, out List<ShownRequest> all, int perRequest = 5)
    {
        SeededRandom random = new(seed);
        RankRows rows = new(Names);
        all = [];
        float[] row = new float[Names.Length];
        for (int i = 0; i < requests; i++)
        {
            ShownRequest request = new((ulong)i, (ulong)i, new LogPosition(i + 1), i * 1_000_000L, $"s{i % 50}");
            all.Add(request);
            rows.BeginRequest(request);
            for (int place = 1; place <= perRequest; place++)
            {
                row[0] = (float)random.NextDouble();
                row[1] = random.Next(10) == 0 ? float.NaN : (float)random.NextDouble();
                row[2] = (float)random.NextDouble();
                row[3] = place;
                bool isGoal = random.NextDouble() < 1 / (1 + Math.Exp(-Logit(row)));
                rows.Add(row, new RankRow($"i{place}", isGoal, isGoal, isGoal ? 10 : 0, 10, random.NextDouble(), 1));
            }
        }

        return rows;
    }
}
