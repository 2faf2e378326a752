namespace Souk.Learning.Numerics;

/// <summary>Draws numbers 0 to n − 1 in proportion to weights in constant time (Walker, 1977; built as Vose,
/// 1991).</summary>
internal sealed class AliasSampler
{
    private readonly uint[] _threshold;
    private readonly int[] _alias;

    /// <summary>Builds the table from weights from 0 with a sum above 0.</summary>
    public AliasSampler(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (double weight in weights)
        {
            if (!(weight >= 0) || !double.IsFinite(weight))
            {
                throw new ArgumentException($"A sampling weight is {weight}; weights are numbers from " +
                    "0.", nameof(weights));
            }

            sum += weight;
        }

        if (!(sum > 0))
        {
            throw new ArgumentException("At least one sampling weight must be above 0.", nameof(weights));
        }

        int count = weights.Length;
        _threshold = new uint[count];
        _alias = new int[count];
        double[] scaled = new double[count];
        int[] queue = new int[count];
        int small = 0;
        int large = count;
        for (int i = 0; i < count; i++)
        {
            scaled[i] = weights[i] / sum * count;
            queue[scaled[i] < 1 ? small++ : --large] = i;
        }

        Pair(scaled, queue, small, large);
    }

    /// <summary>Draws one number.</summary>
    public int Draw(ref SeededRandom random)
    {
        ulong bits = random.NextUInt64();
        int slot = (int)(((bits >> 32) * (ulong)_alias.Length) >> 32);
        return (uint)bits <= _threshold[slot] ? slot : _alias[slot];
    }

    /// <summary>The small ones stand at the front of the queue, the large ones at the back; a large one fills up a
    /// small one's slot until it is small itself.</summary>
    private void Pair(double[] scaled, int[] queue, int small, int large)
    {
        while (small > 0 && large < queue.Length)
        {
            int low = queue[--small];
            int high = queue[large];
            _threshold[low] = (uint)(scaled[low] * uint.MaxValue);
            _alias[low] = high;
            scaled[high] -= 1 - scaled[low];
            if (scaled[high] < 1)
            {
                large++;
                queue[small++] = high;
            }
        }

        // What is left has weight one up to rounding.
        while (small > 0)
        {
            Fill(queue[--small]);
        }

        while (large < queue.Length)
        {
            Fill(queue[large++]);
        }
    }

    private void Fill(int slot)
    {
        _threshold[slot] = uint.MaxValue;
        _alias[slot] = slot;
    }
}
