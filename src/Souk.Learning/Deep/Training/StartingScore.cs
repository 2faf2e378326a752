using Souk.Learning.Data;

namespace Souk.Learning.Deep.Training;

/// <summary>Where a network's score starts.</summary>
internal static class StartingScore
{
    /// <summary>The mean label by weights.</summary>
    public static double MeanLabel(TrainingTargets targets)
    {
        double sum = 0;
        double weights = 0;
        for (int r = 0; r < targets.Rows; r++)
        {
            sum += targets.Weight(r) * (double)targets.Labels[r];
            weights += targets.Weight(r);
        }

        return sum / weights;
    }
}
