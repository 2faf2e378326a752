using Souk.Recommend.Interactions;

namespace Souk.Recommend.Ranking;

/// <summary>What reaching the goal with an object is worth: the mean of what it was, pulled towards the mean of the
/// marketplace where it was seldom reached.</summary>
internal static class GoalValue
{
    // Goals seen with the marketplace's mean before an object's own say more.
    private const double Prior = 3;

    internal static double Of(SpaceState space, in ObjectBlock target)
    {
        ref readonly SpaceBlock all = ref space.Totals;
        double mean = all.Reached == 0 ? 1 : all.ValueSum / all.Reached;
        return (target.ValueSum + (Prior * mean)) / (target.Reached + Prior);
    }
}
