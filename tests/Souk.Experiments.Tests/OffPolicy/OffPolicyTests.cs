using Souk.Experiments.OffPolicy;
using Souk.Learning.Evaluation;
using Souk.Learning.Numerics;

namespace Souk.Experiments.Tests.OffPolicy;

public sealed class OffPolicyTests
{
    private const int Actions = 10;

    [Fact]
    public void EveryEstimator_CoversTheTrueValue_AsOftenAsItPromises()
    {
        int[] covered = new int[4];
        const int Runs = 200;
        for (int run = 0; run < Runs; run++)
        {
            (LoggedRounds rounds, TargetPolicy policy, int[] groups, double truth) = Simulate((ulong)run + 1, 4_000);
            RewardModel model = RewardModel.Fit(rounds, groups);
            Estimate[] estimates =
            [
                OffPolicyEstimators.Ips(rounds, policy),
                OffPolicyEstimators.Snips(rounds, policy),
                OffPolicyEstimators.DoublyRobust(rounds, policy, model),
                OffPolicyEstimators.Switch(rounds, policy, model, largestWeight: 50),
            ];
            for (int i = 0; i < estimates.Length; i++)
            {
                covered[i] += estimates[i].Lower <= truth && truth <= estimates[i].Upper ? 1 : 0;
            }
        }

        // 200 runs at 95 % cover at least 180 times with probability .998.
        Assert.All(covered, c => Assert.InRange(c, 180, Runs));
    }

    [Fact]
    public void DoublyRobust_IsNarrowerThanWeightsAlone_WhenTheModelKnowsTheRewards()
    {
        (LoggedRounds rounds, TargetPolicy policy, int[] groups, _) = Simulate(7, 20_000);
        RewardModel model = RewardModel.Fit(rounds, groups);
        Assert.True(
            OffPolicyEstimators.DoublyRobust(rounds, policy, model).StandardError
            < OffPolicyEstimators.Ips(rounds, policy).StandardError);
    }

    [Fact]
    public void ThePolicyThatLogged_IsWorthItsMeanReward()
    {
        (LoggedRounds rounds, _, _, _) = Simulate(5, 3_000, isUniform: true);
        TargetPolicy same = new(Enumerable.Repeat(1.0 / Actions, rounds.Count * Actions).ToArray(), Actions);
        double mean = OffPolicyEstimators.OnPolicy(rounds).Value;
        Assert.Equal(mean, OffPolicyEstimators.Ips(rounds, same).Value, 1e-12);
        Assert.Equal(mean, OffPolicyEstimators.Snips(rounds, same).Value, 1e-12);
        Assert.Equal(rounds.Count, OffPolicyEstimators.EffectiveRounds(rounds, same), 1e-6);
    }

    [Fact]
    public void Switch_AtZero_IsTheDirectMethod()
    {
        (LoggedRounds rounds, TargetPolicy policy, int[] groups, _) = Simulate(9, 2_000);
        RewardModel model = RewardModel.Fit(rounds, groups);
        Assert.Equal(
            OffPolicyEstimators.DirectMethod(policy, model).Value,
            OffPolicyEstimators.Switch(rounds, policy, model, largestWeight: 0).Value,
            0.02);
    }

    [Fact]
    public void BadRows_AreRefused()
    {
        Assert.Contains(
            "Row 0 has propensity 0", Error(() => new LoggedRounds([0], [1], [0], 2)), StringComparison.Ordinal);
        Assert.Contains(
            "Row 0 has action 2", Error(() => new LoggedRounds([2], [1], [0.5], 2)), StringComparison.Ordinal);
        Assert.Contains("Row 0 has reward NaN", Error(() => new LoggedRounds([0], [double.NaN], [0.5], 2)),
            StringComparison.Ordinal);
        Assert.Contains("equally many", Error(() => new LoggedRounds([0], [1, 2], [0.5], 2)), StringComparison.Ordinal);
        Assert.Contains("sum to 0.9", Error(() => new TargetPolicy([0.5, 0.4], 2)), StringComparison.Ordinal);
        LoggedRounds rounds = new([0], [1], [0.5], 2);
        Assert.Contains(
            "The policy has 2 rows", Error(() => OffPolicyEstimators.Ips(rounds, new TargetPolicy([1, 0, 1, 0], 2))),
            StringComparison.Ordinal);
    }

    private static string Error(Func<object> act) => Assert.ThrowsAny<ArgumentException>(act).Message;

    // Click rates differ by action and context group; the target policy prefers what is good in the group.
    private static (LoggedRounds Rounds, TargetPolicy Policy, int[] Groups, double Truth) Simulate(
        ulong seed, int count, bool isUniform = false)
    {
        SeededRandom random = new(seed);
        int[] actions = new int[count];
        int[] groups = new int[count];
        double[] rewards = new double[count];
        double[] propensities = new double[count];
        double[] target = new double[count * Actions];
        double truth = 0;
        for (int i = 0; i < count; i++)
        {
            int group = groups[i] = i % 3;
            double total = Actions * (Actions + 1) / 2.0;
            int action = 0;
            double at = random.NextDouble() - Logging(0, isUniform, total);
            while (at > 0 && action < Actions - 1)
            {
                at -= Logging(++action, isUniform, total);
            }

            actions[i] = action;
            propensities[i] = Logging(action, isUniform, total);
            rewards[i] = random.NextDouble() < Rate(action, group) ? 1 : 0;
            for (int a = 0; a < Actions; a++)
            {
                target[(i * Actions) + a] = ((a + group) % Actions == 7 ? 0.55 : 0) + 0.045;
                truth += target[(i * Actions) + a] * Rate(a, group) / count;
            }
        }

        return (new LoggedRounds(actions, rewards, propensities, Actions), new TargetPolicy(target, Actions), groups,
            truth);
    }

    private static double Logging(int action, bool isUniform, double total) =>
        isUniform ? 1.0 / Actions : (action + 1) / total;

    private static double Rate(int action, int group) => 0.1 + (((action + group) % Actions) * 0.06);
}
