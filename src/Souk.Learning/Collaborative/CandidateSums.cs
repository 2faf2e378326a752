namespace Souk.Learning.Collaborative;

/// <summary>A sparse accumulator over the items: sums by item, and the list of items touched. One a thread.</summary>
internal sealed class CandidateSums(int items)
{
    private readonly float[] _sums = new float[items];
    private readonly bool[] _isTouched = new bool[items];
    private readonly int[] _touched = new int[items];
    private int _count;

    public ReadOnlySpan<int> Touched => _touched.AsSpan(0, _count);

    public float this[int item] => _sums[item];

    public void Add(int item, float value)
    {
        if (!_isTouched[item])
        {
            _isTouched[item] = true;
            _touched[_count++] = item;
        }

        _sums[item] += value;
    }

    /// <summary>Orders the touched items, so that what is read off next does not depend on the order of
    /// adding.</summary>
    public void SortTouched() => Array.Sort(_touched, 0, _count);

    public void Clear()
    {
        foreach (int item in Touched)
        {
            _sums[item] = 0;
            _isTouched[item] = false;
        }

        _count = 0;
    }
}
