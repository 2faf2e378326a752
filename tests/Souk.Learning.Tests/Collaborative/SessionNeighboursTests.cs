using Souk.Learning.Collaborative;
using Souk.Learning.Data;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Collaborative;

public sealed class SessionNeighboursTests
{
    private static ItemSequences Sessions(ulong seed)
    {
        var random = new SeededRandom(seed);
        List<int[]> lists = [];
        for (int s = 0; s < 60; s++)
        {
            int[] list = new int[1 + random.Next(6)];
            for (int i = 0; i < list.Length; i++)
            {
                list[i] = random.Next(20);
            }

            lists.Add(list);
        }

        return ItemSequences.FromLists(20, lists);
    }

    [Fact]
    public void Scores_equal_the_definition()
    {
        ItemSequences sessions = Sessions(3);
        var options = new SessionNeighboursOptions { Neighbours = 60, RepeatWeight = 2.5 };
        SessionNeighbours model = SessionNeighbours.Fit(sessions, options);
        float[] scores = new float[20];
        int[] prefix = [3, 7, 3, 12];
        model.Score(prefix, scores);
        double[] expected = Naive(sessions, prefix, options);
        for (int i = 0; i < 20; i++)
        {
            if (expected[i] == 0)
            {
                Assert.Equal(float.NegativeInfinity, scores[i]);
                continue;
            }

            Assert.InRange(scores[i] / expected[i], 0.999, 1.001);
        }
    }

    [Fact]
    public void A_saved_model_scores_the_same_and_again_after_other_prefixes()
    {
        SessionNeighbours model = SessionNeighbours.Fit(Sessions(4));
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        SessionNeighbours loaded = SessionNeighbours.Load(stream);
        float[] first = new float[20];
        float[] again = new float[20];
        model.Score([1, 2], first);
        loaded.Score([5, 9, 9], again);
        loaded.Score([1, 2], again);
        Assert.Equal(first, again);
    }

    [Fact]
    public void No_repeat_weight_never_repeats_an_item()
    {
        SessionNeighbours model = SessionNeighbours.Fit(
            Sessions(4), new SessionNeighboursOptions { RepeatWeight = 0 });
        float[] scores = new float[20];
        model.Score([1, 2], scores);
        Assert.Equal(float.NegativeInfinity, scores[1]);
        Assert.Equal(float.NegativeInfinity, scores[2]);
        Assert.Contains(scores, s => s > 0);
    }

    [Fact]
    public void An_unknown_item_or_no_sessions_are_refused()
    {
        SessionNeighbours model = SessionNeighbours.Fit(Sessions(4));
        Assert.Throws<ArgumentException>(() => model.Score([20], new float[20]));
        Assert.Throws<ArgumentException>(() => SessionNeighbours.Fit(ItemSequences.FromLists(4, [])));
    }

    private static double[] Naive(ItemSequences sessions, int[] prefix, SessionNeighboursOptions options)
    {
        double[] votes = new double[sessions.ItemCount];
        for (int s = 0; s < sessions.Count; s++)
        {
            int[] session = sessions[s].ToArray();
            double likeness = 0;
            foreach (int item in prefix.Distinct().Where(session.Contains))
            {
                int having = Enumerable.Range(0, sessions.Count).Count(o => sessions[o].Contains(item));
                int distance = prefix.Length - 1 - Array.LastIndexOf(prefix, item);
                likeness += Math.Exp(-options.PrefixDecay * distance) * Math.Log(1 + ((double)sessions.Count / having));
            }

            if (likeness == 0)
            {
                continue;
            }

            likeness *= Math.Exp(-options.RecencyDecay * (sessions.Count - 1 - s) / sessions.Count)
                / Math.Sqrt(session.Length);
            int match = Array.LastIndexOf(session, prefix.Last(session.Contains));
            for (int i = 0; i < session.Length; i++)
            {
                votes[session[i]] += i == match ? 0 : likeness * Math.Exp(-options.MatchDecay * Math.Abs(i - match));
            }
        }

        foreach (int item in prefix.Distinct())
        {
            votes[item] *= options.RepeatWeight;
        }

        return votes;
    }
}
