using Souk.Learning.Data;
using Souk.Learning.Numerics;

namespace Souk.Learning.Collaborative;

/// <summary>Collects the strongest entries of each row of a square matrix that is computed row by row.</summary>
internal sealed class TopRows(int items, int keep)
{
    private readonly int[][] _columns = new int[items][];
    private readonly float[][] _values = new float[items][];

    /// <summary>Keeps the largest entries of a row above zero; rows may come from several threads.</summary>
    public void KeepPositive(int row, ReadOnlySpan<int> candidates, ReadOnlySpan<float> candidateValues)
    {
        int[] top = new int[Math.Min(keep, candidates.Length)];
        float[] values = new float[top.Length];
        int found = TopSelector.Select(candidateValues, top, values);
        while (found > 0 && values[found - 1] <= 0)
        {
            found--;
        }

        Set(row, top, values, found, candidates);
    }

    /// <summary>Keeps the entries of a row that are largest in size, of either sign.</summary>
    public void KeepLargest(int row, ReadOnlySpan<float> dense, Span<float> scratch)
    {
        for (int i = 0; i < dense.Length; i++)
        {
            scratch[i] = dense[i] == 0 ? float.NegativeInfinity : Math.Abs(dense[i]);
        }

        int[] top = new int[Math.Min(keep, dense.Length)];
        float[] values = new float[top.Length];
        int found = TopSelector.Select(scratch, top, values);
        for (int i = 0; i < found; i++)
        {
            values[i] = dense[top[i]];
        }

        Set(row, top, values, found, []);
    }

    public SparseMatrix ToMatrix()
    {
        int[] starts = new int[items + 1];
        for (int r = 0; r < items; r++)
        {
            starts[r + 1] = checked(starts[r] + _columns[r].Length);
        }

        int[] columns = new int[starts[items]];
        float[] values = new float[starts[items]];
        for (int r = 0; r < items; r++)
        {
            _columns[r].CopyTo(columns, starts[r]);
            _values[r].CopyTo(values, starts[r]);
            _columns[r] = [];
            _values[r] = [];
        }

        return SparseMatrix.FromRows(items, items, starts, columns, values);
    }

    private void Set(int row, int[] top, float[] values, int found, ReadOnlySpan<int> names)
    {
        Array.Resize(ref top, found);
        Array.Resize(ref values, found);
        if (!names.IsEmpty)
        {
            for (int i = 0; i < found; i++)
            {
                top[i] = names[top[i]];
            }
        }

        Array.Sort(top, values);
        _columns[row] = top;
        _values[row] = values;
    }
}
