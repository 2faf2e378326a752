namespace Souk.Learning.Search;

/// <summary>Keeps the best hits of a stream: a binary heap with the worst on top.</summary>
internal sealed class HitHeap
{
    private SearchHit[] _hits = [];
    private int _capacity;

    /// <summary>How many are kept at the moment.</summary>
    public int Count { get; private set; }

    /// <summary>A hit less similar than this cannot enter.</summary>
    public float Threshold => Count < _capacity ? float.NegativeInfinity : _hits[0].Similarity;

    /// <summary>Whether the heap holds as many as it may.</summary>
    public bool IsFull => Count == _capacity;

    /// <summary>Empties the heap and sets how many it keeps.</summary>
    public void Reset(int capacity)
    {
        if (_hits.Length < capacity)
        {
            _hits = new SearchHit[capacity];
        }

        _capacity = capacity;
        Count = 0;
    }

    /// <summary>Whether a hit would enter.</summary>
    public bool WouldEnter(SearchHit hit) => Count < _capacity || hit.IsBefore(_hits[0]);

    /// <summary>Takes a hit in if it is good enough.</summary>
    public void Offer(SearchHit hit)
    {
        if (Count < _capacity)
        {
            SiftUp(hit);
        }
        else if (_capacity > 0 && hit.IsBefore(_hits[0]))
        {
            SiftDown(hit, Count);
        }
    }

    /// <summary>Writes the hits best first, fills the rest with <see cref="SearchHit.None"/>, and empties the
    /// heap.</summary>
    public int Drain(Span<SearchHit> hits)
    {
        int found = Count;
        while (Count > 0)
        {
            SearchHit worst = _hits[0];
            Count--;
            if (Count > 0)
            {
                SiftDown(_hits[Count], Count);
            }

            hits[Count] = worst;
        }

        hits[found..].Fill(SearchHit.None);
        return found;
    }

    private void SiftUp(SearchHit hit)
    {
        int at = Count++;
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (!_hits[parent].IsBefore(hit))
            {
                break;
            }

            _hits[at] = _hits[parent];
            at = parent;
        }

        _hits[at] = hit;
    }

    private void SiftDown(SearchHit hit, int count)
    {
        int at = 0;
        while (true)
        {
            int child = (2 * at) + 1;
            if (child >= count)
            {
                break;
            }

            if (child + 1 < count && _hits[child].IsBefore(_hits[child + 1]))
            {
                child++;
            }

            if (!hit.IsBefore(_hits[child]))
            {
                break;
            }

            _hits[at] = _hits[child];
            at = child;
        }

        _hits[at] = hit;
    }
}
