namespace Souk.Graph.Rings;

/// <summary>What rings say about one entity.</summary>
/// <param name="Ring">The number of its strongest ring; 0 if it is in none.</param>
/// <param name="Score">That ring's score, see <see cref="Rings.Ring.Score"/>; 0 if it is in none.</param>
/// <param name="Members">How many members that ring has.</param>
public readonly record struct RingStanding(long Ring, double Score, int Members);
