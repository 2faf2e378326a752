namespace Souk.Graph.Dense;

/// <summary>Union-find with path halving and union by size (Tarjan and van Leeuwen, 1984).</summary>
public sealed class DisjointSets
{
    private readonly int[] _parents;
    private readonly int[] _sizes;

    /// <summary>Makes one set for each of the numbers 0 to a count less 1.</summary>
    public DisjointSets(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        _parents = new int[count];
        _sizes = new int[count];
        for (int i = 0; i < count; i++)
        {
            _parents[i] = i;
            _sizes[i] = 1;
        }
    }

    /// <summary>The member that stands for the set of a number.</summary>
    public int Find(int number)
    {
        while (_parents[number] != number)
        {
            _parents[number] = _parents[_parents[number]];
            number = _parents[number];
        }

        return number;
    }

    /// <summary>How many are in the set of a number.</summary>
    public int SizeOf(int number) => _sizes[Find(number)];

    /// <summary>Joins the sets of two numbers; false if they are one already.</summary>
    public bool Join(int a, int b)
    {
        a = Find(a);
        b = Find(b);
        if (a == b)
        {
            return false;
        }

        if (_sizes[a] < _sizes[b])
        {
            (a, b) = (b, a);
        }

        _parents[b] = a;
        _sizes[a] += _sizes[b];
        return true;
    }
}
