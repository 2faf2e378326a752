namespace Souk.Graph.Pictures;

/// <summary>An entity in a neighbourhood.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Id">Its id.</param>
/// <param name="IsSubject">Whether it is a subject; otherwise it is a carrier.</param>
/// <param name="IsBad">Whether an outcome says that it is bad (subjects).</param>
/// <param name="IsStrong">Whether a strong link joins it with the centre (subjects).</param>
/// <param name="IsHub">Whether too many share it to join anybody (carriers).</param>
/// <param name="Subjects">How many subjects share it (carriers).</param>
public sealed record LinkNode(
    string Kind, string Id, bool IsSubject, bool IsBad = false, bool IsStrong = false, bool IsHub = false,
    int Subjects = 0);
