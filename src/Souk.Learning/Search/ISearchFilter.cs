namespace Souk.Learning.Search;

/// <summary>Says which vectors may be answered. Asked only about vectors that would make the list, so it may cost
/// something; it must always give the same answer during one search and may be called from several threads.</summary>
public interface ISearchFilter
{
    /// <summary>Whether the vector of an id may be answered.</summary>
    bool Accepts(int id);
}
