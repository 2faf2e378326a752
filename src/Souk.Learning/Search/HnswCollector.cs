namespace Souk.Learning.Search;

/// <summary>Collects the answers of a search beside its beam: live vectors that the filter accepts.</summary>
internal sealed class HnswCollector
{
    private readonly HitHeap _heap = new();
    private ISearchFilter? _filter;

    public int Count => _heap.Count;

    public void Reset(int count, ISearchFilter? filter)
    {
        _heap.Reset(count);
        _filter = filter;
    }

    public void Offer(int id, float similarity)
    {
        if (id < 0 || similarity < _heap.Threshold)
        {
            return;
        }

        var hit = new SearchHit(id, similarity);
        if (_heap.WouldEnter(hit) && (_filter is null || _filter.Accepts(id)))
        {
            _heap.Offer(hit);
        }
    }

    public int Drain(Span<SearchHit> hits) => _heap.Drain(hits);
}
