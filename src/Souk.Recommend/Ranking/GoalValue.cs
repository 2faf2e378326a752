using Souk.Recommend.Interactions;

namespace Souk.Recommend.Ranking;

/// <summary>What reaching the goal with an object is worth: the mean of what it was, pulled towards what its price, or
/// another amount of its profile, foretells, and towards the mean of the marketplace where none does.</summary>
internal static class GoalValue
{
    // Goals seen with what is foretold before an object's own say more.
    private const double Prior = 3;

    internal static double Of(SpaceState space, in ObjectBlock target) =>
        (target.ValueSum + (Prior * space.ForetoldValue(target.Object))) / (target.Reached + Prior);
}
