using Souk.Experiments.OffPolicy;
using Souk.Learning.Evaluation;

namespace Souk.Experiments.Tests.OffPolicy;

public sealed class OpenBanditTests
{
    /// <summary>What a Thompson-sampling policy is worth, estimated from what a random policy logged, lies within the
    /// interval of the clicks that it really got.</summary>
    [Theory]
    [InlineData("men")]
    [InlineData("women")]
    public void ThompsonPolicy_FromRandomLogs_IsWithinTheIntervalOfItsTrueValue(string campaign)
    {
        if (OpenBandit.Folder is not string folder)
        {
            Assert.Skip("The Open Bandit data is not here: set SOUK_DATA to the folder that holds open_bandit.");
            return;
        }

        OpenBandit random = OpenBandit.Load(folder, "random", campaign);
        OpenBandit thompson = OpenBandit.Load(folder, "bts", campaign);
        Estimate truth = OffPolicyEstimators.OnPolicy(thompson.Rounds);
        TargetPolicy policy = thompson.PolicyFor(random);
        RewardModel model = RewardModel.Fit(random.Rounds, random.Positions);
        Estimate[] estimates =
        [
            OffPolicyEstimators.Ips(random.Rounds, policy),
            OffPolicyEstimators.Snips(random.Rounds, policy),
            OffPolicyEstimators.DoublyRobust(random.Rounds, policy, model),
            OffPolicyEstimators.Switch(random.Rounds, policy, model, largestWeight: 10),
        ];
        foreach (Estimate estimate in estimates)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{campaign}: {estimate}; true {truth}");
        }

        Assert.All(estimates, e => Assert.InRange(e.Value, truth.Lower, truth.Upper));
    }
}
