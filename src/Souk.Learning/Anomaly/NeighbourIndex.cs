using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Souk.Learning.Data;
using Souk.Learning.Persistence;
using Souk.Learning.Training;

namespace Souk.Learning.Anomaly;

/// <summary>
/// Exact nearest neighbours by Euclidean distance: every query is held against every point, four queries and sixteen
/// points at a time, by differences (no loss when points lie close together). Points are stored once, in blocks of
/// sixteen with their coordinates interleaved. Ties go to the point that was given first.
/// </summary>
internal sealed class NeighbourIndex
{
    private const int PointsPerBlock = 16;
    private const int QueriesAtOnce = 4;
    private const int QueriesPerTask = 64;

    private readonly float[] _blocks;

    private NeighbourIndex(int count, int columns, float[] blocks)
    {
        Count = count;
        Columns = columns;
        _blocks = blocks;
    }

    public NeighbourIndex(DenseMatrix points)
    {
        Count = points.Rows;
        Columns = points.Columns;
        int blocks = WorkPartition.BlockCount(points.Rows, PointsPerBlock);
        _blocks = new float[blocks * PointsPerBlock * Columns];
        // Places behind the last point are infinitely far away.
        _blocks.AsSpan().Fill(float.PositiveInfinity);
        for (int p = 0; p < points.Rows; p++)
        {
            ReadOnlySpan<float> row = points.Row(p);
            int at = (p / PointsPerBlock * PointsPerBlock * Columns) + (p % PointsPerBlock);
            for (int c = 0; c < row.Length; c++)
            {
                _blocks[at + (c * PointsPerBlock)] = row[c];
            }
        }
    }

    public int Count { get; }

    public int Columns { get; }

    /// <summary>The nearest points of every query.</summary>
    /// <param name="queries">The queries, one a row.</param>
    /// <param name="count">How many neighbours, from 1 to the number of points (less one if a query is not its
    /// own).</param>
    /// <param name="queriesArePoints">Whether query i is point i and must not be its own neighbour.</param>
    /// <param name="threads">The number of threads, 0 for one per processor.</param>
    /// <param name="cancellation">Ends the search early.</param>
    public Neighbours Search(
        DenseMatrix queries, int count, bool queriesArePoints, int threads, CancellationToken cancellation)
    {
        var result = new Neighbours(queries.Rows, count);
        WorkPartition.ForBlocks(
            queries.Rows,
            QueriesPerTask,
            threads,
            (_, from, to) =>
            {
                for (int q = from; q < to; q += QueriesAtOnce)
                {
                    SearchFour(queries, q, Math.Min(QueriesAtOnce, to - q), queriesArePoints, result);
                }
            },
            cancellation);
        return result;
    }

    public static NeighbourIndex Read(ModelReader reader, int columns)
    {
        int count = reader.ReadInt32();
        float[] blocks = reader.ReadArray<float>();
        bool valid = count > 0 && columns > 0
            && (long)WorkPartition.BlockCount(count, PointsPerBlock) * PointsPerBlock * columns == blocks.Length;
        return valid
            ? new NeighbourIndex(count, columns, blocks)
            : throw new InvalidDataException($"{count} points of {columns} columns do not make {blocks.Length} " +
                "values.");
    }

    public void Write(ModelWriter writer)
    {
        writer.WriteInt32(Count);
        writer.WriteArray<float>(_blocks);
    }

    private void SearchFour(DenseMatrix queries, int first, int lanes, bool queriesArePoints, Neighbours result)
    {
        for (int i = 0; i < lanes; i++)
        {
            result.DistanceRow(first + i).Fill(float.PositiveInfinity);
        }

        ReadOnlySpan<float> q0 = queries.Row(first);
        ReadOnlySpan<float> q1 = queries.Row(first + Math.Min(1, lanes - 1));
        ReadOnlySpan<float> q2 = queries.Row(first + Math.Min(2, lanes - 1));
        ReadOnlySpan<float> q3 = queries.Row(first + Math.Min(3, lanes - 1));
        Span<Vector256<float>> sums = stackalloc Vector256<float>[QueriesAtOnce * 2];
        for (int start = 0; start < Count; start += PointsPerBlock)
        {
            Distances(start, q0, q1, q2, q3, sums);
            for (int i = 0; i < lanes; i++)
            {
                Span<float> best = result.DistanceRow(first + i);
                Vector256<float> limit = Vector256.Create(best[^1]);
                uint closer = Vector256.LessThan(sums[2 * i], limit).ExtractMostSignificantBits()
                    | (Vector256.LessThan(sums[(2 * i) + 1], limit).ExtractMostSignificantBits() << 8);
                while (closer != 0)
                {
                    int lane = BitOperations.TrailingZeroCount(closer);
                    closer &= closer - 1;
                    if (!queriesArePoints || start + lane != first + i)
                    {
                        Insert(best, result.IndexRow(first + i), sums[(2 * i) + (lane >> 3)][lane & 7], start + lane);
                    }
                }
            }
        }

        for (int i = 0; i < lanes; i++)
        {
            foreach (ref float distance in result.DistanceRow(first + i))
            {
                distance = MathF.Sqrt(distance);
            }
        }
    }

    private void Distances(
        int start,
        ReadOnlySpan<float> q0,
        ReadOnlySpan<float> q1,
        ReadOnlySpan<float> q2,
        ReadOnlySpan<float> q3,
        Span<Vector256<float>> sums)
    {
        ref float points = ref MemoryMarshal.GetArrayDataReference(_blocks);
        nuint at = (nuint)start * (nuint)Columns;
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default;
        for (int c = 0; c < q0.Length; c++)
        {
            Vector256<float> a = Vector256.LoadUnsafe(ref points, at);
            Vector256<float> b = Vector256.LoadUnsafe(ref points, at + 8);
            at += PointsPerBlock;
            AddSquares(Vector256.Create(q0[c]), a, b, ref a0, ref b0);
            AddSquares(Vector256.Create(q1[c]), a, b, ref a1, ref b1);
            AddSquares(Vector256.Create(q2[c]), a, b, ref a2, ref b2);
            AddSquares(Vector256.Create(q3[c]), a, b, ref a3, ref b3);
        }

        (sums[0], sums[1], sums[2], sums[3]) = (a0, b0, a1, b1);
        (sums[4], sums[5], sums[6], sums[7]) = (a2, b2, a3, b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddSquares(
        Vector256<float> query, Vector256<float> a, Vector256<float> b, ref Vector256<float> sumA,
        ref Vector256<float> sumB)
    {
        Vector256<float> differenceA = query - a;
        Vector256<float> differenceB = query - b;
        sumA = Vector256.FusedMultiplyAdd(differenceA, differenceA, sumA);
        sumB = Vector256.FusedMultiplyAdd(differenceB, differenceB, sumB);
    }

    private static void Insert(Span<float> distances, Span<int> indices, float distance, int index)
    {
        int at = distances.Length - 1;
        if (!(distance < distances[at]))
        {
            return;
        }

        while (at > 0 && distances[at - 1] > distance)
        {
            distances[at] = distances[at - 1];
            indices[at] = indices[at - 1];
            at--;
        }

        distances[at] = distance;
        indices[at] = index;
    }
}
