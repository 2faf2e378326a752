namespace Souk.Bench.Risk;

/// <summary>A payment of the Fraud Detection Handbook.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Second">Seconds since 2018-04-01.</param>
/// <param name="Customer">The customer, who has one card.</param>
/// <param name="Terminal">Where it was paid.</param>
/// <param name="Amount">How much.</param>
/// <param name="IsFraud">Whether it was a fraud.</param>
internal sealed record FraudHandbookPayment(
    string Id, long Second, int Customer, int Terminal, double Amount, bool IsFraud)
{
    private const int SecondsPerDay = 86_400;

    /// <summary>Its day, counted from 2018-04-01.</summary>
    internal int Day => (int)(Second / SecondsPerDay);
}
