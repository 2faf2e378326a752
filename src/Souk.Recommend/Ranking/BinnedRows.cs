using Souk.Learning.Data;
using Souk.Learning.Persistence;

namespace Souk.Recommend.Ranking;

/// <summary>
/// Numbers as one-hot bins of about equal counts, a missing value in a bin of its own, and pairs of columns as the
/// product of their bins: so that linear models see curves and combinations. Immutable.
/// </summary>
internal sealed class BinnedRows
{
    // More bins say little that the tens of thousands of rows of a ranker could tell from noise.
    private const int Bins = 12;

    private readonly float[][] _edges;
    private readonly int[] _starts;
    private readonly (int First, int Second)[] _crosses;
    private readonly int[] _crossStarts;

    private BinnedRows(float[][] edges, (int First, int Second)[] crosses)
    {
        _edges = edges;
        _crosses = crosses;
        _starts = new int[edges.Length];
        _crossStarts = new int[crosses.Length];
        for (int c = 0; c < edges.Length; c++)
        {
            _starts[c] = Dimension;
            Dimension += BinsOf(c);
        }

        for (int c = 0; c < crosses.Length; c++)
        {
            _crossStarts[c] = Dimension;
            Dimension += BinsOf(crosses[c].First) * BinsOf(crosses[c].Second);
        }
    }

    /// <summary>The number of indices.</summary>
    internal int Dimension { get; }

    /// <summary>How many entries a row has: the columns, then the pairs.</summary>
    internal int Entries => _edges.Length + _crosses.Length;

    /// <summary>Learns the bins.</summary>
    /// <param name="rows">Rows, one after the other.</param>
    /// <param name="columns">How many numbers a row has.</param>
    /// <param name="crosses">The pairs of columns.</param>
    internal static BinnedRows Fit(ReadOnlySpan<float> rows, int columns, (int First, int Second)[] crosses)
    {
        float[][] edges = new float[columns][];
        int count = rows.Length / columns;
        float[] values = new float[count];
        for (int c = 0; c < columns; c++)
        {
            int known = 0;
            for (int r = 0; r < count; r++)
            {
                float value = rows[(r * columns) + c];
                if (!float.IsNaN(value))
                {
                    values[known++] = value;
                }
            }

            edges[c] = EdgesOf(values.AsSpan(0, known));
        }

        return new BinnedRows(edges, crosses);
    }

    /// <summary>The entry in which each index stands.</summary>
    internal ushort[] EntryOfIndex()
    {
        ushort[] entries = new ushort[Dimension];
        int[] starts = [.. _starts, .. _crossStarts, Dimension];
        for (int entry = 0; entry < Entries; entry++)
        {
            Array.Fill(entries, (ushort)entry, starts[entry], starts[entry + 1] - starts[entry]);
        }

        return entries;
    }

    /// <summary>The indices of a row, one an entry; the value of each is 1.</summary>
    internal void Encode(ReadOnlySpan<float> row, Span<int> indices)
    {
        for (int c = 0; c < _edges.Length; c++)
        {
            indices[c] = _starts[c] + BinOf(c, row[c]);
        }

        for (int c = 0; c < _crosses.Length; c++)
        {
            (int first, int second) = _crosses[c];
            int a = indices[first] - _starts[first];
            int b = indices[second] - _starts[second];
            indices[_edges.Length + c] = _crossStarts[c] + (a * BinsOf(second)) + b;
        }
    }

    /// <summary>All rows as sparse ones, each entry a field.</summary>
    internal SparseRows Encode(ReadOnlySpan<float> rows)
    {
        int columns = _edges.Length;
        int count = rows.Length / columns;
        SparseRowsBuilder builder = new(Dimension, Entries, count, count * Entries);
        int[] indices = new int[Entries];
        for (int r = 0; r < count; r++)
        {
            Encode(rows.Slice(r * columns, columns), indices);
            for (int i = 0; i < indices.Length; i++)
            {
                builder.Add(indices[i], 1, i);
            }

            builder.EndRow();
        }

        return builder.Build();
    }

    /// <summary>Adds up what the entries gave by columns; a pair's share is halved between its two.</summary>
    internal void ShareOut(ReadOnlySpan<double> entries, Span<double> columns)
    {
        entries[.._edges.Length].CopyTo(columns);
        for (int c = 0; c < _crosses.Length; c++)
        {
            columns[_crosses[c].First] += entries[_edges.Length + c] / 2;
            columns[_crosses[c].Second] += entries[_edges.Length + c] / 2;
        }
    }

    internal void Save(ModelWriter writer)
    {
        writer.WriteInt32(_edges.Length);
        foreach (float[] edges in _edges)
        {
            writer.WriteArray<float>(edges);
        }

        writer.WriteArray<int>([.. _crosses.SelectMany(c => new[] { c.First, c.Second })]);
    }

    internal static BinnedRows Load(ModelReader reader, int columns)
    {
        float[][] edges = new float[reader.ReadInt32() == columns
            ? columns : throw new InvalidDataException("The ranker's bins are not of its columns.")][];
        for (int c = 0; c < columns; c++)
        {
            edges[c] = reader.ReadArray<float>();
        }

        int[] pairs = reader.ReadArray<int>();
        (int, int)[] crosses = new (int, int)[pairs.Length / 2];
        for (int c = 0; c < crosses.Length; c++)
        {
            crosses[c] = (pairs[2 * c], pairs[(2 * c) + 1]);
        }

        return Array.TrueForAll(pairs, p => p >= 0 && p < columns)
            ? new BinnedRows(edges, crosses)
            : throw new InvalidDataException("The ranker crosses columns that it does not have.");
    }

    // Bin 0 is that of missing values.
    private int BinsOf(int column) => _edges[column].Length + 2;

    private int BinOf(int column, float value)
    {
        if (float.IsNaN(value))
        {
            return 0;
        }

        float[] edges = _edges[column];
        int at = Array.BinarySearch(edges, value);
        return 1 + (at >= 0 ? at + 1 : ~at);
    }

    private static float[] EdgesOf(Span<float> known)
    {
        known.Sort();
        List<float> edges = [];
        for (int bin = 1; bin < Bins && known.Length > 0; bin++)
        {
            float edge = known[(int)((long)known.Length * bin / Bins)];
            if (edge > known[0] && (edges.Count == 0 || edge > edges[^1]))
            {
                edges.Add(edge);
            }
        }

        return [.. edges];
    }
}
