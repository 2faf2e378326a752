using Souk.Recommend.Interactions;

namespace Souk.Recommend.Ranking;

/// <summary>What reaching the goal with an object is worth: the mean of what it was, pulled towards the mean of the
/// marketplace where it was seldom reached.</summary>
internal static class GoalValue
{
    // Goals seen with the marketplace's mean before an object's own say more.
    private const double Prior = 3;

    internal static double Of(SpaceState space, in ObjectBlock target) =>
        (target.ValueSum + (Prior * OfUnknown(space))) / (target.Reached + Prior);

    /// <summary>That of an object that no event has named.</summary>
    internal static double OfUnknown(SpaceState space)
    {
        ref readonly SpaceBlock all = ref space.Totals;
        return all.Reached == 0 ? 1 : all.ValueSum / all.Reached;
    }
}
