using Souk.Learning.Data;
using Souk.Learning.Numerics;

namespace Souk.Learning.Splits;

/// <summary>Cuts a users × items matrix of interactions in two, user by user.</summary>
public static class InteractionSplitter
{
    /// <summary>Holds out a random part of each user's interactions; at least one stays, so that every user is
    /// known.</summary>
    /// <param name="interactions">Users × items.</param>
    /// <param name="share">The share to hold out, in (0, 1); rounded to the nearest count, user by user.</param>
    /// <param name="seed">The seed; a user's draw depends on the seed and the user's number alone.</param>
    public static InteractionSplit HoldOutRandom(SparseMatrix interactions, double share, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        CheckShare(share);
        bool[] held = new bool[interactions.Count];
        for (int u = 0; u < interactions.Rows; u++)
        {
            int count = interactions.RowColumns(u).Length;
            int take = Taken(count, share);
            var random = new SeededRandom(seed, (ulong)u);
            Span<bool> own = held.AsSpan(interactions.RowStarts[u], count);
            for (int left = count, i = 0; i < count && take > 0; i++, left--)
            {
                if (random.Next(left) < take)
                {
                    own[i] = true;
                    take--;
                }
            }
        }

        return Cut(interactions, held);
    }

    /// <summary>Holds out a run of each user's interactions: neighbours in the order of item numbers, from a random
    /// start; at least one stays. Where items are numbered as they first appeared, a run is close in time and place, so
    /// what is held out differs from what stays, as the future does. A random draw flatters models that fit
    /// closely.</summary>
    /// <param name="interactions">Users × items.</param>
    /// <param name="share">The share to hold out, in (0, 1); rounded to the nearest count, user by user.</param>
    /// <param name="seed">The seed; a user's run depends on the seed and the user's number alone.</param>
    public static InteractionSplit HoldOutRuns(SparseMatrix interactions, double share, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        CheckShare(share);
        bool[] held = new bool[interactions.Count];
        for (int u = 0; u < interactions.Rows; u++)
        {
            int count = interactions.RowColumns(u).Length;
            int take = Taken(count, share);
            if (take > 0)
            {
                int start = new SeededRandom(seed, (ulong)u).Next(count - take + 1);
                held.AsSpan(interactions.RowStarts[u] + start, take).Fill(true);
            }
        }

        return Cut(interactions, held);
    }

    /// <summary>Holds out the newest interactions of each user; at least one stays.</summary>
    /// <param name="interactions">Users × items.</param>
    /// <param name="times">When each entry happened, in the order of the matrix's entries, in any unit. Of equal times
    /// the higher item number counts as newer.</param>
    /// <param name="count">How many to hold out of each user, from 1.</param>
    public static InteractionSplit LeaveLastOut(SparseMatrix interactions, ReadOnlySpan<long> times, int count = 1)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        CheckTimes(interactions, times);
        bool[] held = new bool[interactions.Count];
        for (int u = 0; u < interactions.Rows; u++)
        {
            int start = interactions.RowStarts[u];
            int length = interactions.RowStarts[u + 1] - start;
            long[] keys = times.Slice(start, length).ToArray();
            int[] order = [.. Enumerable.Range(0, length).OrderBy(i => keys[i]).ThenBy(i => i)];
            for (int i = Math.Max(1, length - count); i < length; i++)
            {
                held[start + order[i]] = true;
            }
        }

        return Cut(interactions, held);
    }

    /// <summary>Holds out every interaction at or after a time; a user may lose all or none.</summary>
    /// <param name="interactions">Users × items.</param>
    /// <param name="times">When each entry happened, in the order of the matrix's entries, in any unit.</param>
    /// <param name="from">The first time that is held out.</param>
    public static InteractionSplit HoldOutFrom(SparseMatrix interactions, ReadOnlySpan<long> times, long from)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        CheckTimes(interactions, times);
        bool[] held = new bool[interactions.Count];
        for (int i = 0; i < held.Length; i++)
        {
            held[i] = times[i] >= from;
        }

        return Cut(interactions, held);
    }

    private static void CheckShare(double share)
    {
        if (!(share > 0 && share < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share to hold out lies between 0 and 1.");
        }
    }

    private static int Taken(int count, double share) =>
        Math.Min(count - 1, (int)Math.Round(share * count, MidpointRounding.AwayFromZero));

    private static void CheckTimes(SparseMatrix interactions, ReadOnlySpan<long> times)
    {
        if (times.Length != interactions.Count)
        {
            throw new ArgumentException(
                $"Every interaction needs a time; got {times.Length} times for {interactions.Count} interactions.",
                nameof(times));
        }
    }

    private static InteractionSplit Cut(SparseMatrix source, bool[] held) =>
        new(Keep(source, held, false), Keep(source, held, true));

    private static SparseMatrix Keep(SparseMatrix source, bool[] held, bool which)
    {
        int count = held.AsSpan().Count(which);
        int[] starts = new int[source.Rows + 1];
        int[] columns = new int[count];
        float[] values = new float[count];
        int at = 0;
        for (int r = 0; r < source.Rows; r++)
        {
            for (int i = source.RowStarts[r]; i < source.RowStarts[r + 1]; i++)
            {
                if (held[i] == which)
                {
                    columns[at] = source.ColumnIndices[i];
                    values[at++] = source.Values[i];
                }
            }

            starts[r + 1] = at;
        }

        return SparseMatrix.FromRows(source.Rows, source.Columns, starts, columns, values);
    }
}
