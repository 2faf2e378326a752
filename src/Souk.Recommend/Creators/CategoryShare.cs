namespace Souk.Recommend.Creators;

/// <summary>How much of what an audience buys, or a creator deals with, is of a category.</summary>
/// <param name="Category">The category.</param>
/// <param name="Share">The share, 0 to 1.</param>
/// <param name="Lift">The share over that of all shoppers; 1 is usual, 0 where all shoppers bought none.</param>
public sealed record CategoryShare(string Category, double Share, double Lift);
