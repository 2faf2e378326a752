namespace Souk.Learning.CustomerValue;

/// <summary>A fitted model of when customers buy and when they leave unseen. Immutable and safe to share.</summary>
public interface IPurchaseModel
{
    /// <summary>The probability that the customer has not left, 0 to 1.</summary>
    double ProbabilityAlive(PurchaseHistory history);

    /// <summary>The purchases to expect of a customer in the time that follows.</summary>
    /// <param name="history">What is known of the customer.</param>
    /// <param name="horizon">How far to look ahead, 0 or more, in the unit of the history.</param>
    double ExpectedPurchases(PurchaseHistory history, double horizon);

    /// <summary>Writes the model as one model file; the stream stays open.</summary>
    void Save(Stream stream);
}
