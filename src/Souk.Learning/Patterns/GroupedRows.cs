namespace Souk.Learning.Patterns;

/// <summary>The rows of a grouping, good and bad ones apart.</summary>
internal sealed class GroupedRows
{
    internal GroupedRows(int[] groups, bool[] bad, GroupLikeness[] likeness)
    {
        Dictionary<int, (List<int> Bad, List<int> Good)> members = [];
        for (int row = 0; row < bad.Length; row++)
        {
            if (groups[row] < 0)
            {
                continue;
            }

            if (!members.TryGetValue(groups[row], out (List<int> Bad, List<int> Good) group))
            {
                members.Add(groups[row], group = ([], []));
            }

            (bad[row] ? group.Bad : group.Good).Add(row);
        }

        WithBad = [.. members.Values.Where(g => g.Bad.Count > 0).Select(g => (g.Bad.ToArray(), g.Good.ToArray()))];
        Good = [.. members.Values.SelectMany(g => g.Good)];
        BadRows = WithBad.Sum(g => g.Bad.Length);
        EffectiveCount = RowGrouping.EffectiveCount([.. WithBad.Select(g => g.Bad.Length)]);
        int[][] good = [.. members.Values.Where(g => g.Good.Count > 1).Select(g => g.Good.ToArray())];
        Likeness = BadRows == 0 ? [] : [.. likeness.Select(l => l.Of(good))];
    }

    /// <summary>The groups that have bad rows.</summary>
    internal IReadOnlyList<(int[] Bad, int[] Good)> WithBad { get; }

    /// <summary>The good rows of all groups.</summary>
    internal int[] Good { get; }

    internal int BadRows { get; }

    /// <summary>How many groups the bad rows are spread over; see <see cref="RowGrouping.EffectiveCount"/>.</summary>
    internal double EffectiveCount { get; }

    /// <summary>How much of each column the groups explain, by the good rows.</summary>
    internal double[] Likeness { get; }
}
