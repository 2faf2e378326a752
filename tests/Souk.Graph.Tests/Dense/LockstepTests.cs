using Souk.Graph.Dense;

namespace Souk.Graph.Tests.Dense;

public sealed class LockstepTests
{
    private const long Hour = 3_600;

    [Fact]
    public void Accounts_in_lockstep_are_found_among_others_who_like_the_same_targets()
    {
        Random random = new(1);
        List<(int Row, int Column, long Time)> actions = [];
        for (int row = 0; row < 400; row++)
        {
            for (int i = 0; i < 8; i++)
            {
                actions.Add((row, random.Next(30), random.NextInt64(60 * 24 * Hour)));
            }
        }

        int[] targets = [3, 8, 15, 21, 29];
        for (int row = 400; row < 412; row++)
        {
            for (int i = 0; i < targets.Length; i++)
            {
                actions.Add((row, targets[i], (i * 24 * Hour) + random.NextInt64(Hour / 2)));
            }
        }

        LockstepGroup group = Assert.Single(
            Lockstep.Find(Edges(412, 30, actions), new LockstepOptions { Window = Hour }));

        Assert.Equal(Enumerable.Range(400, 12), group.Rows);
        Assert.Equal(targets, group.Columns);
        Assert.Equal(1, group.Similarity, 6);
        Assert.InRange(group.LastTime, 4 * 24 * Hour, (4 * 24 * Hour) + Hour);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Groups_equal_the_naive_ones(int seed)
    {
        Random random = new(seed);
        List<(int Row, int Column, long Time)> actions =
            [.. Enumerable.Range(0, 300).Select(_ => (random.Next(25), random.Next(6), random.NextInt64(400)))];
        LockstepOptions options = new()
        {
            Window = 20,
            MinSimilarity = 0.3,
            MinMatches = 2,
            MaxCompared = int.MaxValue,
        };

        IReadOnlyList<LockstepGroup> found = Lockstep.Find(Edges(25, 6, actions), options);

        Assert.Equal(
            Naive(actions, options).Select(g => string.Join(' ', g)).Order(),
            found.Select(g => string.Join(' ', g.Rows)).Order());
    }

    [Fact]
    public void Edges_without_times_are_refused() =>
        Assert.Throws<ArgumentException>(
            () => Lockstep.Find(new EdgeList(1, 1, [0], [0]), new LockstepOptions { Window = 1 }));

    private static EdgeList Edges(int rows, int columns, List<(int Row, int Column, long Time)> actions) => new(
        rows, columns, [.. actions.Select(a => a.Row)], [.. actions.Select(a => a.Column)],
        [.. actions.Select(a => a.Time)]);

    private static List<List<int>> Naive(List<(int Row, int Column, long Time)> actions, LockstepOptions options)
    {
        bool Similar(int a, int b)
        {
            HashSet<int> own = [.. actions.Where(x => x.Row == a).Select(x => x.Column)];
            HashSet<int> other = [.. actions.Where(x => x.Row == b).Select(x => x.Column)];
            int matched = own.Intersect(other).Count(c => actions.Any(x => x.Row == a && x.Column == c
                && actions.Any(y => y.Row == b && y.Column == c && Math.Abs(x.Time - y.Time) <= options.Window)));
            return matched >= options.MinMatches
                && (double)matched / (own.Count + other.Count - matched) >= options.MinSimilarity;
        }

        List<int> left = [.. Enumerable.Range(0, 25)];
        List<List<int>> groups = [];
        while (left.Count > 0)
        {
            List<int> group = [left[0]];
            for (int i = 0; i < group.Count; i++)
            {
                group.AddRange(left.Where(r => !group.Contains(r) && Similar(group[i], r)).ToList());
            }

            left.RemoveAll(group.Contains);
            if (group.Count >= options.MinRows)
            {
                groups.Add([.. group.Order()]);
            }
        }

        return groups;
    }
}
