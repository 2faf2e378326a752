using Souk.Learning.Numerics;

namespace Souk.Learning.Embeddings;

/// <summary>
/// A random division of the tokens into groups of nearly equal weight, drawn anew for every round. A round trains pairs
/// (token, context) group by group: eight tasks at a time that share no group on either side. So tasks never touch the
/// same row, no update waits or is lost, and the outcome is that of one fixed order (Gemulla et al., 2011; the same
/// idea scales PyTorch-BigGraph, Lerer et al., 2019). Noise comes from the context's group; since groups are drawn
/// anew, every token is noise to every other over the rounds.
/// </summary>
internal sealed class TokenGroups
{
    /// <summary>Groups on each side, and so tasks at a time.</summary>
    public const int Count = 8;

    private readonly int[] _byFrequency;
    private readonly double[] _noise;
    private readonly byte[] _groupOf;
    private readonly int[][] _members = new int[Count][];
    private readonly AliasSampler[] _samplers = new AliasSampler[Count];

    /// <summary>Prepares for tokens with those counts; a token of count 0 is in no group.</summary>
    public TokenGroups(long[] counts, double noiseExponent)
    {
        _byFrequency = [.. Enumerable.Range(0, counts.Length).Where(t => counts[t] > 0)];
        Array.Sort(
            _byFrequency, (a, b) => counts[a] == counts[b] ? a.CompareTo(b) : counts[b].CompareTo(counts[a]));
        _noise = new double[counts.Length];
        foreach (int token in _byFrequency)
        {
            _noise[token] = Math.Pow(counts[token], noiseExponent);
        }

        _groupOf = new byte[counts.Length];
    }

    /// <summary>The group of a token.</summary>
    public int Of(int token) => _groupOf[token];

    /// <summary>Draws a noise token of a group.</summary>
    public int Noise(int group, ref SeededRandom random) => _members[group][_samplers[group].Draw(ref random)];

    /// <summary>Divides anew: of every eight tokens next to each other in frequency, each goes to another
    /// group.</summary>
    public void Draw(SeededRandom random)
    {
        Span<int> order = stackalloc int[Count];
        for (int g = 0; g < Count; g++)
        {
            order[g] = g;
            _members[g] = new int[(_byFrequency.Length / Count) + 1];
        }

        Span<int> sizes = stackalloc int[Count];
        sizes.Clear();
        for (int i = 0; i < _byFrequency.Length; i++)
        {
            if (i % Count == 0)
            {
                random.Shuffle(order);
            }

            int group = order[i % Count];
            _groupOf[_byFrequency[i]] = (byte)group;
            _members[group][sizes[group]++] = _byFrequency[i];
        }

        for (int g = 0; g < Count; g++)
        {
            if (sizes[g] > 0)
            {
                _samplers[g] = Sampler(_members[g].AsSpan(0, sizes[g]));
            }
        }
    }

    private AliasSampler Sampler(ReadOnlySpan<int> members)
    {
        double[] weights = new double[members.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = _noise[members[i]];
        }

        return new AliasSampler(weights);
    }
}
