namespace Souk.Risk.Models;

/// <summary>What decisions cost, by which a model's thresholds are chosen. The money at stake is the checkpoint's
/// <c>amount</c>, in currency units; where the policy names none, it is 1 for every event.</summary>
/// <param name="FraudLoss">The share of the money at stake that a bad event costs if it goes through, above 0 to 10.
/// Default 1.</param>
/// <param name="Margin">The share of it that turning a good event away costs, 0 to 10. Default 0.1.</param>
/// <param name="Review">What it costs that a person looks at an event, in currency units, 0 to 1,000,000; a review is
/// taken to find out the truth. Default 3.</param>
public sealed record DecisionCosts(double FraudLoss = 1, double Margin = 0.1, double Review = 3)
{
    /// <summary>What letting an event through costs.</summary>
    public double OfApprove(bool isBad, double amount) => isBad ? FraudLoss * amount : 0;

    /// <summary>What turning it away costs.</summary>
    public double OfDecline(bool isBad, double amount) => isBad ? 0 : Margin * amount;

    /// <summary>What it costs at a probability under thresholds.</summary>
    public double Of(bool isBad, double amount, double probability, ModelThresholds thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        return probability >= thresholds.Decline ? OfDecline(isBad, amount)
            : probability >= thresholds.Review ? Review
            : OfApprove(isBad, amount);
    }
}
