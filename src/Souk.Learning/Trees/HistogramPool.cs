namespace Souk.Learning.Trees;

/// <summary>Histograms to reuse: a tree's open leaves hold one each. Not safe for use from several threads.</summary>
internal sealed class HistogramPool(int size)
{
    private readonly Stack<long[]> _free = new();

    public long[] Rent() => _free.TryPop(out long[]? histogram) ? histogram : new long[size];

    public void Return(long[]? histogram)
    {
        if (histogram is not null)
        {
            _free.Push(histogram);
        }
    }
}
