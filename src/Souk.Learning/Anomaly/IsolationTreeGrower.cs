using Souk.Learning.Data;
using Souk.Learning.Numerics;

namespace Souk.Learning.Anomaly;

/// <summary>Grows one isolation tree on a sample; one instance a tree.</summary>
internal sealed class IsolationTreeGrower
{
    private readonly float[] _sample;
    private readonly int _columns;
    private readonly int[] _rows;
    private readonly int[] _features;
    private readonly int _depthLimit;
    private readonly List<IsolationNode> _nodes = [];
    private SeededRandom _random;

    public IsolationTreeGrower(DenseMatrix data, int sampleSize, SeededRandom random)
    {
        _random = random;
        _columns = data.Columns;
        _rows = new int[sampleSize];
        _features = new int[_columns];
        _sample = new float[sampleSize * _columns];
        _depthLimit = (int)Math.Ceiling(Math.Log2(sampleSize));
        for (int c = 0; c < _columns; c++)
        {
            _features[c] = c;
        }

        // Column after column, so that the search for a feature's range reads memory in order.
        int[] drawn = DrawRows(data.Rows, sampleSize);
        for (int i = 0; i < sampleSize; i++)
        {
            _rows[i] = i;
            ReadOnlySpan<float> row = data.Row(drawn[i]);
            for (int c = 0; c < row.Length; c++)
            {
                _sample[(c * sampleSize) + i] = row[c];
            }
        }
    }

    public IsolationNode[] Grow()
    {
        _nodes.Add(default);
        Grow(0, 0, _rows.Length, 0);
        return [.. _nodes];
    }

    /// <summary>The mean path length of an unsuccessful search in a binary search tree of that many keys, which is what
    /// a leaf of several rows would still have added (equation 1 of the paper).</summary>
    public static double MeanPathLength(int rows)
    {
        const double eulerMascheroni = 0.5772156649015329;
        return rows switch
        {
            <= 1 => 0,
            2 => 1,
            _ => (2 * (Math.Log(rows - 1) + eulerMascheroni)) - (2.0 * (rows - 1) / rows),
        };
    }

    private void Grow(int node, int from, int to, int depth)
    {
        if (to - from <= 1 || depth >= _depthLimit || !TrySplit(from, to, out int feature, out float threshold))
        {
            _nodes[node] = new IsolationNode(-1, (float)(depth + MeanPathLength(to - from)), 0);
            return;
        }

        int middle = Partition(from, to, feature, threshold);
        int left = _nodes.Count;
        _nodes.Add(default);
        _nodes.Add(default);
        _nodes[node] = new IsolationNode(feature, threshold, left);
        Grow(left, from, middle, depth + 1);
        Grow(left + 1, middle, to, depth + 1);
    }

    /// <summary>Draws features until one differs between the rows; then a threshold uniformly in its range.</summary>
    private bool TrySplit(int from, int to, out int feature, out float threshold)
    {
        for (int remaining = _columns; remaining > 0; remaining--)
        {
            int pick = _random.Next(remaining);
            feature = _features[pick];
            (_features[pick], _features[remaining - 1]) = (_features[remaining - 1], feature);
            (float low, float high) = Range(from, to, feature);
            if (low < high)
            {
                // In 64 bits the span cannot overflow; rounding up to the highest value would empty the right side.
                threshold = (float)(low + (_random.NextDouble() * ((double)high - low)));
                threshold = threshold < high ? threshold : low;
                return true;
            }
        }

        (feature, threshold) = (-1, 0);
        return false;
    }

    private (float Low, float High) Range(int from, int to, int feature)
    {
        ReadOnlySpan<float> column = _sample.AsSpan(feature * _rows.Length, _rows.Length);
        float low = column[_rows[from]];
        float high = low;
        for (int i = from + 1; i < to; i++)
        {
            float value = column[_rows[i]];
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        return (low, high);
    }

    private int Partition(int from, int to, int feature, float threshold)
    {
        ReadOnlySpan<float> column = _sample.AsSpan(feature * _rows.Length, _rows.Length);
        int middle = from;
        for (int i = from; i < to; i++)
        {
            if (column[_rows[i]] <= threshold)
            {
                (_rows[i], _rows[middle]) = (_rows[middle], _rows[i]);
                middle++;
            }
        }

        return middle;
    }

    /// <summary>Draws distinct rows (Floyd's method), in time that depends on the sample only.</summary>
    private int[] DrawRows(int rows, int count)
    {
        var drawn = new HashSet<int>(count);
        int[] result = new int[count];
        for (int i = 0; i < count; i++)
        {
            int bound = rows - count + i;
            int candidate = _random.Next(bound + 1);
            result[i] = drawn.Add(candidate) ? candidate : bound;
            drawn.Add(result[i]);
        }

        return result;
    }
}
