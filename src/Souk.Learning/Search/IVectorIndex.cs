namespace Souk.Learning.Search;

/// <summary>Vectors under ids, searched for the nearest. Any number of threads may search while one at a time adds or
/// removes; a search sees a vector wholly or not at all.</summary>
public interface IVectorIndex
{
    /// <summary>The length of a vector.</summary>
    int Dimension { get; }

    /// <summary>How nearness is measured.</summary>
    VectorMetric Metric { get; }

    /// <summary>The number of vectors.</summary>
    int Count { get; }

    /// <summary>Whether there is a vector under an id.</summary>
    bool Contains(int id);

    /// <summary>Adds vectors, or replaces those whose ids are there already.</summary>
    /// <param name="ids">Their ids, from 0, each once.</param>
    /// <param name="vectors">Their values, one vector after the other.</param>
    /// <exception cref="ArgumentException">A length does not fit, an id is negative or repeated, or a vector is not
    /// finite (or zero, for the cosine). Nothing was added then.</exception>
    void Add(ReadOnlySpan<int> ids, ReadOnlySpan<float> vectors);

    /// <summary>Removes a vector; false if there was none under that id.</summary>
    bool Remove(int id);

    /// <summary>Finds the vectors nearest to a query, nearest first; equally near ones by ascending id.</summary>
    /// <param name="query">The query, finite, not zero for the cosine.</param>
    /// <param name="hits">Receives the answers; its length is how many are asked for.</param>
    /// <param name="filter">Which ids may be answered, or null for all.</param>
    /// <returns>How many were found; the rest of <paramref name="hits"/> is <see cref="SearchHit.None"/>.</returns>
    int Search(ReadOnlySpan<float> query, Span<SearchHit> hits, ISearchFilter? filter = null);

    /// <summary>Searches for many queries at once on several threads.</summary>
    /// <param name="queries">The queries, one after the other.</param>
    /// <param name="count">How many answers a query is to have, from 1.</param>
    /// <param name="hits">Receives <paramref name="count"/> answers a query.</param>
    /// <param name="threads">Worker threads; 0 means one a processor.</param>
    void SearchMany(ReadOnlySpan<float> queries, int count, Span<SearchHit> hits, int threads = 0);
}
