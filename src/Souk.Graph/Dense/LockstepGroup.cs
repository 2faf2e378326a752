namespace Souk.Graph.Dense;

/// <summary>Rows that act on the same targets at the same times.</summary>
/// <param name="Rows">The rows, in rising order.</param>
/// <param name="Columns">The targets that at least two of them matched on, in rising order.</param>
/// <param name="Similarity">The mean similarity of the pairs that joined them.</param>
/// <param name="FirstTime">The time of the first matched action.</param>
/// <param name="LastTime">The time of the last.</param>
public sealed record LockstepGroup(
    IReadOnlyList<int> Rows, IReadOnlyList<int> Columns, double Similarity, long FirstTime, long LastTime);
