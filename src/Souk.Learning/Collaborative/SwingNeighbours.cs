using Souk.Learning.Data;
using Souk.Learning.Training;

namespace Souk.Learning.Collaborative;

/// <summary>
/// Swing: weight[i, j] = Σ over pairs of users {u, v} who have both i and j of wᵤ·wᵥ / (α + items u and v share), with
/// wᵤ = degree^−exponent.
/// </summary>
internal static class SwingNeighbours
{
    private const int ItemsPerBlock = 32;

    public static ItemModel Fit(
        SparseMatrix interactions, ItemNeighboursOptions options, CancellationToken cancellation)
    {
        int items = interactions.Columns;
        SparseMatrix byItem = interactions.Transpose();
        float[] userWeights = new float[interactions.Rows];
        for (int u = 0; u < userWeights.Length; u++)
        {
            userWeights[u] = (float)Math.Pow(Math.Max(1, interactions.RowColumns(u).Length), -options.UserExponent);
        }

        var rows = new TopRows(items, options.Neighbours);
        using var workspaces = new ThreadLocal<Workspace>(() => new Workspace(items));
        WorkPartition.ForBlocks(
            items,
            ItemsPerBlock,
            options.Threads,
            (_, from, to) =>
            {
                Workspace own = workspaces.Value!;
                for (int item = from; item < to; item++)
                {
                    ReadOnlySpan<int> users = Sample(byItem.RowColumns(item), options.SwingUsersPerItem);
                    FindNeighbours(interactions, item, users, userWeights, (float)options.SwingSmoothing, own);
                    own.Keep(item, rows);
                }
            },
            cancellation);
        return new ItemModel(rows.ToMatrix());
    }

    private static ReadOnlySpan<int> Sample(ReadOnlySpan<int> users, int most)
    {
        if (users.Length <= most)
        {
            return users;
        }

        int[] sample = new int[most];
        for (int i = 0; i < most; i++)
        {
            sample[i] = users[(int)((long)i * users.Length / most)];
        }

        return sample;
    }

    private static void FindNeighbours(
        SparseMatrix interactions, int item, ReadOnlySpan<int> users, float[] userWeights, float smoothing,
        Workspace own)
    {
        int[] shared = own.Shared;
        for (int a = 0; a < users.Length; a++)
        {
            own.Mark(interactions.RowColumns(users[a]), a + 1);
            for (int b = a + 1; b < users.Length; b++)
            {
                int count = 0;
                foreach (int other in interactions.RowColumns(users[b]))
                {
                    shared[count] = other;
                    count += own.IsMarked(other, a + 1) ? 1 : 0;
                }

                float weight = userWeights[users[a]] * userWeights[users[b]] / (smoothing + count);
                for (int i = 0; i < count; i++)
                {
                    if (shared[i] != item)
                    {
                        own.Sums.Add(shared[i], weight);
                    }
                }
            }
        }

        own.Unmark(interactions, users);
    }

    private sealed class Workspace(int items)
    {
        private readonly int[] _marks = new int[items];
        private readonly float[] _values = new float[items];

        public CandidateSums Sums { get; } = new(items);

        public int[] Shared { get; } = new int[items + 1];

        public void Mark(ReadOnlySpan<int> columns, int mark)
        {
            foreach (int column in columns)
            {
                _marks[column] = mark;
            }
        }

        public bool IsMarked(int item, int mark) => _marks[item] == mark;

        public void Unmark(SparseMatrix interactions, ReadOnlySpan<int> users)
        {
            foreach (int user in users)
            {
                Mark(interactions.RowColumns(user), 0);
            }
        }

        public void Keep(int item, TopRows rows)
        {
            Sums.SortTouched();
            ReadOnlySpan<int> touched = Sums.Touched;
            for (int j = 0; j < touched.Length; j++)
            {
                _values[j] = Sums[touched[j]];
            }

            rows.KeepPositive(item, touched, _values.AsSpan(0, touched.Length));
            Sums.Clear();
        }
    }
}
