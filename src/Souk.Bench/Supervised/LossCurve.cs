using Souk.Learning.Training;

namespace Souk.Bench.Supervised;

/// <summary>Adds up the validation losses of several trainings step by step, to find the best number of
/// steps.</summary>
internal sealed class LossCurve : IProgress<TrainingProgress>
{
    private readonly List<double> _sums = [];

    /// <summary>The smallest sum of losses.</summary>
    public double Best => _sums.Min();

    /// <summary>The number of steps with the smallest sum.</summary>
    public int BestSteps => _sums.IndexOf(Best) + 1;

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        while (_sums.Count < value.Step)
        {
            _sums.Add(0);
        }

        _sums[value.Step - 1] += value.ValidationLoss;
    }
}
