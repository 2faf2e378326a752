using Souk.Learning.Evaluation;

namespace Souk.Experiments.OffPolicy;

/// <summary>
/// The value that a policy would have had, from what another policy logged: mean reward a round, with a normal
/// confidence interval of the rounds' spread. Survey of the estimators: Saito et al., Open Bandit Dataset and
/// Pipeline, 2021.
/// </summary>
public static class OffPolicyEstimators
{
    /// <summary>The mean of the rewards seen: the logging policy's own value.</summary>
    /// <param name="rounds">What was logged.</param>
    /// <param name="level">The confidence, in (0, 1).</param>
    public static Estimate OnPolicy(LoggedRounds rounds, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        return Intervals.OfMean(rounds.Rewards, level);
    }

    /// <summary>Inverse propensity scores (Horvitz &amp; Thompson, 1952): unbiased, of high variance where the policies
    /// differ much.</summary>
    /// <param name="rounds">What was logged.</param>
    /// <param name="policy">The policy asked about.</param>
    /// <param name="level">The confidence, in (0, 1).</param>
    public static Estimate Ips(LoggedRounds rounds, TargetPolicy policy, double level = 0.95)
    {
        double[] weights = Weights(rounds, policy);
        double[] terms = new double[weights.Length];
        for (int i = 0; i < terms.Length; i++)
        {
            terms[i] = weights[i] * rounds.Rewards[i];
        }

        return Intervals.OfMean(terms, level);
    }

    /// <summary>Self-normalised inverse propensity scores (Swaminathan &amp; Joachims, 2015): a little biased, of lower
    /// variance, never outside the rewards' range. Interval by linearisation.</summary>
    /// <param name="rounds">What was logged.</param>
    /// <param name="policy">The policy asked about.</param>
    /// <param name="level">The confidence, in (0, 1).</param>
    /// <exception cref="ArgumentException">The policy never takes an action that was logged.</exception>
    public static Estimate Snips(LoggedRounds rounds, TargetPolicy policy, double level = 0.95)
    {
        double[] weights = Weights(rounds, policy);
        double total = weights.Sum();
        if (total == 0)
        {
            throw new ArgumentException("The policy takes none of the logged actions: its value cannot be estimated.");
        }

        double value = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            value += weights[i] * rounds.Rewards[i];
        }

        value /= total;
        double meanWeight = total / weights.Length;
        double[] terms = new double[weights.Length];
        for (int i = 0; i < terms.Length; i++)
        {
            terms[i] = value + (weights[i] * (rounds.Rewards[i] - value) / meanWeight);
        }

        return Intervals.OfMean(terms, level);
    }

    /// <summary>The direct method: what a reward model predicts for the policy's actions. Low variance, as biased as
    /// the model.</summary>
    /// <param name="policy">The policy asked about.</param>
    /// <param name="model">Expected rewards.</param>
    /// <param name="level">The confidence, in (0, 1); of the rounds' spread only, not of the model's error.</param>
    public static Estimate DirectMethod(TargetPolicy policy, RewardModel model, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(model);
        double[] terms = new double[policy.Count];
        for (int i = 0; i < terms.Length; i++)
        {
            terms[i] = Expected(policy.Row(i), model.Row(i));
        }

        return Intervals.OfMean(terms, level);
    }

    /// <summary>Doubly robust (Dudík, Langford &amp; Li, 2011): the direct method, corrected by the weighted error of
    /// the model on what was logged; right if either the propensities or the model are.</summary>
    /// <param name="rounds">What was logged.</param>
    /// <param name="policy">The policy asked about.</param>
    /// <param name="model">Expected rewards.</param>
    /// <param name="level">The confidence, in (0, 1).</param>
    public static Estimate DoublyRobust(
        LoggedRounds rounds, TargetPolicy policy, RewardModel model, double level = 0.95) =>
        Switch(rounds, policy, model, double.PositiveInfinity, level);

    /// <summary>SWITCH-DR (Wang, Agarwal &amp; Dudík, 2017): doubly robust where the weight is at most
    /// <paramref name="largestWeight"/>, the direct method beyond; bounds the variance for a little bias.</summary>
    /// <param name="rounds">What was logged.</param>
    /// <param name="policy">The policy asked about.</param>
    /// <param name="model">Expected rewards.</param>
    /// <param name="largestWeight">The largest weight that is trusted, at least 0.</param>
    /// <param name="level">The confidence, in (0, 1).</param>
    public static Estimate Switch(
        LoggedRounds rounds, TargetPolicy policy, RewardModel model, double largestWeight, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegative(largestWeight);
        double[] weights = Weights(rounds, policy);
        double[] terms = new double[weights.Length];
        for (int i = 0; i < terms.Length; i++)
        {
            ReadOnlySpan<double> predicted = model.Row(i);
            terms[i] = Expected(policy.Row(i), predicted);
            if (weights[i] <= largestWeight)
            {
                terms[i] += weights[i] * (rounds.Rewards[i] - predicted[rounds.Actions[i]]);
            }
        }

        return Intervals.OfMean(terms, level);
    }

    /// <summary>How many equally weighted rounds the weights are worth (Kish, 1965): far below the number of rounds
    /// means that the estimate hangs on few of them.</summary>
    /// <param name="rounds">What was logged.</param>
    /// <param name="policy">The policy asked about.</param>
    public static double EffectiveRounds(LoggedRounds rounds, TargetPolicy policy)
    {
        double[] weights = Weights(rounds, policy);
        double squares = weights.Sum(w => w * w);
        double sum = weights.Sum();
        return squares == 0 ? 0 : sum * sum / squares;
    }

    private static double[] Weights(LoggedRounds rounds, TargetPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.Count != rounds.Count || policy.ActionCount != rounds.ActionCount)
        {
            throw new ArgumentException(
                $"The policy has {policy.Count} rows of {policy.ActionCount} actions, the log {rounds.Count} of "
                + $"{rounds.ActionCount}.");
        }

        double[] weights = new double[rounds.Count];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = policy.Row(i)[rounds.Actions[i]] / rounds.Propensities[i];
        }

        return weights;
    }

    private static double Expected(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> rewards)
    {
        double sum = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            sum += probabilities[i] * rewards[i];
        }

        return sum;
    }
}
